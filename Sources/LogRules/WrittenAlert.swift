import YAMLReading

/// The `alert` of a rule as written. What is missing was reported by the reader.
struct WrittenAlert {
    let name: Written<String>?
    let threshold: Written<String>?
    let expression: Written<String>?
    let by: [Written<String>]
    let holdMinutes: Int
    let keepMinutes: Int
    let severity: String
    let summary: String?
    let description: String?
    let runbookURL: String?
    let trials: [RuleAlert.Trial]
    let mark: SourceMark

    static let severities = ["info", "warning", "critical"]

    init(reading reader: inout MappingReader) {
        reader.require("name", "summary")
        mark = reader.mark
        name = WrittenRule.text("name", &reader)
        threshold = WrittenRule.text("threshold", &reader)
        expression = WrittenRule.text("expr", &reader)
        by = (reader.sequence("by") ?? []).compactMap { node in
            node.text.map { Written(value: $0, node: node) }
        }
        holdMinutes = Self.minutes("for", &reader)
        keepMinutes = Self.minutes("keep_firing_for", &reader)
        severity = reader.choice("severity", of: Self.severities) ?? "warning"
        summary = Self.annotation("summary", &reader)
        description = Self.annotation("description", &reader)
        runbookURL = Self.annotation("runbook_url", &reader)
        trials = (reader.mappings("tests") { Self.trial(&$0) } ?? []).compactMap(\.self)
        let proves = trials.contains { $0.firing.isEmpty } && trials.contains { !$0.firing.isEmpty }
        if expression != nil, threshold == nil, !proves {
            reader.report(
                "an alert with 'expr' needs 'tests': one in which it fires and one in which it does not",
                key: "expr",
                hint:
                    "write tests: [{series: {'metric{label=\"x\"}': '0+1x20'}, at: 15m, fires: [{label: x}]}, ...]"
            )
        }
        if expression == nil, reader.contains("tests") {
            reader.report(
                "the tests of a threshold are made from the rule's examples", key: "tests",
                hint: "remove them")
        }
    }

    /// Tests are played minute by minute.
    private static func minutes(_ key: String, _ reader: inout MappingReader) -> Int {
        guard let duration = reader.duration(key, in: .zero ... .seconds(86_400)) else { return 0 }
        let seconds = duration.components.seconds
        if seconds % 60 != 0 || duration.components.attoseconds != 0 {
            reader.report("'\(key)' must be whole minutes", key: key, hint: "write 1m or 5m")
        }
        return Int(seconds / 60)
    }

    /// What a template would make of it could not be tested.
    private static func annotation(_ key: String, _ reader: inout MappingReader) -> String? {
        guard let text = reader.string(key) else { return nil }
        if text.contains("{{") {
            reader.report(
                "'\(key)' is plain text here, without templates", key: key,
                hint: "labels and the value stand in the alert itself")
        }
        return text
    }

    private static func trial(_ reader: inout MappingReader) -> RuleAlert.Trial? {
        reader.require("series", "at")
        let series = (reader.stringEntries("series") ?? []).map { ($0.name, $0.text) }
        let minute = minutes("at", &reader)
        let firing = (reader.sequence("fires") ?? []).map { node -> [(name: String, text: String)] in
            guard case .mapping(let pairs) = node.content else {
                reader.report(
                    "each item of 'fires' must be the labels of an alert", at: node,
                    hint: "write {label: value}, or {}")
                return []
            }
            return pairs.map { ($0.key.text ?? "", $0.value.text ?? "") }
        }
        guard !series.isEmpty else { return nil }
        return RuleAlert.Trial(series: series, atMinute: minute, firing: firing)
    }
}
