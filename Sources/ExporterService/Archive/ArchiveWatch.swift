import Glibc
import LogArchive
import Logging
import NIOCore
import NIOPosix
import StateStore
import Synchronization

/// Archives old logs once a day while the daemon lives, on a thread of its own.
final class ArchiveWatch: DaemonPart {
    let collector: ArchiveCollector
    private let loaded: Mutex<LoadedConfiguration>
    private let stateDirectory: String
    private let procfs: String
    private let schedule: DailySchedule
    private let logger: Logger
    private let now: @Sendable () -> Int

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
        self.logger = logger
        self.now = now
        schedule = DailySchedule(eventLoop: eventLoop, thread: thread, now: now)
        self.loaded = Mutex(loaded)
        reconfigure(loaded)
    }

    /// From the next run on; one under way goes on as it began.
    func reconfigure(_ loaded: LoadedConfiguration) {
        let archive = loaded.configuration.archive
        self.loaded.withLock { $0 = loaded }
        schedule.set(archive.isEnabled ? archive.at : nil)
        let success = work(loaded).lastSuccessNanoseconds()
        collector.enable(archive.isEnabled, lastSuccessSeconds: success.map { Double($0) / 1e9 })
    }

    func start() { schedule.start { self.archive() } }

    /// A run under way is left where it is, as after a kill.
    func stop() { schedule.stop() }

    /// Begins a run when it is due and none is under way.
    func tick() { schedule.tick { self.archive() } }

    private func work(_ loaded: LoadedConfiguration) -> ArchiveWork {
        ArchiveWork(loaded, stateDirectory: stateDirectory, procfs: procfs)
    }

    private func archive() {
        let work = work(loaded.withLock { $0 })
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
        let report = work.run(plan, threads: 1, isCancelled: { self.schedule.isEnding })
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
