import Foundation
import LogRules
import MetricModel
import StateStore
import Synchronization
import TestSupport
import Testing

@testable import LogPipeline
@testable import LogTailing

/// A pipeline whose turns a test takes, on a clock of its own, so that a day of rotations and kills passes in
/// milliseconds and every run of a seed is the same.
final class ModelPipeline {
    /// Keeps the status that the latest turn told.
    private struct Tap: LineConsumer {
        let recorder: LogRecorder
        var status: TailStatus

        mutating func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
            recorder.consume(lines, from: origin)
        }

        mutating func batchEnded(_ batch: TailBatch) { recorder.batchEnded(batch) }

        mutating func turnEnded(_ turn: TailTurn) -> ContinuousClock.Instant? {
            status = turn.status
            return recorder.turnEnded(turn)
        }
    }

    /// What dies with the process.
    private struct Life {
        var tap: Tap
        var driver: TailDriver
        let store: StateStore
    }

    let directory: TemporaryDirectory
    private let watch: LogSource.WatchPreference
    private(set) var registry = MetricRegistry()
    private var life: Life?
    private var now = ContinuousClock.now
    /// Read by the store, which outlives no test.
    private let disk = ModelDisk()
    var hasSecondRule = false
    /// Seen in the metadata of the rule's family, and nowhere else.
    var help = "Payments that failed."
    /// More rules, indented as in a rule file.
    var moreRules = ""

    init(_ watch: LogSource.WatchPreference) throws {
        directory = try TemporaryDirectory("model")
        self.watch = watch
        try directory.makeDirectory("logs")
    }

    var isRunning: Bool { life != nil }

    /// Whether what is committed reaches the disk, as far as the store has found out.
    var isStoreGood: Bool { life?.store.condition == .good }

    var isDiskFull: Bool {
        get { disk.isFull.load(ordering: .relaxed) }
        set { disk.isFull.store(newValue, ordering: .relaxed) }
    }

    private func configuration() throws -> LogPipelineConfiguration {
        let second = """
              - name: refunds
                pattern: 'refund (?<reason>\\w+)'
                counter: shop_refunds_total
                labels: {reason: $reason}
            """
        let rules = """
            rules:
              - name: failures
                pattern: 'payment (?<provider>\\w+) failed'
                counter: shop_failures_total
                help: \(help)
                labels: {provider: $provider}
            \(hasSecondRule ? second : "")
            \(moreRules)
            """
        return LogPipelineConfiguration(
            sources: [LogSource(name: "app", paths: [directory.path("logs/app.log")], watch: watch)],
            ruleSet: try RuleSet.load(files: [("rules.yml", Array(rules.utf8))], includeBuiltIn: true)
        )
    }

    func start() throws {
        registry = MetricRegistry()
        let configuration = try configuration()
        let (store, state) = try StateStore.open(
            directory: directory.path("state"), programVersion: "test", clock: disk.clock,
            faults: StateFaults { [disk] in disk.isFull.load(ordering: .relaxed) })
        let recorder = try LogRecorder(
            configuration, published: registry, store: store, requests: CommitRequests())
        try recorder.begin(with: state, sources: configuration.sources)
        var options = TailOptions()
        options.knownLogs = recorder.knownLogs
        options.firstFileID = recorder.nextFileID
        let driver = TailDriver(
            sources: configuration.sources, options: options, checkpoints: recorder.checkpoints)
        life = Life(
            tap: Tap(recorder: recorder, status: LogTailer(sources: configuration.sources).status()),
            driver: driver, store: store)
    }

    func turn(after time: Duration = .milliseconds(300)) {
        now += time
        disk.now.withLock { $0 = now }
        guard var life else { return }
        _ = life.driver.turn(&life.tap, now: now)
        self.life = life
    }

    /// Reads and commits, as a scrape makes it.
    func scrape() {
        turn()
        commit(forScrape: true)
    }

    private func commit(forScrape: Bool, isLast: Bool = false) {
        guard let tap = life?.tap else { return }
        tap.recorder.commit(tap.status, forScrape: forScrape, isLast: isLast)
    }

    func kill() {
        life?.store.close()
        life = nil
    }

    func stop() {
        commit(forScrape: false, isLast: true)
        kill()
    }

    func reload() throws {
        guard let old = life else { return }
        let configuration = try configuration()
        let recorder = try LogRecorder(
            configuration, published: registry, store: old.store, requests: CommitRequests())
        old.tap.recorder.commit(old.tap.status, forScrape: false)
        let (state, pending) = old.tap.recorder.handover()
        try recorder.begin(
            with: state, pending: pending, replacing: old.tap.recorder, sources: configuration.sources)
        var options = TailOptions()
        options.knownLogs = recorder.knownLogs
        options.firstFileID = recorder.nextFileID
        let driver = TailDriver(
            sources: configuration.sources, options: options, checkpoints: [], handover: old.driver.handover()
        )
        life = Life(
            tap: Tap(recorder: recorder, status: LogTailer(sources: configuration.sources).status()),
            driver: driver, store: old.store)
    }
}

/// The disk under the store of a model: full when a test says so, on the model's clock.
private final class ModelDisk: Sendable {
    let isFull = Atomic<Bool>(false)
    let now = Mutex(ContinuousClock.now)

    var clock: StateClock {
        StateClock(
            now: { [self] in now.withLock { $0 } },
            wallMilliseconds: { StateClock.system.wallMilliseconds() })
    }
}
