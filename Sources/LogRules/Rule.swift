package import MetricModel
package import PatternMatching

/// A rule proven valid: what it looks for, in which logs, and the series it writes.
package struct Rule: Sendable {
    /// What the pattern sees at once.
    package enum Subject: String, Sendable, CaseIterable {
        case line
        case entry
    }

    /// A piece of a match that labels are made of.
    package struct Capture: Sendable, Equatable {
        /// The first of these groups that took part in the match; empty text when none did.
        package let groups: [Int]
        package let map: ValueMap?
    }

    /// A piece of a label's value.
    package enum LabelPart: Sendable, Equatable {
        case text(String)
        /// Index in `captures`.
        case capture(Int)
        /// Name of the log that the line stands in.
        case log
    }

    package let name: String
    /// Names of the logs it applies to; empty means every log.
    package let logs: [String]
    package let subject: Subject
    package let pattern: Pattern
    /// What `pattern` is known to need in a match; empty literals mean that it must run everywhere.
    package let outline: PatternOutline
    package let metric: MetricDescriptor
    package let action: RuleAction
    /// What is kept of a match to tell its series.
    package let captures: [Capture]
    /// The parts of each label of `metric`, in the same order.
    package let labels: [[LabelPart]]
    /// Values by label for which the series exist from the start, all combinations; `nil` when none do.
    let initialValues: [[String]]?
    /// Whether a new series is to be shown at 0 for one scrape before its value.
    package let isFirstAtZero: Bool
    /// Rules with the same number compete: the first of them that matches a line is the only one to count it.
    package let firstMatchGroup: Int?
    /// Built-in rules show no series before their first match.
    package let isBuiltIn: Bool
    /// Label sets of the metric in all rules that share it; those beyond are counted in its overflow series.
    package internal(set) var maxSeries: Int
    /// For `rules emit`; counting knows nothing of it.
    package internal(set) var alert: RuleAlert?

    /// The pattern as it was written.
    package var patternText: String { pattern.source }

    package func applies(toLog log: String) -> Bool {
        logs.isEmpty || logs.contains(log)
    }

    /// Label sets that are exported as 0 from the start.
    package func initialLabelSets(forLog log: String) -> [[String]] {
        guard let initialValues else { return [] }
        let columns = zip(labels, initialValues).map { parts, values in
            parts == [.log] ? [log] : values
        }
        return columns.reduce([[]]) { sets, values in
            sets.flatMap { set in values.map { set + [$0] } }
        }
    }
}
