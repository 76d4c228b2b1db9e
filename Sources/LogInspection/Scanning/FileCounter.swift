package import LogRules
package import LogTailing
package import MetricModel

/// Feeds the lines of one file to the rules; confined to one thread.
package final class FileCounter: LineConsumer {
    private var counter: LineCounter
    private let registry: MetricRegistry
    private var entries = EntryState()

    /// - Parameter registry: the one that `counter` was made with.
    package init(_ counter: consuming LineCounter, registry: MetricRegistry) {
        self.counter = counter
        self.registry = registry
    }

    package func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
        counter.count(lines, entries: &entries, isTruncatedLine: origin.isTruncatedLine)
    }

    package func batchEnded(_ batch: TailBatch) {}

    /// The file ended: all that was counted goes to the registry.
    package func finish() {
        registry.update { table in counter.flush(into: &table) }
    }
}
