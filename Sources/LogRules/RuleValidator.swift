import MetricModel
import PatternMatching
import YAMLReading

/// Turns written rules into valid ones and collects every fault on the way.
struct RuleValidator: ~Copyable {
    private(set) var rules: [Rule] = []
    var diagnostics: [Diagnostic] = []
    var places: [String: (file: String, mark: SourceMark)] = [:]
    /// Where alerts stand, by name.
    var alertPlaces: [String: (file: String, mark: SourceMark)] = [:]
    /// Rules by the names that their metrics write, one a metric; see `checkSharing`.
    var writers: [String: [Int]] = [:]
    var matcher = PatternMatcher()
    private let examples = ExampleCheck()

    /// `isBuiltIn` files write families of the program's own catalogue.
    mutating func add(
        _ file: RuleFile, number: Int, isBuiltIn: Bool = false, checksExamples: Bool = true
    ) {
        for written in file.rules {
            let group = file.countsFirstMatchOnly ? number : nil
            guard let rule = rule(written, group: group, isBuiltIn: isBuiltIn) else { continue }
            if checksExamples { diagnostics += examples.faults(of: written, rule: rule, among: rules) }
            append(rule)
        }
    }

    /// `nil`, and reported, when anything but the examples is wrong.
    private mutating func rule(_ written: WrittenRule, group: Int?, isBuiltIn: Bool) -> Rule? {
        let faultsBefore = diagnostics.count { $0.severity == .error }
        checkName(written)
        let compiled = written.pattern.flatMap { compile($0, in: written) }
        let pattern = compiled?.pattern
        var captures = pattern.map { CaptureTable(pattern: $0) }
        readMaps(of: written, into: &captures)
        let labels = labels(of: written, captures: &captures)
        let dimension = dimension(of: written)
        let action = action(of: written, dimension: dimension, captures: &captures)
        let descriptor = descriptor(
            of: written, labels: labels.map(\.name), dimension: dimension, isBuiltIn: isBuiltIn)
        let values = initialValues(of: written, labels: labels, isBuiltIn: isBuiltIn)
        checkUse(of: captures, written)
        guard let name = written.name?.value, let compiled, let captures, let descriptor, let action else {
            return nil
        }
        var rule = Rule(
            name: name,
            logs: written.logs,
            subject: written.subject,
            pattern: compiled.pattern,
            outline: compiled.outline,
            metric: descriptor,
            action: action,
            captures: captures.captures,
            labels: labels.map(\.parts),
            initialValues: values,
            isFirstAtZero: written.isFirstAtZero?.value ?? false,
            firstMatchGroup: group,
            isBuiltIn: isBuiltIn,
            maxSeries: written.maxSeries)
        checkSharing(rule, written)
        rule.alert = alert(of: written, labels: descriptor.labels, rule: rule)
        return diagnostics.count(where: { $0.severity == .error }) == faultsBefore ? rule : nil
    }

    /// Rules that share a metric share its limit: the larger one.
    private mutating func append(_ rule: Rule) {
        var rule = rule
        for index in rules.indices where rules[index].metric == rule.metric {
            rule.maxSeries = max(rule.maxSeries, rules[index].maxSeries)
            rules[index].maxSeries = rule.maxSeries
        }
        rules.append(rule)
        noteNames(of: rule)
    }

    mutating func fault(
        _ written: WrittenRule, at node: YAMLNode, offset: Int? = nil, _ message: String, hint: String?,
        severity: Diagnostic.Severity = .error
    ) {
        let place = offset.flatMap { node.mark(ofUTF8Offset: $0) }
        diagnostics.append(
            Diagnostic(
                file: written.file, mark: place ?? node.mark, width: place == nil ? node.width : 1,
                severity: severity, message: message, hint: hint))
    }

    mutating func fault(_ written: WrittenRule, _ message: String, hint: String?) {
        diagnostics.append(
            Diagnostic(file: written.file, mark: written.mark, message: message, hint: hint))
    }
}
