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
        registry.update { table in
            table.trackChanges()
            // What the counter made at 0 was not written yet.
            _ = table.takeChanges()
        }
    }

    package func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
        counter.count(lines, entries: &entries, isTruncatedLine: origin.isTruncatedLine)
    }

    package func consumeUnlessNUL(_ lines: Span<UInt8>, from origin: BlockOrigin) -> Bool {
        counter.countUnlessNUL(lines, entries: &entries)
    }

    package func batchEnded(_ batch: TailBatch) {}

    /// Counts one line, given without its line end.
    package func count(_ line: [UInt8]) {
        let block = line + [UInt8(ascii: "\n")]
        counter.count(block.span, entries: &entries, isTruncatedLine: false)
    }

    /// The file ended: all that was counted goes to the registry.
    /// - Returns: the series that the file wrote.
    package func finish() -> Set<SeriesID> {
        counter.closeEntry(entries: &entries)
        return registry.update { table in
            counter.flush(into: &table)
            return Set(table.takeChanges())
        }
    }
}
