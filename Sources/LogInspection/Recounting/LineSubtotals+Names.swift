import LogRules

extension LineSubtotals {
    /// The counts under the names of `StoredSegment`, zeros left out.
    func named(ruleNames: [String]) -> [String: Int64] {
        var counts = ["lines": lines, "bytes": bytes, "truncated": truncatedLines]
        for level in LogLevel.allCases { counts["level:\(level.name)"] = entries[Int(level.rawValue)] }
        for (name, count) in zip(ruleNames, matches) { counts["rule:\(name)"] = count }
        return counts.filter { $0.value > 0 }.mapValues(Int64.init)
    }
}
