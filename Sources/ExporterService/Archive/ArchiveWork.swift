import Glibc
package import LogArchive
import LogPipeline
import LogRules
import LogTailing
package import StateStore

/// The archiving of one configuration's logs: for `logs archive`, and for the schedule inside `serve`.
package struct ArchiveWork: Sendable {
    private let loaded: LoadedConfiguration
    private let settings: ArchiveSettings
    private let stateDirectory: String?
    private let procfs: String

    /// - Parameters:
    ///   - settings: nil: those of the configuration.
    ///   - stateDirectory: where the daemon keeps how far it has read; nil: that is not asked.
    package init(
        _ loaded: LoadedConfiguration, settings: ArchiveSettings? = nil, stateDirectory: String?,
        procfs: String = "/proc"
    ) {
        self.loaded = loaded
        self.settings = settings ?? loaded.configuration.archive.settings
        self.stateDirectory = stateDirectory
        self.procfs = procfs
    }

    private var sources: [LogSource] { loaded.configuration.logs.map(\.source) }

    /// Looks at all files and decides; changes nothing.
    ///
    /// - Throws: when there is a store that cannot be read, so that nobody knows what the daemon has read.
    package func plan() throws(StateStoreError) -> ArchivePlan {
        // The store first: what it knows may be less than what was read meanwhile, never more.
        let search = EvidenceSearch(records: try records(), procfs: procfs)
        return ArchivePlan(
            files: LogFileListing.files(of: sources), settings: settings,
            nowNanoseconds: Self.nowNanoseconds(), evidence: search.evidence)
    }

    /// Gives files back their names that a killed run was about to remove; before a plan that is carried out.
    @discardableResult
    package func restore() -> Int {
        ArchiveRun(settings).restore(in: LogFileListing.directories(of: sources))
    }

    /// When the last run without failures ended, in nanoseconds since 1970, as the archive directories tell.
    func lastSuccessNanoseconds() -> Int64? {
        ArchiveRun(settings).lastSuccess(in: LogFileListing.directories(of: sources))
    }

    package func plannedRemovals(_ plan: ArchivePlan) -> [ArchiveReport.Removed] {
        ArchiveRun(settings).plannedRemovals(plan)
    }

    /// - Parameter threads: nil: as many as there are processors.
    package func run(
        _ plan: ArchivePlan, threads: Int? = nil, isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (ArchiveRun.Progress) -> Void = { _ in }
    ) -> ArchiveReport {
        ArchiveRun(
            settings, threads: threads, procfs: procfs, isCancelled: isCancelled, summarise: summary
        ).run(plan, progress: progress)
    }

    private func records() throws(StateStoreError) -> ReadingRecords? {
        guard let stateDirectory else { return nil }
        do throws(StateStoreError) {
            let reader = try StateReader(directory: stateDirectory)
            let committedMs = try reader.lastCommitMilliseconds
            return ReadingRecords(
                try reader.files().compactMap { FileCheckpoint($0) }, committedMs: committedMs)
        } catch {
            if case .noDatabase = error { return nil }
            throw error
        }
    }

    @Sendable private func summary(_ file: LogFile) -> LogSummary? {
        guard let log = loaded.configuration.logs.first(where: { $0.source.name == file.logName }) else {
            return nil
        }
        let outline = FileOutline.read(
            String(decoding: file.path.bytes, as: UTF8.self), of: log.source, ruleSet: loaded.rules,
            entries: log.entries, entryTime: log.entryTime, nowMs: Self.nowNanoseconds() / 1_000_000)
        return outline.map { LogSummary(firstMs: $0.firstMs, lastMs: $0.lastMs, levels: $0.levels) }
    }

    private static func nowNanoseconds() -> Int64 {
        var time = timespec()
        // The call fills the one local.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
