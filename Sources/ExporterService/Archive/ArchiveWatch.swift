import Glibc
import LogArchive
import Logging
import NIOCore
import NIOPosix
import StateStore
import Synchronization

/// Archives old logs once a day while the daemon lives, on a thread of its own.
final class ArchiveWatch: DaemonPart {
    /// How late a run may begin.
    static let interval = TimeAmount.seconds(15)

    let collector: ArchiveCollector
    private let state: Mutex<State>
    private let stateDirectory: String
    private let procfs: String
    private let eventLoop: any EventLoop
    private let thread: NIOThreadPool
    private let logger: Logger
    private let now: @Sendable () -> Int
    private let isEnding = Atomic(false)
    private let ticks = Mutex<RepeatedTask?>(nil)

    private struct State {
        var loaded: LoadedConfiguration
        /// Seconds since 1970.
        var nextRun: Int
        var isRunning = false
    }

    /// - Parameters:
    ///   - thread: of its own, for a run takes long.
    ///   - now: seconds since 1970.
    init(
        _ loaded: LoadedConfiguration, collector: ArchiveCollector, stateDirectory: String, procfs: String,
        eventLoop: any EventLoop, thread: NIOThreadPool, logger: Logger,
        now: @escaping @Sendable () -> Int = { Int(time(nil)) }
    ) {
        self.collector = collector
        self.stateDirectory = stateDirectory
        self.procfs = procfs
        self.eventLoop = eventLoop
        self.thread = thread
        self.logger = logger
        self.now = now
        state = Mutex(State(loaded: loaded, nextRun: 0))
        reconfigure(loaded)
    }

    /// From the next run on; one under way goes on as it began.
    func reconfigure(_ loaded: LoadedConfiguration) {
        let next = loaded.configuration.archive.at.next(after: now())
        state.withLock { state in
            state.loaded = loaded
            state.nextRun = next
        }
        let success = work(loaded).lastSuccessNanoseconds()
        collector.enable(
            loaded.configuration.archive.isEnabled, lastSuccessSeconds: success.map { Double($0) / 1e9 })
    }

    func start() {
        let task = eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: Self.interval) { _ in
            self.tick()
        }
        ticks.withLock { $0 = task }
    }

    /// A run under way is left where it is, as after a kill.
    func stop() {
        isEnding.store(true, ordering: .relaxed)
        ticks.withLock { $0 }?.cancel()
    }

    /// Begins a run when it is due and none is under way.
    func tick() {
        let seconds = now()
        let due = state.withLock { state -> LoadedConfiguration? in
            guard state.loaded.configuration.archive.isEnabled, seconds >= state.nextRun, !state.isRunning
            else {
                return nil
            }
            state.nextRun = state.loaded.configuration.archive.at.next(after: seconds)
            state.isRunning = true
            return state.loaded
        }
        guard let due else { return }
        thread.submit { state in
            if case .active = state { self.archive(due) }
            self.state.withLock { $0.isRunning = false }
        }
    }

    private func work(_ loaded: LoadedConfiguration) -> ArchiveWork {
        ArchiveWork(loaded, stateDirectory: stateDirectory, procfs: procfs)
    }

    private func archive(_ loaded: LoadedConfiguration) {
        let work = work(loaded)
        let restored = work.restore()
        let plan: ArchivePlan
        do {
            plan = try work.plan()
        } catch {
            collector.takeStoreFailure()
            logger.error("old logs were not archived", metadata: ["reason": "\(error.message)"])
            return
        }
        // One thread: the others belong to the agents.
        let report = work.run(plan, threads: 1, isCancelled: { self.isEnding.load(ordering: .relaxed) })
        collector.take(report, endedSeconds: Double(now()))
        tell(report, restored)
    }

    private func tell(_ report: ArchiveReport, _ restored: Int) {
        for failure in report.failures {
            logger.error(
                "not archived", metadata: ["path": "\(failure.path)", "reason": "\(failure.error.message)"])
        }
        logger.info(
            "old logs archived",
            metadata: [
                "files": "\(report.archived.count)", "bytes": "\(report.bytes)",
                "stored_bytes": "\(report.storedBytes)", "removed": "\(report.removed.count)",
                "restored": "\(restored)", "failures": "\(report.failures.count)",
            ])
    }
}
