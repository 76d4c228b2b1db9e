import MetricModel
import PatternMatching
import YAMLReading

/// Runs the examples of a rule and tells which do not hold.
struct ExampleCheck {
    func faults(of written: WrittenRule, rule: Rule) -> [Diagnostic] {
        var matcher = PatternMatcher()
        return written.examples.flatMap { faults(of: $0, written, rule, matcher: &matcher) }
    }

    private func faults(
        of example: WrittenRuleExample, _ written: WrittenRule, _ rule: Rule, matcher: inout PatternMatcher
    ) -> [Diagnostic] {
        var matches = 0
        var faults = unknownLabels(of: example, written, rule)
        let lines = example.text.value.utf8.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for line in lines.map(Array.init) {
            switch matcher.match(rule.pattern, in: line.span) {
            case .match:
                matches += 1
                faults += wrongLabels(of: example, line, written, rule, matcher: matcher)
            case .noMatch: break
            case .limitExceeded, .failed:
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

    private func wrongCount(
        of example: WrittenRuleExample, _ matches: Int, _ written: WrittenRule, _ rule: Rule
    ) -> Diagnostic {
        let message =
            switch (example.count, matches) {
            case (0, _): "rule '\(rule.name)' matches this line and must not"
            case (1, 0): "rule '\(rule.name)' does not match this example"
            default: "rule '\(rule.name)' matches \(matches) of these lines, not \(example.count)"
            }
        return fault(written, example.text.node, message, hint: "change the pattern or the example")
    }

    private func unknownLabels(
        of example: WrittenRuleExample, _ written: WrittenRule, _ rule: Rule
    ) -> [Diagnostic] {
        let known = rule.counter.labels.map(\.text)
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
        of example: WrittenRuleExample, _ line: [UInt8], _ written: WrittenRule, _ rule: Rule,
        matcher: borrowing PatternMatcher
    ) -> [Diagnostic] {
        var faults: [Diagnostic] = []
        for label in example.labels {
            guard let index = rule.counter.labels.firstIndex(where: { $0.text == label.name.value }) else {
                continue
            }
            let value = text(of: rule.labelSources[index], line, matcher: matcher)
            guard value != label.text.value else { continue }
            faults.append(
                fault(
                    written, label.text.node,
                    "label '\(label.name.value)' is '\(value)', not '\(label.text.value)'",
                    hint: "change the pattern or the example"))
        }
        return faults
    }

    private func text(
        of source: Rule.LabelSource, _ line: [UInt8], matcher: borrowing PatternMatcher
    ) -> String {
        switch source {
        case .text(let text): return text
        case .capture(let groups):
            for group in groups {
                if let range = matcher.capture(group) { return String(decoding: line[range], as: UTF8.self) }
            }
            return ""
        }
    }

    private func fault(_ written: WrittenRule, _ node: YAMLNode, _ message: String, hint: String)
        -> Diagnostic
    {
        Diagnostic(file: written.file, mark: node.mark, width: node.width, message: message, hint: hint)
    }
}
