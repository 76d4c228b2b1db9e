package import LogRules
package import LogTailing
import MetricModel

/// What the lines of one whole file amount to: its entries by level, and when the first and the newest were written.
package struct FileOutline: Sendable, Equatable {
    package var levels: [String: Int] = [:]
    /// Milliseconds since 1970; nil where no line has a time.
    package var firstMs: Int64?
    package var lastMs: Int64?

    /// Reads the file from its beginning to its end; nil where it cannot be read.
    ///
    /// - Parameter nowMs: milliseconds since 1970, for times without a year.
    package static func read(
        _ path: String, of source: LogSource, ruleSet: RuleSet, entries: EntryPolicy, entryTime: EntryTime,
        nowMs: Int64
    ) -> FileOutline? {
        let registry = MetricRegistry()
        guard
            let counter = try? LineCounter(
                ruleSet: ruleSet, log: source.name, registry: registry, entryPolicy: entries)
        else { return nil }
        var consumer = Consumer(counter, EntryTimeRange(entryTime), nowMs: nowMs)
        var reader = WholeFile(maxLineBytes: source.maxLineBytes)
        do throws(WholeFileError) { try reader.read(path, into: &consumer) } catch { return nil }
        return consumer.outline()
    }

    private final class Consumer: LineConsumer {
        private var counter: LineCounter
        private var times: EntryTimeRange
        private var entries = EntryState()
        private let nowMs: Int64

        init(_ counter: consuming LineCounter, _ times: consuming EntryTimeRange, nowMs: Int64) {
            self.counter = counter
            self.times = times
            self.nowMs = nowMs
        }

        func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
            counter.count(lines, entries: &entries, isTruncatedLine: origin.isTruncatedLine)
            times.note(lines, now: nowMs)
        }

        func batchEnded(_ batch: TailBatch) {}

        func outline() -> FileOutline {
            let counts = counter.subtotals.entries
            let levels = LogLevel.allCases.compactMap { level -> (String, Int)? in
                let count = counts[Int(level.rawValue)]
                return count > 0 ? (level.name, Int(clamping: count)) : nil
            }
            return FileOutline(
                levels: Dictionary(levels) { first, _ in first }, firstMs: times.firstMs, lastMs: times.lastMs
            )
        }
    }
}
