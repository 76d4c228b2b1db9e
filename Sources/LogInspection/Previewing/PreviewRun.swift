package import LogRules
package import LogTailing
import MetricModel

/// Plays the alerts beside log rules over a log's past, as Prometheus would have evaluated them with the exporter running.
package struct PreviewRun: Sendable {
    private let ruleSet: RuleSet
    private let logName: String
    private let time: EntryTime
    private let stepSeconds: Int64
    private let maxLineBytes: Int

    /// - Parameters:
    ///   - time: how the time of an entry is read from its first line.
    ///   - stepSeconds: between two scrapes, and between two evaluations; a divisor of 60.
    package init(
        ruleSet: RuleSet, logName: String, time: EntryTime = .standard, stepSeconds: Int = 60,
        maxLineBytes: Int = 1_000_000
    ) {
        precondition(stepSeconds > 0 && 60 % stepSeconds == 0, "windows are whole numbers of steps")
        self.ruleSet = ruleSet
        self.logName = logName
        self.time = time
        self.stepSeconds = Int64(stepSeconds)
        self.maxLineBytes = maxLineBytes
    }

    /// Files of one log by the first time in each; those without one come last, in the order given.
    ///
    /// - Parameter now: milliseconds since 1970, for times without a year.
    package func oldestFirst(_ files: [String], now: Int64) -> [String] {
        // Standard input can be read once only.
        guard !files.contains("-") else { return files }
        let begun = files.enumerated().map { number, file in
            (file: file, number: number, first: FirstTime.read(file, time, now: now) ?? .max)
        }
        return begun.sorted { ($0.first, $0.number) < ($1.first, $1.number) }.map(\.file)
    }

    /// - Parameters:
    ///   - files: oldest first.
    ///   - now: milliseconds since 1970, for times without a year.
    ///   - since: seconds since 1970: firings that were over before are left out, lines before still count.
    package func run(
        _ files: [String], now: Int64, since: Int64 = .min,
        progress: (_ file: Int, _ bytes: UInt64) -> Void = { _, _ in }
    ) throws(ScanError) -> PreviewResult {
        let registry = MetricRegistry()
        let replays = ruleSet.rules.compactMap { rule in
            rule.applies(toLog: logName)
                ? rule.alert.flatMap { AlertReplay(rule, $0, stepSeconds: stepSeconds, since: since) } : nil
        }
        let passed: SteppedCounter<ReplayRecorder>.Outcome
        do throws(RegistryError) {
            let counter = try LineCounter(ruleSet: ruleSet, log: logName, registry: registry)
            passed = SteppedCounter(
                counter, registry: registry, time: time, stepSeconds: stepSeconds, now: now,
                recorder: ReplayRecorder(registry: registry, replays: replays)
            ).run(files, maxLineBytes: maxLineBytes, progress: progress)
        } catch {
            throw .registry(error)
        }
        let recorder = passed.recorder
        let end = (recorder.lastSeconds ?? 0) + stepSeconds / 2
        return PreviewResult(
            alerts: recorder.replays.map { AlertPreview($0, since: since, end: end) },
            notPlayed: ruleSet.rules.compactMap { NotPlayed($0, log: logName) },
            firstSeconds: recorder.firstSeconds, lastSeconds: recorder.lastSeconds,
            undatedLines: passed.undatedLines, lateLines: passed.lateLines, unreadable: passed.unreadable)
    }
}

/// What came of a preview.
package struct PreviewResult: Sendable {
    package let alerts: [AlertPreview]
    package let notPlayed: [NotPlayed]
    /// Seconds since 1970 of the first and the last step; nil when no line had a time.
    package let firstSeconds: Int64?
    package let lastSeconds: Int64?
    /// Lines before the first time that could be read; they are left out.
    package let undatedLines: Int
    /// Lines that are older than what was counted already; they count at that time.
    package let lateLines: Int
    package let unreadable: [WholeFileError]
}

/// An alert that was not played, and why.
package struct NotPlayed: Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// Its condition is PromQL of the user's own.
        case expression
        /// Its rule reads these logs only.
        case otherLogs([String])
    }

    package let alert: String
    package let rule: String
    package let reason: Reason

    /// Nil for a rule without an alert, and for one whose alert is played.
    init?(_ rule: Rule, log: String) {
        guard let alert = rule.alert else { return nil }
        if case .expression = alert.condition {
            reason = .expression
        } else if !rule.applies(toLog: log) {
            reason = .otherLogs(rule.logs)
        } else {
            return nil
        }
        self.alert = alert.name
        self.rule = rule.name
    }
}
