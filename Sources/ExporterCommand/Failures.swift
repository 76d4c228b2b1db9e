import ExporterService

extension ConfigurationFault {
    /// Ends the command with every fault shown.
    var failure: CommandFailure {
        switch self {
        case .unreadable(let error): CommandFailure(.wrongUse, error.message)
        case .faulty: CommandFailure(.wrongUse, lines: lines)
        }
    }
}
