import Exposition
import LogRules
import MetricModel

/// The values of all series of a registry at many times, as OpenMetrics with timestamps.
struct SampleHistory: StepRecorder {
    let registry: MetricRegistry
    private(set) var samples = 0
    /// What scraping adds, such as `job="agent-teams"`.
    private let labels: String
    private var families: [String: Family] = [:]
    /// The samples as they were last, by family: name and labels, then the value.
    private var current: [(family: String, lines: [(series: String, value: Substring)])] = []

    /// Families whose new series show 0 for one step before their value, as in the daemon.
    private let firstAtZero: Set<String>
    /// Series of these families that were there before.
    private var known: Set<String> = []
    private var isBegun = false
    private var isHolding = false

    private struct Family {
        var head: String
        var lines: [UInt8] = []
    }

    /// How rules work and what they cost is no history of the log.
    private static let leftOut = "orchestrator_log_rule_"

    init(registry: MetricRegistry, labels: [(name: String, value: String)], ruleSet: RuleSet) {
        self.registry = registry
        self.labels = labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
        firstAtZero = Set(ruleSet.rules.filter(\.isFirstAtZero).map { String($0.metric.familyName) })
    }

    mutating func note(at seconds: Int64) {
        read()
        isBegun = true
        write(at: seconds)
        // Series that were held at 0 show what they are from the next step on.
        if isHolding { read() }
    }

    mutating func noteQuiet(_ steps: StrideThrough<Int64>) {
        for seconds in steps { write(at: seconds) }
    }

    private mutating func write(at seconds: Int64) {
        for (family, lines) in current {
            for line in lines {
                families[family]?.lines += Array("\(line.series) \(line.value) \(seconds)\n".utf8)
                samples += 1
            }
        }
    }

    func exposition() -> [UInt8] {
        families.sorted { $0.key < $1.key }.reduce(into: []) { out, family in
            out += Array(family.value.head.utf8) + family.value.lines
        } + Array("# EOF\n".utf8)
    }

    private mutating func read() {
        var bytes: [UInt8] = []
        ExpositionEncoder.encode(registry, as: .openMetrics100, into: &bytes)
        current = []
        isHolding = false
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line != "# EOF" {
            if line.hasPrefix("# ") {
                let words = line.split(separator: " ", maxSplits: 3)
                let name = String(words[2])
                if current.last?.family != name { current.append((name, [])) }
                if families[name]?.lines.isEmpty ?? true {
                    let head = families[name]?.head ?? ""
                    if !head.contains(line) { families[name] = Family(head: head + line + "\n") }
                }
            } else if let cut = line.lastIndex(of: " "), !current.isEmpty {
                append(labelled(line[..<cut]), line[line.index(after: cut)...])
            }
        }
        current.removeAll { $0.family.hasPrefix(Self.leftOut) }
        for name in families.keys where name.hasPrefix(Self.leftOut) { families[name] = nil }
    }

    private mutating func append(_ series: String, _ value: Substring) {
        let isHeld =
            firstAtZero.contains(current[current.count - 1].family) && known.insert(series).inserted
            && isBegun
        isHolding = isHolding || isHeld
        current[current.count - 1].lines.append((series, isHeld ? "0" : value))
    }

    private func labelled(_ series: Substring) -> String {
        guard !labels.isEmpty else { return String(series) }
        guard let brace = series.firstIndex(of: "{") else { return "\(series){\(labels)}" }
        return "\(series[...brace])\(labels),\(series[series.index(after: brace)...])"
    }
}
