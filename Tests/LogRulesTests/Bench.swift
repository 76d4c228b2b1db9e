import MetricModel
import TestSupport
import Testing

@testable import LogRules

/// A `LineCounter` with its registry, fed by text and asked by name.
final class Bench {
    let registry = MetricRegistry()
    let ruleSet: RuleSet
    private var counter: LineCounter
    private var entries = EntryState()

    /// `rules` are the items of the list `rules:`, without it; `head` is what stands before it.
    init(
        rules: String?, head: String = "", usesFilter: Bool = true, includeBuiltIn: Bool = true,
        entryPolicy: EntryPolicy = .auto, log: String = "app"
    ) throws {
        ruleSet = try Self.ruleSet(rules, head: head, includeBuiltIn: includeBuiltIn)
        counter = try LineCounter(
            ruleSet: ruleSet, log: log, registry: registry, entryPolicy: entryPolicy, usesFilter: usesFilter
        )
    }

    init(ruleSet: RuleSet) throws {
        self.ruleSet = ruleSet
        counter = try LineCounter(ruleSet: ruleSet, log: "app", registry: registry)
    }

    static func ruleSet(_ rules: String?, head: String = "", includeBuiltIn: Bool = true) throws -> RuleSet {
        let text = rules.map { head + "rules:\n" + $0 }
        return try RuleSet.load(
            files: text.map { [("test.yml", Array($0.utf8))] } ?? [], includeBuiltIn: includeBuiltIn)
    }

    /// New counters over the same registry.
    func reload() throws {
        counter = try LineCounter(ruleSet: ruleSet, log: "app", registry: registry)
    }

    var hasOpenEntry: Bool { entries.hasOpenEntry }

    /// The file ended, or was quiet for the timeout.
    func closeEntry() {
        counter.closeEntry(entries: &entries)
        registry.update { table in counter.flush(into: &table) }
    }

    /// As a restart does: the state of the file goes through its stored form.
    func restart() throws {
        entries = try #require(EntryState(decoding: entries.encoded()))
    }

    func count(_ text: String, isTruncatedLine: Bool = false, flush: Bool = true) throws {
        try count(Array(text.utf8), isTruncatedLine: isTruncatedLine, flush: flush)
    }

    func count(_ bytes: [UInt8], isTruncatedLine: Bool = false, flush: Bool = true) throws {
        counter.count(bytes.span, entries: &entries, isTruncatedLine: isTruncatedLine)
        if flush { registry.update { table in counter.flush(into: &table) } }
    }

    var subtotals: LineSubtotals { counter.subtotals }
    var ruleNames: [String] { counter.ruleNames }

    func value(_ family: String, _ labels: String...) -> Double? {
        registry.update { table -> Double? in
            guard let id = table.family(named: family), let series = table.find(id, labels: labels) else {
                return nil
            }
            return table.value(of: series)
        }
    }

    func seriesCount(_ family: String) -> Int {
        registry.read { table in table.family(named: family).map { table.seriesCount(of: $0) } ?? -1 }
    }

    func overflow(_ family: String) -> Double {
        registry.update { table in
            guard let id = table.family(named: family) else { return -1 }
            return table.snapshot(of: id).first { $0.labels.contains("__overflow__") }?.value ?? 0
        }
    }
}

extension Bench {
    /// Families that tell of the work done, not of the lines.
    private static let unstable = [
        "orchestrator_log_rule_candidates_total", "orchestrator_log_rule_seconds_total",
    ]

    /// Every series of every family with its value, to compare two runs.
    func everything() -> [String] {
        let names =
            Catalogue.families.map(\.name.text).filter { !Self.unstable.contains($0) }
            + ruleSet.rules.map(\.metric.name.text)
        return registry.update { table -> [String] in
            Set(names).sorted().flatMap { name -> [String] in
                guard let id = table.family(named: name) else { return [] }
                return table.snapshot(of: id).map { "\(name)\($0.labels) \($0.value)" }
            }
        }
    }

    func labels(_ family: String) -> [[String]] {
        registry.update { table -> [[String]] in
            guard let id = table.family(named: family) else { return [] }
            return table.snapshot(of: id).map(\.labels)
        }
    }

    /// Of the one series of a histogram without labels.
    func histogramSum(_ family: String) -> Double? {
        registry.update { table -> Double? in
            guard let id = table.family(named: family) else { return nil }
            return table.find(id, labels: []).map { table.sum(of: $0) }
        }
    }

    func sum(_ family: String) -> Double {
        registry.update { table -> Double in
            guard let id = table.family(named: family) else { return -1 }
            return table.snapshot(of: id).reduce(0) { $0 + $1.value }
        }
    }
}
