package import LogRules
package import LogTailing
import MetricModel

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
        let history = SampleHistory(registry: registry, labels: labels, ruleSet: ruleSet)
        let passed: SteppedCounter<SampleHistory>.Outcome
        do throws(RegistryError) {
            let counter = try LineCounter(ruleSet: ruleSet, log: logName, registry: registry)
            passed = SteppedCounter(
                counter, registry: registry, time: time, stepSeconds: stepSeconds, now: now, recorder: history
            ).run(files, maxLineBytes: maxLineBytes)
        } catch {
            throw .registry(error)
        }
        return BackfillResult(
            exposition: passed.recorder.exposition(), samples: passed.recorder.samples,
            undatedLines: passed.undatedLines, lateLines: passed.lateLines, unreadable: passed.unreadable)
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
