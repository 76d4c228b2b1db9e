import YAMLReading

/// A rule file as it was written: the shape is right, what it says is not yet proven.
struct RuleFile {
    let path: String
    let rules: [WrittenRule]

    /// Reads one file; every fault of its shape is appended to `diagnostics`.
    static func read(path: String, bytes: [UInt8], diagnostics: inout [Diagnostic]) -> RuleFile {
        let root: YAMLNode
        do {
            root = try YAMLDocument.parse(bytes, file: path)
        } catch {
            diagnostics.append(error)
            return RuleFile(path: path, rules: [])
        }
        var reader = MappingReader(root, file: path)
        reader.require("rules")
        let rules = reader.mappings("rules") { WrittenRule(reading: &$0) } ?? []
        reader.finish()
        diagnostics += reader.diagnostics
        return RuleFile(path: path, rules: rules)
    }
}

/// A value and the place where it was written.
struct Written<Value> {
    let value: Value
    let node: YAMLNode
}

/// One rule as written. What is missing was reported by the reader.
struct WrittenRule {
    let file: String
    let mark: SourceMark
    let name: Written<String>?
    let logs: [String]
    let pattern: Written<String>?
    let counter: Written<String>?
    let help: String?
    let labels: [WrittenLabel]
    let initialValues: [WrittenInitial]
    let maxSeries: Int
    let examples: [WrittenRuleExample]

    static let defaultMaxSeries = 100

    init(reading reader: inout MappingReader) {
        reader.require("name", "pattern", "counter")
        file = reader.file
        mark = reader.mark
        name = Self.text("name", &reader)
        logs = reader.strings("logs") ?? []
        _ = reader.choice("match", of: ["line"])
        pattern = Self.text("pattern", &reader)
        counter = Self.text("counter", &reader)
        help = reader.string("help")
        labels = (reader.entries("labels") ?? []).compactMap { entry in
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
        initialValues = (reader.entries("init") ?? []).map { entry in
            WrittenInitial(
                label: Written(value: entry.name, node: entry.key),
                values: reader.strings(of: entry.value, named: entry.name))
        }
        maxSeries = reader.int("max_series", in: 1...1_000_000) ?? Self.defaultMaxSeries
        examples = (reader.mappings("examples") { WrittenRuleExample(reading: &$0) } ?? []).compactMap { $0 }
    }

    private static func text(_ key: String, _ reader: inout MappingReader) -> Written<String>? {
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

/// A line, or several in one text, and what the rule must make of them.
struct WrittenRuleExample {
    let text: Written<String>
    let labels: [WrittenLabel]
    /// Lines that must match: 0 for `no_match`, 1 when nothing is written.
    let count: Int

    /// `nil` when the example holds neither `line` nor `no_match`, or both; the reader has the fault then.
    init?(reading reader: inout MappingReader) {
        let line = reader.string("line")
        let noMatch = reader.string("no_match")
        let entries = reader.entries("labels") ?? []
        let written = reader.int("count", in: 0...1_000_000)
        guard (line == nil) != (noMatch == nil), let node = reader.node(line == nil ? "no_match" : "line")
        else {
            reader.report(
                "an example has either 'line' or 'no_match'", key: "line",
                hint: "write - line: 'text that matches', or - no_match: 'text that does not'")
            return nil
        }
        text = Written(value: line ?? noMatch ?? "", node: node)
        count = line == nil ? 0 : written ?? 1
        labels = entries.compactMap { entry in
            entry.value.text.map {
                WrittenLabel(
                    name: Written(value: entry.name, node: entry.key),
                    text: Written(value: $0, node: entry.value))
            }
        }
        if line == nil, written != nil || !entries.isEmpty {
            reader.report(
                "'no_match' goes without 'labels' and 'count'", key: "no_match", hint: "remove them")
        }
    }
}
