import MetricModel
import PatternMatching

/// What makes a rule the same rule in another run.
extension Rule {
    /// The name and a hash of all that decides what the rule counts: not its help, its limit of series or its
    /// examples.
    package var identity: String {
        var hash = StableHash()
        addMeaning(to: &hash)
        return "\(name)@\(hash.hexadecimal)"
    }

    private func addMeaning(to hash: inout StableHash) {
        hash.add(name)
        hash.add(logs.sorted().joined(separator: "\u{0}"))
        hash.add(subject.rawValue)
        hash.add(pattern.source)
        hash.add("\(metric.kind.rawValue) \(metric.name.text) \(metric.unit ?? "")")
        hash.add(metric.buckets.map { "\($0)" }.joined(separator: " "))
        for (label, parts) in zip(metric.labels, labels) {
            hash.add(label.text)
            for part in parts { hash.add(describe(part)) }
            hash.add("")
        }
        hash.add(describe(action))
        hash.add(firstMatchGroup == nil ? "all" : "first")
    }

    private func describe(_ part: LabelPart) -> String {
        switch part {
        case .text(let text): "text \(text)"
        case .log: "log"
        case .capture(let index): "capture \(describe(captures[index]))"
        }
    }

    private func describe(_ capture: Capture) -> String {
        var text = capture.groups.map { "\($0)" }.joined(separator: " ")
        guard let map = capture.map else { return text }
        for entry in map.entries { text += "\u{0}\(entry.from)\u{0}\(entry.to)" }
        return text + "\u{0}\(map.other.map { "\($0)" } ?? "as it is")"
    }

    private func describe(_ action: RuleAction) -> String {
        let word =
            switch action {
            case .count: "count"
            case .add: "add"
            case .set: "set"
            case .increase: "increase"
            case .decrease: "decrease"
            case .observe: "observe"
            }
        guard let value = action.value else { return word }
        let unit = value.reader.plainUnit?.name ?? ""
        switch value.source {
        case .fixed(let number): return "\(word) \(number)"
        case .capture(let capture): return "\(word) capture \(unit) \(describe(capture))"
        }
    }
}

extension RuleSet {
    /// The same in every run for the same rules, in this order, and the same level formats.
    package var hash: UInt64 {
        var hash = StableHash()
        for rule in rules { hash.add(rule.identity) }
        hash.add(levelFormats.map { "\($0.hash)" } ?? "no levels")
        hash.add(entryFormats.map { "\($0.hash)" } ?? "no entries")
        return hash.value
    }
}
