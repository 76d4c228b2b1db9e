import PatternMatching
import YAMLReading

extension RuleValidator {
    /// The parts of a text with captures in it; `nil`, and reported, when the text is not well formed.
    mutating func parts(of text: Written<String>, _ written: WrittenRule) -> [LabelText.Part]? {
        do {
            return try LabelText.parts(of: text.value)
        } catch {
            fault(
                written, at: text.node, offset: error.offset, error.message,
                hint: "write $name or ${name} for a capture, and $$ for a dollar")
            return nil
        }
    }

    /// The groups that a reference means; empty, and reported, when there are none.
    mutating func groups(
        of reference: String, at node: YAMLNode, in captures: CaptureTable, _ written: WrittenRule
    ) -> [Int] {
        let groups = captures.groups(of: reference)
        if groups.isEmpty {
            fault(
                written, at: node, "unknown capture '$\(reference)'",
                hint: hint(forUnknown: reference, captures.pattern))
        }
        return groups
    }

    private func hint(forUnknown name: String, _ pattern: Pattern) -> String {
        if let meant = Suggestion.closest(to: name, among: pattern.captureNames) {
            return "did you mean '$\(meant)'?"
        }
        return pattern.captureNames.isEmpty
            ? "the pattern has no named groups; write (?<\(name)>...)"
            : "the pattern captures " + pattern.captureNames.map { "$\($0)" }.joined(separator: ", ")
    }

    mutating func readMaps(of written: WrittenRule, into captures: inout CaptureTable?) {
        guard let table = captures else { return }
        for map in written.maps {
            let name = map.capture.value
            let groups = groups(
                of: name.hasPrefix("$") ? String(name.dropFirst()) : name, at: map.capture.node, in: table,
                written)
            guard !groups.isEmpty else { continue }
            let entries = map.entries.filter { $0.from != Self.anything }
            let values = ValueMap(
                entries: entries.map { .init(from: Array($0.from.utf8), to: Array($0.to.utf8)) },
                other: map.entries.first { $0.from == Self.anything }.map { Array($0.to.utf8) })
            captures?.maps.append(CaptureTable.Map(groups: groups, map: values, written: map))
        }
    }

    /// The key of a map that stands for every text without an entry.
    static let anything = "*"

    mutating func checkUse(of captures: CaptureTable?, _ written: WrittenRule) {
        for map in captures?.maps ?? [] where !map.isUsed {
            fault(
                written, at: map.written.capture.node,
                "'map' names '\(map.written.capture.value)', which neither a label nor 'value' uses",
                hint: "use it in 'labels', or remove the map", severity: .warning)
        }
    }
}
