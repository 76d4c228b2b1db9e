package import YAMLReading

/// Why a configuration cannot be used: a file cannot be read, or files hold faults, all of which are listed.
package enum ConfigurationFault: Error {
    case unreadable(ServiceError)
    /// A glob of `log_rules` leads to no file, which is surely a slip.
    case noRuleFile(glob: String)
    /// A family of a rule cannot stand beside another one that is exported.
    case clash(String)
    /// The web configuration, which a reload reads too.
    case web(WebFault)
    /// `sources` are the files' bytes by name, for the snippets.
    case faulty([Diagnostic], sources: [String: [UInt8]])

    /// For the user: one line for a file that cannot be read, else each fault with its place.
    package var lines: [String] {
        switch self {
        case .unreadable(let error): [error.message]
        case .noRuleFile(let glob): ["no rule file matches \(glob); check the path"]
        case .clash(let message): [message]
        case .web(let fault): fault.lines
        case .faulty(let diagnostics, let sources):
            diagnostics.map { $0.rendered(source: sources[$0.file]) }
        }
    }

    /// All of it on one line: file, place and fault of the first one, and how many there are.
    package var oneLine: String {
        switch self {
        case .unreadable, .noRuleFile, .clash: lines.joined(separator: " ")
        case .web(let fault): fault.oneLine
        case .faulty(let diagnostics, _):
            switch diagnostics.count {
            case 0: "the configuration is faulty"
            case 1: diagnostics[0].oneLine
            default:
                "\(diagnostics[0].oneLine) (\(diagnostics.count - 1) more: run 'agent-teams-exporter config check')"
            }
        }
    }
}
