package import MetricModel

/// An alert that stands beside a rule, proven valid.
package struct RuleAlert: Sendable, Equatable {
    package enum Comparison: String, Sendable, CaseIterable {
        case above = ">"
        case atLeast = ">="
        case below = "<"
        case equal = "=="
    }

    package enum Condition: Sendable, Equatable {
        /// The rule's metric, summed over all series but those that `by` tells apart: of a counter or a histogram what it
        /// grew by in a time, of a gauge its value.
        case threshold(Comparison, Double, perMinutes: Int?)
        case expression(String, tests: [Trial])
    }

    /// A test that the user wrote, as promtool runs it.
    package struct Trial: Sendable, Equatable {
        /// A selector, and values a minute apart.
        package let series: [(selector: String, values: String)]
        package let atMinute: Int
        /// Labels of each alert that fires; empty when none does.
        package let firing: [[(name: String, text: String)]]

        package static func == (left: Trial, right: Trial) -> Bool {
            left.series.elementsEqual(right.series, by: ==) && left.atMinute == right.atMinute
                && left.firing.elementsEqual(right.firing) { $0.elementsEqual($1, by: ==) }
        }
    }

    package let name: String
    package let condition: Condition
    /// Labels by which the sum is split.
    package let by: [LabelName]
    package let holdMinutes: Int
    package let keepMinutes: Int
    /// info, warning or critical.
    package let severity: String
    package let summary: String
    package let description: String?
    package let runbookURL: String?
    /// Labels of the series that the rule's first example writes, for the alert's tests.
    package let exampleLabels: [LabelName: String]
    /// What in that example matches; nil for an expression of a rule without examples.
    package let exampleText: String?
}
