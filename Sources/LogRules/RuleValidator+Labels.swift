import MetricModel
import PatternMatching
import YAMLReading

/// A label whose name and source are valid.
struct ValidLabel {
    let name: LabelName
    let source: Rule.LabelSource
}

extension RuleValidator {
    /// The valid labels, sorted by name, so that rules that share a counter agree on the order.
    mutating func labels(of written: WrittenRule, pattern: Pattern?) -> [ValidLabel] {
        var labels: [ValidLabel] = []
        for label in written.labels {
            guard let name = labelName(label, written),
                let source = source(of: label, pattern: pattern, written)
            else {
                continue
            }
            labels.append(ValidLabel(name: name, source: source))
        }
        return labels.sorted { $0.name < $1.name }
    }

    private mutating func labelName(_ label: WrittenLabel, _ written: WrittenRule) -> LabelName? {
        let (text, node) = (label.name.value, label.name.node)
        if text == "le" || text == "quantile" {
            fault(
                written, at: node, "label '\(text)' is reserved for histograms and summaries",
                hint: "rename the label")
            return nil
        }
        if text == "job" || text == "instance" {
            fault(
                written, at: node,
                "Prometheus sets '\(text)' itself and will rename yours to 'exported_\(text)'",
                hint: "rename the label", severity: .warning)
        }
        do {
            return try LabelName(text)
        } catch {
            fault(written, at: node, error.message, hint: nil)
            return nil
        }
    }

    /// `$name`, `${name}` and `$1` are captures; `$$` at the start stands for a dollar; the rest is text.
    private mutating func source(
        of label: WrittenLabel, pattern: Pattern?, _ written: WrittenRule
    ) -> Rule.LabelSource? {
        let text = label.text.value
        if text.hasPrefix("$$") { return .text(String(text.dropFirst())) }
        guard text.contains("$") else { return .text(text) }
        var name = text.dropFirst()
        if name.hasPrefix("{"), name.hasSuffix("}") { name = name.dropFirst().dropLast() }
        let isName =
            !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard text.hasPrefix("$"), isName else {
            fault(
                written, at: label.text.node, "a label is one capture such as $name, or plain text",
                hint: "write $$ for a dollar at the start")
            return nil
        }
        guard let pattern else { return nil }
        let groups =
            Int(name).map { 1...max(pattern.captureCount, 1) ~= $0 && pattern.captureCount > 0 ? [$0] : [] }
            ?? pattern.captureIndices(named: String(name))
        if !groups.isEmpty { return .capture(groups: groups) }
        let meant = Suggestion.closest(to: String(name), among: pattern.captureNames).map {
            "did you mean '$\($0)'?"
        }
        let known =
            pattern.captureNames.isEmpty
            ? "the pattern has no named groups; write (?<\(name)>...)"
            : "the pattern captures " + pattern.captureNames.map { "$\($0)" }.joined(separator: ", ")
        fault(written, at: label.text.node, "unknown capture '$\(name)'", hint: meant ?? known)
        return nil
    }

    /// The cross product of the listed values, in the order of the labels; empty when nothing is listed.
    mutating func initialLabelSets(of written: WrittenRule, labels: [ValidLabel]) -> [[String]] {
        var listed: [String: [String]] = [:]
        for entry in written.initialValues {
            let name = entry.label.value
            guard let label = labels.first(where: { $0.name.text == name }) else {
                let known = written.labels.map(\.name.value)
                // A label with a fault of its own was reported already.
                guard !known.contains(name) else { continue }
                let meant = Suggestion.closest(to: name, among: known).map { "did you mean '\($0)'?" }
                fault(
                    written, at: entry.label.node, "'init' names '\(name)', which is no label of the rule",
                    hint: meant ?? "add it to 'labels'")
                continue
            }
            if case .text = label.source {
                fault(
                    written, at: entry.label.node, "label '\(name)' is the same text in every series",
                    hint: "leave it out of 'init'")
            } else if entry.values.isEmpty {
                fault(
                    written, at: entry.label.node, "'init' lists no values for '\(name)'",
                    hint: "list at least one")
            }
            listed[name] = unique(entry.values)
        }
        let isComplete = listed.count == written.initialValues.count
        return isComplete ? crossProduct(of: written, labels: labels, listed: listed) : []
    }

    private mutating func crossProduct(
        of written: WrittenRule, labels: [ValidLabel], listed: [String: [String]]
    ) -> [[String]] {
        var columns: [[String]] = []
        for label in labels {
            if case .text(let text) = label.source {
                columns.append([text])
            } else if let values = listed[label.name.text] {
                columns.append(values)
            } else if let first = written.initialValues.first {
                fault(
                    written, at: first.label.node, "'init' lists no values for label '\(label.name)'",
                    hint: "list values for each label that is a capture")
                return []
            } else {
                return []
            }
        }
        let combinations = columns.reduce(1) { min($0 * $1.count, 1 << 40) }
        guard combinations <= written.maxSeries else {
            if let first = written.initialValues.first {
                fault(
                    written, at: first.label.node,
                    "'init' makes \(combinations) series, more than max_series: \(written.maxSeries)",
                    hint: "list fewer values, or raise max_series")
            }
            return []
        }
        return columns.reduce([[]]) { sets, values in
            sets.flatMap { set in values.map { set + [$0] } }
        }
    }

    private func unique(_ values: [String]) -> [String] {
        var seen: Set<String> = []
        return values.filter { seen.insert($0).inserted }
    }
}
