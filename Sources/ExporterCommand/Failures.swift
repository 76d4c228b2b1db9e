import ExporterService

extension ConfigurationFault {
    /// Ends the command with every fault shown.
    var failure: CommandFailure {
        switch self {
        case .unreadable, .noRuleFile, .clash: CommandFailure(.wrongUse, oneLine)
        case .faulty, .web: CommandFailure(.wrongUse, lines: lines)
        }
    }
}
