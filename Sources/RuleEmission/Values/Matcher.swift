package import MetricModel

/// One condition on a label of a series.
package struct Matcher: Sendable, Equatable {
    package enum Operation: String, Sendable, CaseIterable {
        case equal = "="
        case unequal = "!="
        case matches = "=~"
        case differs = "!~"
    }

    package let label: LabelName
    package let operation: Operation
    package let value: String

    package init(_ label: LabelName, _ operation: Operation, _ value: String) {
        self.label = label
        self.operation = operation
        self.value = value
    }

    var text: String { "\(label)\(operation.rawValue)\(PrometheusText.quoted(value))" }
}
