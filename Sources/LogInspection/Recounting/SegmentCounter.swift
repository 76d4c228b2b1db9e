import LogPipeline
import LogRules
import LogTailing
import StateStore

/// Counts a file anew and cuts the counts where the stored segments begin and end.
///
/// A line belongs to the segment in which it begins. Lines between two segments are followed, because what they
/// leave open matters to the next ones, but are counted for nobody; those before the first one are not looked at,
/// for the program began to read behind them.
final class SegmentCounter: LineConsumer {
    private var counter: LineCounter
    private let segments: [StoredSegment]
    private var entries = EntryState()
    private var index = 0
    private var last: LineSubtotals
    /// By segment, under the names of `StoredSegment.counts`.
    private(set) var counts: [[String: Int64]] = []

    /// - Parameter segments: by ascending start, none overlapping.
    init(_ counter: consuming LineCounter, segments: [StoredSegment]) {
        last = counter.subtotals
        self.counter = counter
        self.segments = segments
    }

    func consume(_ block: Span<UInt8>, from origin: BlockOrigin) {
        var start = 0
        while start < block.count {
            let place = origin.offset + UInt64(start)
            while index < segments.count && place >= segments[index].end { endSegment() }
            guard index < segments.count else { return }
            let isBefore = place < segments[index].start
            let bound = isBefore ? segments[index].start : segments[index].end
            let end = origin.isTruncatedLine ? block.count : cut(block, from: start, at: bound, origin.offset)
            if !isBefore || index > 0 {
                counter.count(
                    block.extracting(start..<end), entries: &entries, isTruncatedLine: origin.isTruncatedLine)
            }
            // What lies between two segments is nobody's.
            if isBefore { last = counter.subtotals }
            start = end
        }
    }

    func batchEnded(_ batch: TailBatch) {}

    /// The file ended: segments that it did not reach are counted with what there was.
    func finish() {
        while index < segments.count { endSegment() }
    }

    private func endSegment() {
        let now = counter.subtotals
        counts.append(now.since(last).named(ruleNames: counter.ruleNames))
        last = now
        index += 1
    }

    /// Where in the block the first line begins that starts at `bound` or behind it.
    private func cut(_ block: Span<UInt8>, from start: Int, at bound: UInt64, _ offset: UInt64) -> Int {
        guard bound < offset + UInt64(block.count) else { return block.count }
        var index = max(start, Int(bound - offset) - 1)
        while index < block.count - 1 && block[index] != UInt8(ascii: "\n") { index += 1 }
        return index + 1
    }
}
