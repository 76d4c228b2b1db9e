import FoundationEssentials
import Glibc
package import Logging

/// How the program writes its own log lines.
package enum LogLineFormat: String, Sendable, CaseIterable {
    case logfmt, json
}

/// Writes one line to standard error for each event, as logfmt or JSON.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level
    private let format: LogLineFormat

    package init(format: LogLineFormat, level: Logger.Level) {
        self.format = format
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = [
            ("ts", Self.timestamp()), ("level", Self.name(event.level)), ("msg", "\(event.message)"),
        ]
        let all = metadata.merging(event.metadata ?? [:]) { _, newer in newer }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { fields.append((key, "\(value)")) }
        let line = LogLine.rendered(fields, as: format)
        // One write for each line keeps lines of several threads apart; a closed standard error is no fault of ours.
        unsafe line.withUnsafeBufferPointer { _ = unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// Prometheus' level names.
    private static func name(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "debug"
        case .info, .notice: "info"
        case .warning: "warn"
        case .error, .critical: "error"
        }
    }

    /// UTC with milliseconds, as RFC 3339 has it.
    private static func timestamp() -> String {
        Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
