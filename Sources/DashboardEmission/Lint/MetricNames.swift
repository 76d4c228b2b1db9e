package import MetricModel

/// Knows which metrics and labels exist.
///
/// Names outside our namespaces that no rule writes are other people's: of these nothing is said.
package struct MetricNames: Sendable {
    /// A name that does not exist, or a label that its metric does not have.
    package struct Fault: Sendable, Equatable {
        package let rule: LintRule
        package let message: String
    }

    /// Labels by the name of a sample, as text 0.0.4 writes it.
    private let labels: [String: Set<String>]

    private static let namespaces = ["orchestrator_", "agent_teams_exporter_", "process_"]
    /// Labels that Prometheus gives to every series.
    private static let given: Set<String> = ["job", "instance"]

    package init(families: [MetricDescriptor]) {
        var labels: [String: Set<String>] = [:]
        for family in families {
            let own = Set(family.labels.map(\.text)).union(Self.given)
            for suffix in family.kind == .histogram ? ["_bucket", "_sum", "_count"] : [""] {
                let more: Set<String> = suffix == "_bucket" ? ["le"] : []
                labels[family.name.text + suffix, default: []].formUnion(own.union(more))
            }
        }
        self.labels = labels
    }

    /// Whether it is no name of ours, or one of a metric that exists.
    package func isPlausible(_ name: String) -> Bool {
        labels[name] != nil || !Self.namespaces.contains { name.hasPrefix($0) }
    }

    /// The names of samples in an expression that are no metrics of ours, and labels that their metrics do not have.
    ///
    /// - Parameter asking: labels named beside the expression.
    package func faults(in outline: ExpressionOutline, asking: [String] = []) -> [Fault] {
        var faults: [Fault] = []
        var allKnown = true
        var available: Set<String> = ["le"]
        for selector in outline.selectors {
            guard let name = selector.name, let known = labels[name] else {
                allKnown = false
                if let name = selector.name, !isPlausible(name) {
                    faults.append(
                        Fault(rule: .metric, message: "there is no metric \(name); see docs/metrics.md"))
                }
                continue
            }
            available.formUnion(known)
            for matcher in selector.matchers where !known.contains(matcher.label) {
                faults.append(Fault(rule: .label, message: "\(name) has no label '\(matcher.label)'"))
            }
        }
        guard allKnown else { return faults }
        for label in (outline.groupingLabels.sorted() + asking) where !available.contains(label) {
            faults.append(
                Fault(rule: .label, message: "no metric of the expression has the label '\(label)'"))
        }
        return faults
    }
}
