package import MetricModel
package import PatternMatching

/// A rule proven valid: what it looks for, in which logs, and the series it counts into.
package struct Rule: Sendable {
    /// Where the value of one label comes from.
    package enum LabelSource: Sendable, Equatable {
        /// The first of these groups that took part in the match; empty text when none did.
        case capture(groups: [Int])
        case text(String)
    }

    package let name: String
    /// Names of the logs it applies to; empty means every log.
    package let logs: [String]
    package let pattern: Pattern
    /// What `pattern` is known to need in a line; empty literals mean that it must run on every line.
    package let outline: PatternOutline
    package let counter: MetricDescriptor
    /// One for each label of `counter`, in the same order.
    package let labelSources: [LabelSource]
    /// Label sets that are exported as 0 from the start.
    package let initialLabelSets: [[String]]
    /// Label sets of the counter in all rules that share it; those beyond are counted in its overflow series.
    package internal(set) var maxSeries: Int

    package func applies(toLog log: String) -> Bool {
        logs.isEmpty || logs.contains(log)
    }
}
