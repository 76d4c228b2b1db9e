import YAMLReading

/// One rule as written. What is missing was reported by the reader.
struct WrittenRule {
    /// The metric that a rule writes: the key says its kind.
    struct Metric {
        let kind: Kind
        let name: Written<String>
    }

    enum Kind: String, CaseIterable {
        case counter
        case gauge
        case histogram
    }

    let file: String
    let mark: SourceMark
    let name: Written<String>?
    let logs: [String]
    let subject: Rule.Subject
    let pattern: Written<String>?
    let metric: Metric?
    let operation: Written<String>?
    let value: Written<String>?
    let unit: Written<String>?
    let buckets: [Written<String>]?
    /// Whether `op` or a bound was written and reported, so that it need not be missed.
    let hasReportedOperation: Bool
    let hasReportedBuckets: Bool
    let help: String?
    let labels: [WrittenLabel]
    let maps: [WrittenMap]
    let initialValues: [WrittenInitial]
    let isFirstAtZero: Written<Bool>?
    let maxSeries: Int
    let examples: [WrittenRuleExample]
    let alert: WrittenAlert?

    static let defaultMaxSeries = 100
    /// What a gauge can do with a match.
    static let operations = ["set", "inc", "dec", "add"]

    init(reading reader: inout MappingReader) {
        reader.require("name", "pattern")
        file = reader.file
        mark = reader.mark
        name = Self.text("name", &reader)
        logs = reader.strings("logs") ?? []
        let subject = reader.choice("match", as: Rule.Subject.self) ?? .line
        self.subject = subject
        pattern = Self.text("pattern", &reader)
        metric = Self.metric(&reader)
        operation = reader.choice("op", of: Self.operations).flatMap { word in
            reader.node("op").map { Written(value: word, node: $0) }
        }
        value = Self.text("value", &reader)
        unit = Self.text("unit", &reader)
        buckets = Self.buckets(&reader)
        hasReportedOperation = operation == nil && reader.node("op") != nil
        hasReportedBuckets = buckets == nil && reader.node("buckets") != nil
        help = reader.string("help")
        labels = Self.labels(&reader)
        maps = (reader.entries("map") ?? []).map { WrittenMap($0, reading: &reader) }
        initialValues = (reader.entries("init") ?? []).map { entry in
            WrittenInitial(
                label: Written(value: entry.name, node: entry.key),
                values: reader.strings(of: entry.value, named: entry.name))
        }
        isFirstAtZero = reader.bool("first_at_zero").flatMap { flag in
            reader.node("first_at_zero").map { Written(value: flag, node: $0) }
        }
        maxSeries = reader.int("max_series", in: 1...1_000_000) ?? Self.defaultMaxSeries
        examples = (reader.mappings("examples") { WrittenRuleExample(reading: &$0, of: subject) } ?? [])
            .compactMap { $0 }
        alert = reader.node("alert").flatMap { node in
            guard case .mapping = node.content else {
                reader.report(
                    "'alert' must be a mapping, not \(node.kindName)", at: node,
                    hint: "write keys and values below it")
                return nil
            }
            return reader.mapping("alert") { WrittenAlert(reading: &$0) }
        }
    }

    /// Exactly one of the keys that name a metric; a misspelt one is left to `finish`, which knows it.
    private static func metric(_ reader: inout MappingReader) -> Metric? {
        let written = Kind.allCases.compactMap { kind in
            text(kind.rawValue, &reader).map { Metric(kind: kind, name: $0) }
        }
        for extra in written.dropFirst() {
            reader.report(
                "a rule writes one metric, and '\(written[0].kind.rawValue)' names it already",
                key: extra.kind.rawValue,
                hint: "remove one of them, or write a second rule with the same pattern")
        }
        let kinds = Kind.allCases.map(\.rawValue)
        guard written.isEmpty else { return written[0] }
        if kinds.contains(where: { reader.contains($0) }) {
            for kind in kinds where reader.contains(kind) && reader.node(kind) == nil { reader.require(kind) }
        } else if !reader.keys.contains(where: { Suggestion.closest(to: $0, among: kinds) != nil }) {
            reader.report(
                "the rule names no metric", key: "name",
                hint: "add one of 'counter: NAME_total', 'gauge: NAME' and 'histogram: NAME'")
        }
        return nil
    }

    private static func labels(_ reader: inout MappingReader) -> [WrittenLabel] {
        (reader.entries("labels") ?? []).compactMap { entry in
            guard let text = entry.value.text else {
                reader.report(
                    "label '\(entry.name)' must be text, not \(entry.value.kindName)", at: entry.value,
                    hint: "write \(entry.name): $capture, or the text itself")
                return nil
            }
            return WrittenLabel(
                name: Written(value: entry.name, node: entry.key),
                text: Written(value: text, node: entry.value))
        }
    }

    /// `nil` when any of them is faulty.
    private static func buckets(_ reader: inout MappingReader) -> [Written<String>]? {
        guard let items = reader.sequence("buckets") else { return nil }
        var bounds: [Written<String>] = []
        for item in items {
            guard let text = item.text else {
                reader.report(
                    "a bucket's bound must be a number, not \(item.kindName)", at: item,
                    hint: "write buckets: [0.1, 1, 10], or with units: [100ms, 1s, 10s]")
                continue
            }
            bounds.append(Written(value: text, node: item))
        }
        return bounds.count == items.count ? bounds : nil
    }

    static func text(_ key: String, _ reader: inout MappingReader) -> Written<String>? {
        guard let value = reader.string(key), let node = reader.node(key) else { return nil }
        return Written(value: value, node: node)
    }
}

struct WrittenLabel {
    let name: Written<String>
    let text: Written<String>
}

struct WrittenInitial {
    let label: Written<String>
    let values: [String]
}

/// What the texts of one capture stand for.
struct WrittenMap {
    let capture: Written<String>
    let entries: [(from: String, to: String)]

    init(_ entry: (name: String, key: YAMLNode, value: YAMLNode), reading reader: inout MappingReader) {
        capture = Written(value: entry.name, node: entry.key)
        guard case .mapping(let pairs) = entry.value.content else {
            reader.report(
                "the map of '\(entry.name)' must be a mapping, not \(entry.value.kindName)", at: entry.value,
                hint: "write {found: wanted, '*': anything else}")
            entries = []
            return
        }
        if pairs.isEmpty {
            reader.report(
                "the map of '\(entry.name)' is empty", at: entry.value,
                hint: "write {found: wanted, '*': anything else}, or remove it")
        }
        var entries: [(from: String, to: String)] = []
        for pair in pairs {
            guard let to = pair.value.text else {
                reader.report(
                    "'\(pair.key.text ?? "")' must stand for text, not \(pair.value.kindName)",
                    at: pair.value.isNull ? pair.key : pair.value, hint: "write '' for no text")
                continue
            }
            entries.append((pair.key.text ?? "", to))
        }
        self.entries = entries
    }
}

/// A line, or several in one text, and what the rule must make of them.
struct WrittenRuleExample {
    let text: Written<String>
    let labels: [WrittenLabel]
    let value: Written<String>?
    /// Lines that must match: 0 for `no_match`, 1 when nothing is written. An entry is one text.
    let count: Int

    /// `nil` when the example holds neither a text that must match nor one that must not, or both; the reader
    /// has the fault then.
    init?(reading reader: inout MappingReader, of subject: Rule.Subject) {
        let key = subject.rawValue
        let match = reader.string(key)
        let noMatch = reader.string("no_match")
        let entries = reader.entries("labels") ?? []
        let written = subject == .line ? reader.int("count", in: 0...1_000_000) : nil
        value = WrittenRule.text("value", &reader)
        guard (match == nil) != (noMatch == nil), let node = reader.node(match == nil ? "no_match" : key)
        else {
            reader.report(
                "an example has either '\(key)' or 'no_match'", key: key,
                hint: "write - \(key): 'text that matches', or - no_match: 'text that does not'")
            return nil
        }
        text = Written(value: match ?? noMatch ?? "", node: node)
        count = match == nil ? 0 : written ?? 1
        labels = entries.compactMap { entry in
            entry.value.text.map {
                WrittenLabel(
                    name: Written(value: entry.name, node: entry.key),
                    text: Written(value: $0, node: entry.value))
            }
        }
        if match == nil, written != nil || !entries.isEmpty || value != nil {
            reader.report(
                "'no_match' goes without 'labels', 'value' and 'count'", key: "no_match", hint: "remove them")
        }
    }
}
