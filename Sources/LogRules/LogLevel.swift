/// The closed set of levels that log entries are counted by, least severe first.
package enum LogLevel: UInt8, CaseIterable, Sendable, Comparable {
    case debug, info, notice, warning, error, critical

    /// The value of the label `level`.
    package var name: String {
        switch self {
        case .debug: "DEBUG"
        case .info: "INFO"
        case .notice: "NOTICE"
        case .warning: "WARNING"
        case .error: "ERROR"
        case .critical: "CRITICAL"
        }
    }

    package init?(name: String) {
        guard let level = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = level
    }

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}
