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

    mutating func descriptor(of written: WrittenRule, labels: [LabelName]) -> MetricDescriptor? {
        guard let counter = written.counter else { return nil }
        let name: MetricName
        do {
            name = try MetricName(counter.value)
        } catch {
            fault(written, at: counter.node, error.message, hint: nil)
            return nil
        }
        if !counter.value.hasSuffix("_total") {
            fault(
                written, at: counter.node, "counter '\(counter.value)' must end in '_total'",
                hint: "name it '\(counter.value)_total'")
        } else if counter.value == "_total" {
            fault(
                written, at: counter.node, "counter '_total' has no name before '_total'",
                hint: "name what it counts")
        }
        if let owner = OwnedNames.owner(of: counter.value) {
            fault(
                written, at: counter.node, "counter '\(counter.value)' belongs to the program: \(owner)",
                hint: "choose a name of your own, such as 'shop_\(written.name?.value ?? "errors")_total'")
        }
        let help = written.help ?? "Lines that the log rule \(written.name?.value ?? "") matched."
        return MetricDescriptor(name, .counter, labels: labels, help: help, collector: "logs")
    }

    /// A counter in two rules must be one family, and two counters must not write the same names.
    mutating func checkSharing(_ rule: Rule, _ written: WrittenRule) {
        guard let node = written.counter?.node else { return }
        for other in rules where other.counter != rule.counter {
            if other.counter.name == rule.counter.name {
                let difference = other.counter.labels == rule.counter.labels ? "help" : "labels"
                fault(
                    written, at: node,
                    "rule '\(other.name)' counts '\(rule.counter.name)' with other \(difference)",
                    hint: "write the same \(difference) in both rules, or use two counters")
                return
            }
            let shared = other.counter.occupiedNames.intersection(rule.counter.occupiedNames)
            if let name = shared.min() {
                fault(
                    written, at: node,
                    "counters '\(rule.counter.name)' and '\(other.counter.name)' would both write '\(name)'",
                    hint: "rename one of them")
            }
        }
    }
}
