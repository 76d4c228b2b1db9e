package import LogRules
package import LogTailing
package import MetricModel

/// Runs the lines of all logs through their rules, and adds the counts to the registry once per batch.
///
/// Confined to the thread that feeds it.
package struct LogCounters: LineConsumer {
    /// Holds the counter of one log, which cannot be copied.
    private final class Log {
        var counter: LineCounter
        var isPending = false

        init(_ counter: consuming LineCounter) { self.counter = counter }
    }

    private let registry: MetricRegistry
    private var logs: [Log] = []
    /// By file generation: what its last entry was.
    private var entries: [Int: EntryState] = [:]

    /// Makes the counters of these logs, whose series appear at 0.
    package init(logNames: [String], ruleSet: RuleSet, registry: MetricRegistry) throws(RegistryError) {
        self.registry = registry
        for name in logNames { _ = try addLog(name, ruleSet: ruleSet) }
    }

    /// Adds a log; its index is that of the blocks to come.
    mutating func addLog(_ name: String, ruleSet: RuleSet) throws(RegistryError) -> Int {
        logs.append(Log(try LineCounter(ruleSet: ruleSet, log: name, registry: registry)))
        return logs.count - 1
    }

    package mutating func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
        let log = logs[origin.logIndex]
        log.isPending = true
        log.counter.count(
            lines,
            entries: &entries[origin.fileID, default: EntryState()],
            isTruncatedLine: origin.isTruncatedLine
        )
    }

    package mutating func batchEnded(_ batch: TailBatch) {
        for fileID in batch.endedFileIDs { entries[fileID] = nil }
        let pending = logs.filter(\.isPending)
        guard !pending.isEmpty else { return }
        registry.update { table in
            for log in pending {
                log.counter.flush(into: &table)
                log.isPending = false
            }
        }
    }
}
