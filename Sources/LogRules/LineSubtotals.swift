/// What a `LineCounter` has counted since it was made, whatever of it is flushed already.
///
/// The difference of two of them is what the blocks between gave, for totals by file.
package struct LineSubtotals: Sendable, Equatable {
    package var lines: UInt64 = 0
    package var bytes: UInt64 = 0
    package var truncatedLines: UInt64 = 0
    /// By `LogLevel.rawValue`.
    package var entries = [UInt64](repeating: 0, count: LogLevel.allCases.count)
    /// Matches by rule, in the order of `LineCounter.ruleNames`.
    package var matches: [UInt64] = []

    package init() {}

    /// What was counted since an earlier state of the same counter.
    package func since(_ earlier: LineSubtotals) -> LineSubtotals {
        var result = self
        result.lines -= earlier.lines
        result.bytes -= earlier.bytes
        result.truncatedLines -= earlier.truncatedLines
        for level in result.entries.indices { result.entries[level] -= earlier.entries[level] }
        for rule in result.matches.indices { result.matches[rule] -= earlier.matches[rule] }
        return result
    }
}
