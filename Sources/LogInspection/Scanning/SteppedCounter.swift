import LogRules
import LogTailing
import MetricModel
import PatternMatching

/// Takes note of what the counters are at each step of a log's own time.
protocol StepRecorder {
    /// Lines were counted since the last step.
    ///
    /// - Parameter seconds: since 1970; later than at the last call.
    mutating func note(at seconds: Int64)

    /// Nothing was counted at these steps.
    mutating func noteQuiet(_ steps: StrideThrough<Int64>)
}

/// Feeds the lines of one log to the rules and tells a recorder whenever the log's time passes a step; confined to one
/// thread.
final class SteppedCounter<Recorder: StepRecorder>: LineConsumer {
    struct Outcome {
        let recorder: Recorder
        /// Lines before the first time that could be read.
        let undatedLines: Int
        /// Lines that are older than what was noted already; they count at that time.
        let lateLines: Int
        let unreadable: [WholeFileError]
    }

    private var counter: LineCounter
    private var entries = EntryState()
    private var matcher = PatternMatcher()
    private let registry: MetricRegistry
    private let time: EntryTime
    private let stepSeconds: Int64
    private let now: Int64
    private var recorder: Recorder
    /// The step that lines belong to now; nil before the first time.
    private var step: Int64?
    private var undated = 0
    private var late = 0

    /// - Parameters:
    ///   - registry: the one that `counter` was made with.
    ///   - now: milliseconds since 1970, for times without a year.
    init(
        _ counter: consuming LineCounter, registry: MetricRegistry, time: EntryTime, stepSeconds: Int64,
        now: Int64, recorder: Recorder
    ) {
        self.counter = counter
        self.registry = registry
        self.time = time
        self.stepSeconds = stepSeconds
        self.now = now
        self.recorder = recorder
    }

    /// - Parameter files: of one log, oldest first.
    func run(
        _ files: [String], maxLineBytes: Int, progress: (_ file: Int, _ bytes: UInt64) -> Void = { _, _ in }
    ) -> Outcome {
        var reader = WholeFile(maxLineBytes: maxLineBytes)
        var unreadable: [WholeFileError] = []
        var consumer = self
        for (number, file) in files.enumerated() {
            do throws(WholeFileError) {
                try reader.read(file, into: &consumer, progress: { progress(number, $0) })
            } catch {
                unreadable.append(error)
            }
            counter.closeEntry(entries: &entries)
        }
        if let step { write(upTo: step + 1) }
        return Outcome(recorder: recorder, undatedLines: undated, lateLines: late, unreadable: unreadable)
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

    private func count(_ lines: Span<UInt8>, _ origin: BlockOrigin) {
        guard !lines.isEmpty else { return }
        counter.count(lines, entries: &entries, isTruncatedLine: origin.isTruncatedLine)
    }

    /// The step of a line that begins a new one.
    private func newStep(of line: Span<UInt8>) -> Int64? {
        guard let milliseconds = time.epochMilliseconds(of: line, reference: now, matcher: &matcher) else {
            return nil
        }
        let found = milliseconds / (stepSeconds * 1000)
        guard let step else { return found }
        if found < step { late += 1 }
        return found > step ? found : nil
    }

    private func pass(to next: Int64) {
        if step != nil { write(upTo: next) } else { recorder.note(at: next * stepSeconds) }
        step = next
    }

    /// The step that ended, and all quiet ones until `next`: a gap would look like a target that is gone.
    private func write(upTo next: Int64) {
        guard let step else { return }
        registry.update { table in counter.flush(into: &table) }
        recorder.note(at: (step + 1) * stepSeconds)
        guard step + 2 <= next else { return }
        recorder.noteQuiet(
            stride(from: (step + 2) * stepSeconds, through: next * stepSeconds, by: Int(stepSeconds)))
    }
}

extension Span<UInt8> {
    fileprivate func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        for index in range where self[index] == byte { return index }
        return nil
    }
}
