import LogPipeline
import LogRules
import LogTailing
import MetricModel
import StateStore
import Testing

@testable import LogInspection

/// Follows a log to its present end with the real tailer, and keeps what the daemon would store of it.
final class SegmentRecorder: LineConsumer {
    private var counter: LineCounter
    private let rulesHash: UInt64
    private let segmentBytes: UInt64
    private let tailer: LogTailer
    private let expectedLines: UInt64
    /// Writes the next piece of the log; answers whether there was one.
    private let writeMore: () throws -> Bool
    private var entries: [Int: EntryState] = [:]
    private var last: LineSubtotals
    private var open: [Int: (start: UInt64, counts: [String: Int64])] = [:]
    private var checkpoints: [Int: FileCheckpoint] = [:]
    private var closed: [StoredSegment] = []
    private(set) var segments: [StoredSegment] = []

    /// - Parameter segmentBytes: segments end at the first batch after this many bytes; 1: at each batch.
    init(
        _ source: LogSource, ruleSet: RuleSet, segmentBytes: UInt64, expectedLines: UInt64,
        writeMore: @escaping () throws -> Bool
    ) throws {
        counter = try LineCounter(ruleSet: ruleSet, log: source.name, registry: MetricRegistry())
        last = counter.subtotals
        rulesHash = ruleSet.hash
        self.segmentBytes = segmentBytes
        self.expectedLines = expectedLines
        self.writeMore = writeMore
        tailer = LogTailer(sources: [source])
    }

    func run() {
        var consumer = self
        tailer.run(&consumer)
        segments = closed + open.keys.sorted().compactMap(segment)
    }

    var files: [StoredFile] {
        checkpoints.values.map { checkpoint in
            StoredFile(
                fileID: Int64(checkpoint.fileID), logName: checkpoint.logName,
                path: Array(checkpoint.path.description.utf8), device: checkpoint.identity.device,
                inode: checkpoint.identity.inode, birthNanoseconds: checkpoint.identity.birthNanoseconds,
                offset: checkpoint.position.offset, position: checkpoint.position.encoded(), entries: [],
                isFinished: checkpoint.isFinished)
        }
    }

    func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
        counter.count(
            lines, entries: &entries[origin.fileID, default: EntryState()],
            isTruncatedLine: origin.isTruncatedLine)
        let news = counter.subtotals.since(last).named(ruleNames: counter.ruleNames)
        last = counter.subtotals
        open[origin.fileID, default: (origin.offset, [:])].counts.merge(news, uniquingKeysWith: +)
    }

    func batchEnded(_ batch: TailBatch) {
        for checkpoint in batch.moved {
            checkpoints[checkpoint.fileID] = checkpoint
            guard let begun = open[checkpoint.fileID],
                checkpoint.position.offset - begun.start >= segmentBytes || checkpoint.isFinished,
                let segment = segment(of: checkpoint.fileID)
            else { continue }
            closed.append(segment)
            open[checkpoint.fileID] = nil
        }
    }

    func turnEnded(_ turn: TailTurn) -> ContinuousClock.Instant? {
        do {
            // Each piece becomes a batch of its own.
            if turn.isCaughtUp, try !writeMore(), counter.subtotals.lines >= expectedLines { tailer.stop() }
        } catch {
            Issue.record("the log cannot be written: \(error)")
            tailer.stop()
        }
        return turn.now
    }

    private func segment(of fileID: Int) -> StoredSegment? {
        guard let begun = open[fileID], let checkpoint = checkpoints[fileID] else { return nil }
        return StoredSegment(
            fileID: Int64(fileID), start: begun.start, end: checkpoint.position.offset, rulesHash: rulesHash,
            counts: begun.counts)
    }
}
