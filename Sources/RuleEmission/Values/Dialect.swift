package import MetricModel

/// Writes metrics of the catalogue as PromQL, each with the selector that the user wants everywhere.
package struct Dialect: Sendable {
    let selector: AlertSelector

    package init(selector: AlertSelector = AlertSelector()) { self.selector = selector }

    /// A family with conditions on its labels; all of it must be in the catalogue.
    package func metric(_ family: MetricDescriptor, _ matchers: [Matcher] = [], suffix: String = "") -> String
    {
        let labels = Set(family.labels + (family.kind == .histogram ? ["le"] : []))
        for matcher in matchers {
            precondition(labels.contains(matcher.label), "\(family.name) has no label \(matcher.label)")
        }
        return named("\(family.name)\(suffix)", matchers)
    }

    /// A metric that Prometheus itself or a rule writes.
    package func named(_ name: String, _ matchers: [Matcher] = []) -> String {
        let all = (matchers + selector.matchers).map(\.text)
        return all.isEmpty ? name : "\(name){\(all.joined(separator: ","))}"
    }
}
