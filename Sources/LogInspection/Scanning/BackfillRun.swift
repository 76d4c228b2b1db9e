package import LogRules
package import LogTailing
import MetricModel
import PatternMatching

/// Counts the files of one log like a scan, and keeps what the counters were at each step of the log's own time.
package struct BackfillRun: Sendable {
    private let ruleSet: RuleSet
    private let logName: String
    private let time: EntryTime
    private let stepSeconds: Int64
    private let labels: [(name: String, value: String)]
    private let maxLineBytes: Int

    /// - Parameters:
    ///   - time: how the time of an entry is read from its first line.
    ///   - stepSeconds: between two samples of a series.
    ///   - labels: what scraping adds to each series, such as `job` and `instance`.
    package init(
        ruleSet: RuleSet, logName: String, time: EntryTime = .standard, stepSeconds: Int = 60,
        labels: [(name: String, value: String)] = [], maxLineBytes: Int = 1_000_000
    ) {
        precondition(stepSeconds > 0, "time goes forward")
        self.ruleSet = ruleSet
        self.logName = logName
        self.time = time
        self.stepSeconds = Int64(stepSeconds)
        self.labels = labels
        self.maxLineBytes = maxLineBytes
    }

    /// - Parameters:
    ///   - files: oldest first.
    ///   - now: milliseconds since 1970, for times without a year.
    package func run(_ files: [String], now: Int64) throws(ScanError) -> BackfillResult {
        let registry = MetricRegistry()
        var counter: BackfillCounter
        do throws(RegistryError) {
            counter = BackfillCounter(
                try LineCounter(ruleSet: ruleSet, log: logName, registry: registry), time: time,
                stepMilliseconds: stepSeconds * 1000, now: now,
                history: SampleHistory(registry: registry, labels: labels))
        } catch {
            throw .registry(error)
        }
        var reader = WholeFile(maxLineBytes: maxLineBytes)
        var unreadable: [WholeFileError] = []
        for file in files {
            do throws(WholeFileError) {
                try reader.read(file, into: &counter)
            } catch {
                unreadable.append(error)
            }
            counter.fileEnded()
        }
        return counter.finish(unreadable: unreadable)
    }
}

/// What came of a backfill.
package struct BackfillResult: Sendable {
    /// OpenMetrics with a timestamp at each sample.
    package let exposition: [UInt8]
    package let samples: Int
    /// Lines before the first time that could be read; they are left out.
    package let undatedLines: Int
    /// Lines that are older than what was written already; they count at that time.
    package let lateLines: Int
    package let unreadable: [WholeFileError]
}

/// Feeds lines to the rules and notes the counters whenever the log's time passes a step; confined to one thread.
final class BackfillCounter: LineConsumer {
    private var counter: LineCounter
    private var entries = EntryState()
    private var matcher = PatternMatcher()
    private let time: EntryTime
    private let stepMilliseconds: Int64
    private let now: Int64
    private var history: SampleHistory
    /// The step that lines belong to now; nil before the first time.
    private var step: Int64?
    private var undated = 0
    private var late = 0

    init(
        _ counter: consuming LineCounter, time: EntryTime, stepMilliseconds: Int64, now: Int64,
        history: SampleHistory
    ) {
        self.counter = counter
        self.time = time
        self.stepMilliseconds = stepMilliseconds
        self.now = now
        self.history = history
    }

    func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
        var (start, lineStart) = (0, 0)
        while lineStart < lines.count {
            let end =
                lines.firstIndex(of: UInt8(ascii: "\n"), in: lineStart..<lines.count).map { $0 + 1 }
                ?? lines.count
            if let next = newStep(of: lines.extracting(lineStart..<end)) {
                count(lines.extracting(start..<lineStart), origin)
                start = lineStart
                pass(to: next)
            }
            if step == nil {
                undated += 1
                start = end
            }
            lineStart = end
        }
        count(lines.extracting(start..<lines.count), origin)
    }

    func batchEnded(_ batch: TailBatch) {}

    func fileEnded() { counter.closeEntry(entries: &entries) }

    func finish(unreadable: [WholeFileError]) -> BackfillResult {
        if let step { write(upTo: step + 1) }
        return BackfillResult(
            exposition: history.exposition(), samples: history.samples, undatedLines: undated,
            lateLines: late,
            unreadable: unreadable)
    }

    private func count(_ lines: Span<UInt8>, _ origin: BlockOrigin) {
        guard !lines.isEmpty else { return }
        counter.count(lines, entries: &entries, isTruncatedLine: origin.isTruncatedLine)
    }

    /// The step of a line that begins a new one.
    private func newStep(of line: Span<UInt8>) -> Int64? {
        guard let milliseconds = time.epochMilliseconds(of: line, reference: now, matcher: &matcher) else {
            return nil
        }
        let found = milliseconds / stepMilliseconds
        guard let step else { return found }
        if found < step { late += 1 }
        return found > step ? found : nil
    }

    private func pass(to next: Int64) {
        if step != nil {
            write(upTo: next)
        } else {
            history.note(at: next * stepMilliseconds / 1000, changed: true)
        }
        step = next
    }

    /// Samples of the step that ended, and of all quiet ones until `next`: a gap would look like a target that is gone.
    private func write(upTo next: Int64) {
        guard let step else { return }
        history.registry.update { table in counter.flush(into: &table) }
        for at in (step + 1)...max(step + 1, next) {
            history.note(at: at * stepMilliseconds / 1000, changed: at == step + 1)
        }
    }
}

extension Span<UInt8> {
    fileprivate func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        for index in range where self[index] == byte { return index }
        return nil
    }
}
