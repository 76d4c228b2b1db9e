import MetricModel
import YAMLReading

extension RuleValidator {
    mutating func checkName(_ written: WrittenRule) {
        guard let name = written.name else { return }
        if !Self.isRuleName(name.value) {
            fault(
                written, at: name.node, "'\(name.value)' is no name for a rule",
                hint: "use letters, digits, '_' and '-', a letter first")
        }
        guard let first = places[name.value] else {
            places[name.value] = (written.file, name.node.mark)
            return
        }
        let isSameFile = first.file == written.file
        let place = isSameFile ? "line \(first.mark.line)" : "\(first.file):\(first.mark.line)"
        diagnostics.append(
            Diagnostic(
                file: written.file, mark: name.node.mark, width: name.node.width,
                message: "rule '\(name.value)' is already defined at \(place)", hint: "rename or remove one",
                note: isSameFile ? Diagnostic.Note(mark: first.mark, message: "first defined here") : nil))
    }

    private static func isRuleName(_ name: String) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy {
            isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
    }

    mutating func descriptor(
        of written: WrittenRule, labels: [LabelName], dimension: Dimension?, isBuiltIn: Bool
    ) -> MetricDescriptor? {
        guard let metric = written.metric else { return nil }
        let buckets = buckets(of: written, metric, dimension)
        let name: MetricName
        do {
            name = try MetricName(metric.name.value)
        } catch {
            fault(written, at: metric.name.node, error.message, hint: nil)
            return nil
        }
        checkEnding(of: metric, written)
        if !isBuiltIn, let owner = OwnedNames.owner(of: name.text) {
            fault(
                written, at: metric.name.node,
                "\(metric.kind.rawValue) '\(name)' belongs to the program: \(owner)",
                hint: "choose a name of your own, such as '\(Self.example(metric, written))'")
        }
        guard let buckets else { return nil }
        if isBuiltIn { return catalogued(name, labels, written, metric) }
        let base = written.value == nil ? nil : Dimension(endOf: name.text)?.rawValue
        let ruleName = written.name?.value ?? ""
        return MetricDescriptor(
            name, metric.kind.metricKind, unit: base, labels: labels,
            help: written.help ?? Self.help(metric.kind, written, ruleName), collector: "logs",
            buckets: buckets)
    }

    /// What built-in rules write stands in the program's catalogue, help and unit included.
    private mutating func catalogued(
        _ name: MetricName, _ labels: [LabelName], _ written: WrittenRule, _ metric: WrittenRule.Metric
    ) -> MetricDescriptor? {
        let family = Catalogue.families.first { $0.name == name }
        guard let family, family.kind == metric.kind.metricKind, family.labels == labels else {
            fault(
                written, at: metric.name.node, "the catalogue has no such \(metric.kind.rawValue)",
                hint: "declare '\(name)' in Catalogue+BuiltInRules.swift, its labels sorted")
            return nil
        }
        return family
    }

    private static func example(_ metric: WrittenRule.Metric, _ written: WrittenRule) -> String {
        "shop_\(written.name?.value ?? "errors")" + (metric.kind == .counter ? "_total" : "")
    }

    private static func help(_ kind: WrittenRule.Kind, _ written: WrittenRule, _ rule: String) -> String {
        let seen = written.subject == .line ? "Lines" : "Entries"
        return written.value == nil
            ? "\(seen) that the log rule \(rule) matched."
            : "Values that the log rule \(rule) read."
    }

    /// Endings that belong to the samples of one kind of metric, and what to do about them.
    private mutating func checkEnding(of metric: WrittenRule.Metric, _ written: WrittenRule) {
        let name = metric.name.value
        if metric.kind != .counter {
            let endings = ["_total", "_bucket", "_created", "_info", "_sum", "_count"]
            guard let ending = endings.first(where: { name.hasSuffix($0) }) else { return }
            fault(
                written, at: metric.name.node,
                "\(metric.kind.rawValue) '\(name)' must not end in '\(ending)', which means something else",
                hint: ending == "_total" ? "write 'counter:', or rename it" : "rename it")
        } else if !name.hasSuffix("_total") {
            fault(
                written, at: metric.name.node, "counter '\(name)' must end in '_total'",
                hint: "name it '\(name)_total'")
        } else if name == "_total" {
            fault(
                written, at: metric.name.node, "counter '_total' has no name before '_total'",
                hint: "name what it counts")
        }
    }

    /// A metric in two rules must be one family, and two metrics must not write the same names.
    mutating func checkSharing(_ rule: Rule, _ written: WrittenRule) {
        guard let node = written.metric?.name.node else { return }
        for number in rulesSharingNames(with: rule) where rules[number].metric != rule.metric {
            let other = rules[number]
            if other.metric.name == rule.metric.name {
                let difference = Self.difference(other.metric, rule.metric)
                fault(
                    written, at: node,
                    "rule '\(other.name)' writes '\(rule.metric.name)' with other \(difference)",
                    hint: "write the same \(difference) in both rules, or use two metrics")
                return
            }
            let shared = other.metric.occupiedNames.intersection(rule.metric.occupiedNames)
            if let name = shared.min() {
                fault(
                    written, at: node,
                    "metrics '\(rule.metric.name)' and '\(other.metric.name)' would both write '\(name)'",
                    hint: "rename one of them")
            }
        }
    }

    /// The first rule of each metric that writes one of the rule's names, in their order.
    private func rulesSharingNames(with rule: Rule) -> [Int] {
        Set(rule.metric.occupiedNames.flatMap { writers[$0] ?? [] }).sorted()
    }

    /// Keeps what `checkSharing` asks for; the rule is the last one.
    mutating func noteNames(of rule: Rule) {
        for name in rule.metric.occupiedNames {
            let known = writers[name] ?? []
            guard !known.contains(where: { rules[$0].metric == rule.metric }) else { continue }
            writers[name] = known + [rules.count - 1]
        }
    }

    private static func difference(_ left: MetricDescriptor, _ right: MetricDescriptor) -> String {
        if left.kind != right.kind { return "keys (\(left.kind.rawValue) and \(right.kind.rawValue))" }
        if left.labels != right.labels { return "labels" }
        if left.buckets != right.buckets { return "buckets" }
        return left.unit != right.unit ? "use of 'value'" : "help"
    }
}

extension WrittenRule.Kind {
    var metricKind: MetricKind {
        switch self {
        case .counter: .counter
        case .gauge: .gauge
        case .histogram: .histogram
        }
    }
}
