import LogRules
import MetricModel
import YAMLReading

/// When the alert of a rule would have fired.
package struct AlertPreview: Sendable {
    package struct Firing: Sendable, Equatable {
        /// Labels that `by` names, with their values.
        package let labels: [(name: String, value: String)]
        /// Seconds since 1970: the evaluation at which it began to fire.
        package let start: Int64
        /// The evaluation that found it over; the end of the log while it went on.
        package let end: Int64
        package let isOpen: Bool

        package var seconds: Int64 { end - start }

        package static func == (left: Firing, right: Firing) -> Bool {
            left.labels.elementsEqual(right.labels, by: ==) && left.start == right.start
                && left.end == right.end && left.isOpen == right.isOpen
        }
    }

    /// The value that came nearest to the threshold, or went farthest beyond it.
    package struct Peak: Sendable {
        package let labels: [(name: String, value: String)]
        package let value: Double
        package let atSeconds: Int64
    }

    package let alert: String
    package let rule: String
    package let severity: String
    /// The threshold as it is written, with what it waits for.
    package let condition: String
    /// In the order of their beginnings.
    package let firings: [Firing]
    /// Of each label set that was seen, the highest first; the lowest where low values are bad.
    package let peaks: [Peak]

    /// Of all firings; nil without any.
    package var medianSeconds: Int64? {
        let sorted = firings.map(\.seconds).sorted()
        guard !sorted.isEmpty else { return nil }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    package var longestSeconds: Int64? { firings.map(\.seconds).max() }
}

extension AlertPreview {
    /// - Parameters:
    ///   - since: what was over before this second is left out.
    ///   - end: the last evaluation.
    init(_ replay: AlertReplay, since: Int64, end: Int64) {
        let names = replay.alert.by.map(\.text)
        func labels(_ values: [String]) -> [(name: String, value: String)] {
            zip(names, values).map { ($0, $1) }
        }
        alert = replay.alert.name
        rule = replay.rule.name
        severity = replay.alert.severity
        condition = Self.condition(replay)
        firings = replay.groups.flatMap { values, group in
            group.course.firings.filter { ($0.end ?? end) >= since }.map {
                Firing(labels: labels(values), start: $0.start, end: $0.end ?? end, isOpen: $0.end == nil)
            }
        }.sorted { left, right in
            (left.start, left.labels.map(\.value).joined(separator: "\0"))
                < (right.start, right.labels.map(\.value).joined(separator: "\0"))
        }
        let isLowBad = replay.comparison == .below
        peaks = replay.groups.compactMap { values, group in
            group.peak.map { Peak(labels: labels(values), value: $0, atSeconds: group.peakSeconds) }
        }.sorted { left, right in
            left.value == right.value
                ? left.labels.map(\.value).lexicographicallyPrecedes(right.labels.map(\.value))
                : isLowBad ? left.value < right.value : left.value > right.value
        }
    }

    private static func condition(_ replay: AlertReplay) -> String {
        let alert = replay.alert
        let number = Int64(exactly: replay.threshold).map(String.init) ?? "\(replay.threshold)"
        var text = "\(replay.comparison.rawValue) \(number)"
        if case .threshold(_, _, let minutes?) = alert.condition {
            text += " per \(Duration.seconds(minutes * 60).text)"
        }
        if !alert.by.isEmpty { text += " by \(alert.by.map(\.text).joined(separator: ", "))" }
        if alert.holdMinutes > 0 { text += ", for \(Duration.seconds(alert.holdMinutes * 60).text)" }
        if alert.keepMinutes > 0 {
            text += ", kept firing for \(Duration.seconds(alert.keepMinutes * 60).text)"
        }
        return text
    }
}
