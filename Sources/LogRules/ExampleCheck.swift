import MetricModel
import YAMLReading

/// Runs the examples of a rule and tells which do not hold.
struct ExampleCheck {
    /// `earlier` are the rules before it; those of its group may take an example away from it.
    func faults(of written: WrittenRule, rule: Rule, among earlier: [Rule]) -> [Diagnostic] {
        guard !written.examples.isEmpty else { return [] }
        let rivals = earlier.filter {
            $0.firstMatchGroup != nil && $0.firstMatchGroup == rule.firstMatchGroup
                && $0.subject == rule.subject
        }
        var probe = RuleProbe()
        return written.examples.flatMap { example in
            faults(of: example, written, rule, rivals: rivals, probe: &probe)
        }
    }

    private func faults(
        of example: WrittenRuleExample, _ written: WrittenRule, _ rule: Rule, rivals: [Rule],
        probe: inout RuleProbe
    ) -> [Diagnostic] {
        var matches = 0
        var faults = unknownLabels(of: example, written, rule)
        for text in texts(of: example, rule) {
            switch probe.outcome(of: rule, on: text.span, log: "") {
            case .noMatch: break
            case .match(let match):
                matches += 1
                guard example.count > 0 else { continue }
                faults += wrongLabels(of: example, match, written)
                faults += wrongValue(of: example, match, written, rule)
                faults += rivalFault(of: example, text, written, rivals: rivals, probe: &probe)
            case .gaveUp:
                faults.append(
                    fault(
                        written, example.text.node,
                        "the pattern of rule '\(rule.name)' gives up on this example",
                        hint: "rewrite the pattern without repetitions inside repetitions"))
            }
        }
        if matches != example.count { faults.append(wrongCount(of: example, matches, written, rule)) }
        return faults
    }

    private func texts(of example: WrittenRuleExample, _ rule: Rule) -> [[UInt8]] {
        let bytes = Array(example.text.value.utf8)
        switch rule.subject {
        case .entry: return [bytes]
        case .line:
            return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .map(Array.init)
        }
    }

    private func wrongCount(
        of example: WrittenRuleExample, _ matches: Int, _ written: WrittenRule, _ rule: Rule
    ) -> Diagnostic {
        let subject = rule.subject.rawValue
        let message =
            switch (example.count, matches) {
            case (0, _): "rule '\(rule.name)' matches this \(subject) and must not"
            case (1, 0): "rule '\(rule.name)' does not match this example"
            default: "rule '\(rule.name)' matches \(matches) of these lines, not \(example.count)"
            }
        return fault(written, example.text.node, message, hint: "change the pattern or the example")
    }

    /// In a file with `order: first` an earlier rule counts what it matches.
    private func rivalFault(
        of example: WrittenRuleExample, _ text: [UInt8], _ written: WrittenRule, rivals: [Rule],
        probe: inout RuleProbe
    ) -> [Diagnostic] {
        for rival in rivals {
            guard case .match = probe.outcome(of: rival, on: text.span, log: "") else { continue }
            return [
                fault(
                    written, example.text.node, "rule '\(rival.name)' matches this first and counts it alone",
                    hint: "move the more special rule up, or write order: all")
            ]
        }
        return []
    }

    private func unknownLabels(
        of example: WrittenRuleExample, _ written: WrittenRule, _ rule: Rule
    ) -> [Diagnostic] {
        let known = rule.metric.labels.map(\.text)
        return example.labels.filter { !known.contains($0.name.value) }.map { label in
            let meant = Suggestion.closest(to: label.name.value, among: known).map { "did you mean '\($0)'?" }
            return fault(
                written, label.name.node, "'\(label.name.value)' is no label of rule '\(rule.name)'",
                hint: meant
                    ?? (known.isEmpty
                        ? "the rule has no labels" : "its labels: \(known.joined(separator: ", "))"))
        }
    }

    private func wrongLabels(
        of example: WrittenRuleExample, _ match: RuleMatch, _ written: WrittenRule
    ) -> [Diagnostic] {
        example.labels.compactMap { label in
            guard let found = match.labels.first(where: { $0.name == label.name.value }),
                found.text != label.text.value
            else { return nil }
            return fault(
                written, label.text.node,
                "label '\(label.name.value)' is '\(found.text)', not '\(label.text.value)'",
                hint: "change the pattern or the example")
        }
    }

    private func wrongValue(
        of example: WrittenRuleExample, _ match: RuleMatch, _ written: WrittenRule, _ rule: Rule
    ) -> [Diagnostic] {
        guard let value = rule.action.value else {
            return example.value.map {
                [fault(written, $0.node, "rule '\(rule.name)' has no 'value'", hint: "remove it")]
            } ?? []
        }
        guard let found = match.value else {
            let base = value.reader.dimension.map { " in \($0.rawValue)" } ?? ""
            return [
                fault(
                    written, example.text.node, "what 'value' captures here is no number\(base)",
                    hint: "change the pattern or the example, or write the log's 'unit'")
            ]
        }
        guard let wanted = example.value else { return [] }
        let plain = QuantityReader(dimension: value.reader.dimension, plainUnit: nil)
        guard plain.read(Array(wanted.value.utf8).span) != found else { return [] }
        return [
            fault(
                written, wanted.node, "the value is \(found), not \(wanted.value)",
                hint: "change the pattern or the example; values are in base units")
        ]
    }

    private func fault(_ written: WrittenRule, _ node: YAMLNode, _ message: String, hint: String)
        -> Diagnostic
    {
        Diagnostic(file: written.file, mark: node.mark, width: node.width, message: message, hint: hint)
    }
}
