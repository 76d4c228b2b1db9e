import MetricModel
import PatternMatching
import YAMLReading

/// Turns written rules into valid ones and collects every fault on the way.
struct RuleValidator {
    private(set) var rules: [Rule] = []
    var diagnostics: [Diagnostic] = []
    var places: [String: (file: String, mark: SourceMark)] = [:]
    private let examples = ExampleCheck()

    mutating func add(_ written: WrittenRule) {
        let faultsBefore = diagnostics.count { $0.severity == .error }
        checkName(written)
        let pattern = written.pattern.flatMap { compile($0, in: written) }
        let labels = labels(of: written, pattern: pattern)
        let descriptor = descriptor(of: written, labels: labels.map(\.name))
        let sets = initialLabelSets(of: written, labels: labels)
        guard let name = written.name?.value, let pattern, let descriptor else { return }
        let rule = Rule(
            name: name,
            logs: written.logs,
            pattern: pattern,
            outline: PatternOutline(of: pattern),
            counter: descriptor,
            labelSources: labels.map(\.source),
            initialLabelSets: sets,
            maxSeries: written.maxSeries)
        checkSharing(rule, written)
        guard diagnostics.count(where: { $0.severity == .error }) == faultsBefore else { return }
        diagnostics += examples.faults(of: written, rule: rule)
        append(rule)
    }

    /// Rules that share a counter share its limit: the larger one.
    private mutating func append(_ rule: Rule) {
        var rule = rule
        for index in rules.indices where rules[index].counter == rule.counter {
            rule.maxSeries = max(rule.maxSeries, rules[index].maxSeries)
            rules[index].maxSeries = rule.maxSeries
        }
        rules.append(rule)
    }

    mutating func fault(
        _ written: WrittenRule, at node: YAMLNode, _ message: String, hint: String?,
        severity: Diagnostic.Severity = .error
    ) {
        diagnostics.append(
            Diagnostic(
                file: written.file, mark: node.mark, width: node.width, severity: severity, message: message,
                hint: hint))
    }
}
