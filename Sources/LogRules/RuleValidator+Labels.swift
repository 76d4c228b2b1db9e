import MetricModel
import PatternMatching
import YAMLReading

/// A label whose name and parts are valid.
struct ValidLabel {
    let name: LabelName
    let parts: [Rule.LabelPart]

    /// The one value that the label has in every series of a log; `nil` when matches decide.
    var fixedText: String? {
        guard parts.count == 1, case .text(let text)? = parts.first else { return nil }
        return text
    }

    var isLog: Bool { parts == [.log] }
}

extension RuleValidator {
    /// The valid labels, sorted by name, so that rules that share a metric agree on the order.
    mutating func labels(of written: WrittenRule, captures: inout CaptureTable?) -> [ValidLabel] {
        var labels: [ValidLabel] = []
        for label in written.labels {
            guard let name = labelName(label, written),
                let parts = parts(of: label, captures: &captures, written)
            else {
                continue
            }
            labels.append(ValidLabel(name: name, parts: parts))
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

    private mutating func parts(
        of label: WrittenLabel, captures: inout CaptureTable?, _ written: WrittenRule
    ) -> [Rule.LabelPart]? {
        guard let parts = parts(of: label.text, written) else { return nil }
        var result: [Rule.LabelPart] = []
        for part in parts {
            switch part {
            case .text(let text): result.append(.text(text))
            case .reference(let name):
                guard var table = captures else { return nil }
                if name == "log", table.groups(of: name).isEmpty {
                    result.append(.log)
                    continue
                }
                let groups = groups(of: name, at: label.text.node, in: table, written)
                guard !groups.isEmpty else { return nil }
                result.append(.capture(table.keep(groups)))
                captures = table
            }
        }
        return result
    }
}

// MARK: - Initial series

extension RuleValidator {
    /// The values by label for which series exist from the start; `nil` when there are none.
    mutating func initialValues(
        of written: WrittenRule, labels: [ValidLabel], isBuiltIn: Bool
    ) -> [[String]]? {
        if written.metric?.kind == .gauge, written.operation?.value ?? "set" == "set" {
            guard let first = written.initialValues.first else { return nil }
            fault(
                written, at: first.label.node, "a gauge that is set has no value before its first line",
                hint: "remove 'init'; to count up and down write 'op: inc' or 'op: dec'")
            return nil
        }
        let listed = listedValues(of: written, labels: labels)
        guard listed.count == written.initialValues.count, !isBuiltIn else { return nil }
        return columns(of: written, labels: labels, listed: listed)
    }

    private mutating func listedValues(
        of written: WrittenRule, labels: [ValidLabel]
    ) -> [String: [String]] {
        var listed: [String: [String]] = [:]
        for entry in written.initialValues {
            let name = entry.label.value
            guard let label = labels.first(where: { $0.name.text == name }) else {
                reportUnknown(entry, written)
                continue
            }
            if label.fixedText != nil || label.isLog {
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
        return listed
    }

    private mutating func reportUnknown(_ entry: WrittenInitial, _ written: WrittenRule) {
        let name = entry.label.value
        let known = written.labels.map(\.name.value)
        // A label with a fault of its own was reported already.
        guard !known.contains(name) else { return }
        let meant = Suggestion.closest(to: name, among: known).map { "did you mean '\($0)'?" }
        fault(
            written, at: entry.label.node, "'init' names '\(name)', which is no label of the rule",
            hint: meant ?? "add it to 'labels'")
    }

    private mutating func columns(
        of written: WrittenRule, labels: [ValidLabel], listed: [String: [String]]
    ) -> [[String]]? {
        var columns: [[String]] = []
        for label in labels {
            if let text = label.fixedText {
                columns.append([text])
            } else if label.isLog {
                columns.append([""])
            } else if let values = listed[label.name.text] {
                columns.append(values)
            } else {
                if let first = written.initialValues.first {
                    fault(
                        written, at: first.label.node, "'init' lists no values for label '\(label.name)'",
                        hint: "list values for each label that is a capture")
                }
                return nil
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
            return nil
        }
        return columns
    }

    private func unique(_ values: [String]) -> [String] {
        var seen: Set<String> = []
        return values.filter { seen.insert($0).inserted }
    }
}
