package import YAMLReading

/// Why a configuration cannot be used: it cannot be read, or it holds faults, all of which are listed.
package enum ConfigurationFault: Error {
    case unreadable(ServiceError)
    /// `source` is the file's bytes, for the snippets.
    case faulty([Diagnostic], source: [UInt8])

    /// For the user: one line for a file that cannot be read, else each fault with its place.
    package var lines: [String] {
        switch self {
        case .unreadable(let error): [error.message]
        case .faulty(let diagnostics, let source): diagnostics.map { $0.rendered(source: source) }
        }
    }
}
