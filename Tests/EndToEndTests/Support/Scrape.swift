/// The samples of one answer, by their series as printed: `name{label="value"}`.
struct Scrape {
    let text: String
    let samples: [String: Double]

    /// Takes every line that is not a comment; a line without a number at its end is left out.
    init(text: String) {
        self.text = text
        var samples: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let blank = line.lastIndex(of: " "), let value = Double(line[line.index(after: blank)...])
            else {
                continue
            }
            samples[String(line[..<blank])] = value
        }
        self.samples = samples
    }

    subscript(series: String) -> Double? { samples[series] }

    /// All series of a family that carry `label="value"`.
    func series(of family: String, where label: String, is value: String) -> [String] {
        samples.keys.filter { $0.hasPrefix("\(family){") && $0.contains("\(label)=\"\(value)\"") }.sorted()
    }

    /// All lines, comments left out, that carry `label="value"`.
    func lines(where label: String, is value: String) -> [String] {
        text.split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("#") && $0.contains("\(label)=\"\(value)\"") }
    }
}

/// Replaces what differs from run to run, so that the rest of a scrape can be compared with a golden file.
enum VolatileValues {
    /// Families whose values depend on the machine, the build or the number of requests so far.
    private static let prefixes = [
        "process_", "agent_teams_exporter_collector_duration_seconds",
        "agent_teams_exporter_state_commit_duration_seconds", "agent_teams_exporter_http_",
        "orchestrator_filesystem_", "orchestrator_message_scan_interval_seconds",
    ]

    /// - Parameter now: seconds since 1970; points in time within a day of it are masked.
    static func masked(_ text: String, now: Double) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { mask(String($0), now: now) }.joined(separator: "\n")
    }

    private static func mask(_ line: String, now: Double) -> String {
        guard !line.hasPrefix("#"), let blank = line.lastIndex(of: " ") else { return line }
        let series = line[..<blank]
        if series.hasPrefix("agent_teams_exporter_build_info{") {
            return "agent_teams_exporter_build_info{<masked>} 1"
        }
        let isVolatile = prefixes.contains { series.hasPrefix($0) }
        let name = series.prefix { $0 != "{" }
        let value = Double(line[line.index(after: blank)...]) ?? 0
        let isNow = name.hasSuffix("_timestamp_seconds") && abs(value - now) < 86_400
        // How long ago something was that stays as it is.
        let isAge =
            (name.contains("_oldest_") || name.contains("_idle_time_")) && name.hasSuffix("_seconds")
        return isVolatile || isNow || isAge ? "\(series) <masked>" : line
    }
}
