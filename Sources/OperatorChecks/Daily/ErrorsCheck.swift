import Operations
import RuleEmission

/// What was found of the entries at ERROR or above of some time.
package struct ErrorFindings: Sendable, Equatable {
    package struct Shape: Sendable, Equatable {
        /// Masked.
        package let text: String
        package let level: String
        package let count: UInt64
        package let firstMs: Int64?
        package let lastMs: Int64?
        package let logs: [String]
    }

    package internal(set) var entries = 0
    /// The largest number in any stretch of five minutes, of one log.
    package internal(set) var busiest = 0
    /// The commonest first.
    package internal(set) var shapes: [Shape] = []
    package internal(set) var filesRead = 0
    /// What could not be read: how many files.
    package internal(set) var unreadable = 0
    /// Whether any file belongs to the logs.
    package internal(set) var hasFiles = true

    init() {}

    /// Nothing was looked for.
    package static let none = ErrorFindings()
}

/// Errors in the logs.
package enum ErrorsCheck {
    private static let maxShapes = 10

    package static func result(
        _ found: ErrorFindings, since: String, key: String = "errors", judge: ThresholdJudge
    ) -> CheckResult {
        let burst = judge.state(of: Double(found.busiest), .errorBurst)
        let worst = found.entries > 0 ? max(burst, .warning) : .ok
        let isKnown = found.hasFiles && found.unreadable == 0
        var text = FigureText.count(found.entries, "entry", "entries")
        if found.entries > 0 {
            text += " of \(FigureText.count(found.shapes.count, "shape", "shapes"))"
            text += ", \(found.busiest) in the busiest 5 min"
        }
        if !found.hasFiles { text = "no log file" }
        if found.unreadable > 0 {
            text += ", \(FigureText.count(found.unreadable, "file", "files")) unreadable"
        }
        let levels = judge.threshold(.errorBurst) { "\(FigureText.decimal($0)) in 5 min" }
        return CheckResult(
            key, "errors of the last \(since)", max(worst, isKnown ? .ok : .unknown),
            CheckFigure(text, found.hasFiles ? Double(found.entries) : nil, unit: "entries"),
            threshold: CheckThreshold(
                "warning > 0; burst: \(levels.text)", warning: 0, critical: levels.critical),
            next: next(found, since), details: found.shapes.prefix(maxShapes).map(detail))
    }

    private static func detail(_ shape: ErrorFindings.Shape) -> CheckDetail {
        let text = "\(shape.count) x \(shape.level) in \(shape.logs.joined(separator: ", "))"
        return CheckDetail(shape.text, CheckFigure(text, Double(shape.count), unit: "entries"), .warning)
    }

    private static func next(_ found: ErrorFindings, _ since: String) -> String? {
        if !found.hasFiles { return "agent-teams-exporter config check" }
        guard found.entries > 0 || found.unreadable > 0 else { return nil }
        return "agent-teams-exporter logs errors --since \(since) --group"
    }
}
