import LogRules

extension LineSubtotals {
    /// Adds what a block gave to what earlier ones did.
    mutating func add(_ other: LineSubtotals) {
        lines += other.lines
        bytes += other.bytes
        truncatedLines += other.truncatedLines
        for level in other.entries.indices { entries[level] += other.entries[level] }
        // A file that goes from one log to another meets other rules.
        while matches.count < other.matches.count { matches.append(0) }
        for rule in other.matches.indices { matches[rule] += other.matches[rule] }
    }

    /// The counts under the names of `StoredSegment`, zeros left out.
    package func named(ruleNames: [String]) -> [String: Int64] {
        var counts = ["lines": lines, "bytes": bytes, "truncated": truncatedLines]
        for level in LogLevel.allCases { counts["level:\(level.name)"] = entries[Int(level.rawValue)] }
        for (name, count) in zip(ruleNames, matches) { counts["rule:\(name)"] = count }
        return counts.filter { $0.value > 0 }.mapValues(Int64.init)
    }
}
