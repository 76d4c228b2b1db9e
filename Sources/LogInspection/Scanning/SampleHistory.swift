import Exposition
import MetricModel

/// The values of all series of a registry at many times, as OpenMetrics with timestamps.
struct SampleHistory {
    let registry: MetricRegistry
    private(set) var samples = 0
    /// What scraping adds, such as `job="agent-teams"`.
    private let labels: String
    private var families: [String: Family] = [:]
    /// The samples as they were last, by family: name and labels, then the value.
    private var current: [(family: String, lines: [(series: String, value: Substring)])] = []

    private struct Family {
        var head: String
        var lines: [UInt8] = []
    }

    /// How rules work and what they cost is no history of the log.
    private static let leftOut = "orchestrator_log_rule_"

    init(registry: MetricRegistry, labels: [(name: String, value: String)]) {
        self.registry = registry
        self.labels = labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
    }

    /// - Parameters:
    ///   - seconds: later than at the last call.
    ///   - changed: whether the registry may have other values than at the last call.
    mutating func note(at seconds: Int64, changed: Bool) {
        if changed { read() }
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
                let value = line[line.index(after: cut)...]
                current[current.count - 1].lines.append((labelled(line[..<cut]), value))
            }
        }
        current.removeAll { $0.family.hasPrefix(Self.leftOut) }
        for name in families.keys where name.hasPrefix(Self.leftOut) { families[name] = nil }
    }

    private func labelled(_ series: Substring) -> String {
        guard !labels.isEmpty else { return String(series) }
        guard let brace = series.firstIndex(of: "{") else { return "\(series){\(labels)}" }
        return "\(series[...brace])\(labels),\(series[series.index(after: brace)...])"
    }
}
