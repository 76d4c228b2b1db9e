package import WebAccess

/// Why a web configuration cannot be used.
package enum WebFault: Error, Equatable {
    case unreadable(ServiceError)
    case faulty(WebConfigurationFault)
    /// What a certificate or key does not hold, with the next step.
    case unusable(String)

    /// For the user: one fault a line.
    package var lines: [String] {
        switch self {
        case .unreadable(let error): [error.message]
        case .faulty(let fault): fault.lines
        case .unusable(let message): [message]
        }
    }

    /// For the log: the first fault, and how many there are.
    package var oneLine: String {
        let all = lines
        let first = all.first ?? "the web configuration is faulty"
        guard all.count > 1 else { return first }
        return "\(first) (\(all.count - 1) more: run 'agent-teams-exporter config check --web.config.file')"
    }
}
