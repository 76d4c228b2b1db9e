import Glibc
import Logging
import NIOCore
import NIOPosix
import Synchronization
import TeamBackup

/// Backs up the teams of all roots once a day while the daemon lives, and verifies what it made.
final class BackupWatch: DaemonPart {
    let collector: BackupCollector
    private let configuration: Mutex<ExporterConfiguration>
    private let schedule: DailySchedule
    private let logger: Logger

    /// - Parameters:
    ///   - thread: one on which nothing waits.
    ///   - now: seconds since 1970.
    init(
        _ configuration: ExporterConfiguration, collector: BackupCollector, eventLoop: any EventLoop,
        thread: NIOThreadPool, logger: Logger, now: @escaping @Sendable () -> Int = { Int(time(nil)) }
    ) {
        self.collector = collector
        self.logger = logger
        schedule = DailySchedule(eventLoop: eventLoop, thread: thread, now: now)
        self.configuration = Mutex(configuration)
        reconfigure(configuration)
    }

    /// From the next run on; one under way goes on as it began.
    func reconfigure(_ configuration: ExporterConfiguration) {
        self.configuration.withLock { $0 = configuration }
        schedule.set(configuration.backup.isEnabled ? configuration.backup.at : nil)
        collector.reconfigure(configuration)
    }

    func start() { schedule.start { self.run() } }

    /// A backup under way is given up: what has no name yet is no backup.
    func stop() { schedule.stop() }

    /// Begins a run when it is due and none is under way.
    func tick() { schedule.tick { self.run() } }

    private func run() {
        let configuration = configuration.withLock { $0 }
        let roots = configuration.teams.roots
        let places = BackupPlaces(directory: configuration.backup.directory, roots: roots)
        for (index, root) in roots.enumerated() {
            do throws(BackupError) {
                try backUp(root, places.place(of: root), configuration.backup.keep, number: index + 1)
            } catch {
                // A root where no team has been yet is no fault.
                if case .noState = error { continue }
                collector.takeFailure(error.reason)
                logger.error(
                    "the teams were not backed up",
                    metadata: ["root": "\(index + 1)", "reason": "\(error.message)"])
            }
        }
    }

    private func backUp(
        _ root: String, _ directory: String, _ keep: Int, number: Int
    ) throws(BackupError) {
        let report = try BackupRun(
            root: root, directory: directory, keep: keep, isCancelled: { self.schedule.isEnding }
        ).run()
        let verified = try VerificationRun(path: report.path).run()
        if let fault = verified.fault { throw fault }
        logger.info(
            "teams backed up",
            metadata: [
                "root": "\(number)", "archive": "\(report.summary.archive)",
                "teams": "\(report.summary.teams)",
                "files": "\(report.summary.files)", "bytes": "\(report.summary.bytes)",
                "unsettled": "\(report.summary.unsettled.count)",
                "unreadable": "\(report.summary.unreadable.count)", "removed": "\(report.removed.count)",
            ])
    }
}
