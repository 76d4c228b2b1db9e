import Collectors
import Logging
import MetricModel
import NIOCore
import NIOPosix
import ProcessTable
import StateStore
import TeamCensus
import TeamRecording

/// What the daemon collects, and what watches for the collectors.
extension ExporterDaemon {
    /// One look at files and processes for all collectors of a scrape.
    func makeCensus() -> SharedCensus {
        let teams = loaded.configuration.teams
        let census = TeamCensus(
            roots: teams.roots, procfs: options.procfs, activeWindow: teams.activeWindow,
            detail: isEnabled("processes") ? teams.processDetail : .none)
        return SharedCensus(census, nowMs: TeamsCollector.systemNowMs)
    }

    func makeSights(_ census: SharedCensus, _ books: Books?) throws -> TeamSights {
        let configuration = loaded.configuration
        let filesystem =
            try isEnabled("filesystem")
            ? FilesystemCollector(
                census: census,
                places: configuration.places(stateDirectory: options.stateDirectory), registry: registry)
            : nil
        let teams =
            try isEnabled("teams")
            ? TeamsCollector(census: census, limit: configuration.teams.limit, registry: registry) : nil
        let transcripts = try isEnabled("transcripts") ? makeTranscripts(census, books) : nil
        return TeamSights(
            census: census, teams: teams, recorder: books?.recorder, transcripts: transcripts,
            filesystem: filesystem, readsUsage: isEnabled("processes"),
            stateDirectory: options.stateDirectory)
    }

    /// Their books are stored with those of the teams.
    func makeTranscripts(_ census: SharedCensus, _ books: Books?) throws -> TranscriptsCollector {
        let teams = loaded.configuration.teams
        // The recorder holds the collector, through its contribution.
        let commit: @Sendable () -> Void = { [weak recorder = books?.recorder] in recorder?.commit() }
        let transcripts = try TranscriptsCollector(
            census: census, roots: teams.roots, countsHistory: teams.countsTokenHistory, registry: registry,
            stored: books?.pieces, commit: commit)
        books?.recorder.add(transcripts.contribution)
        return transcripts
    }

    func makeDashboardWatch(
        _ eventLoop: any EventLoop, _ threads: NIOThreadPool
    ) throws -> DashboardWatch? {
        guard isEnabled("dashboard") else { return nil }
        return DashboardWatch(
            loaded.configuration.dashboard, collector: try DashboardCollector(registry: registry),
            procfs: options.procfs,
            eventLoop: eventLoop, threads: threads)
    }

    func makeArchiveWatch(
        _ eventLoop: any EventLoop, _ thread: NIOThreadPool
    ) throws -> ArchiveWatch? {
        guard isEnabled("archive"), loaded.configuration.archive.isEnabled else { return nil }
        return ArchiveWatch(
            loaded, collector: try ArchiveCollector(registry: registry),
            stateDirectory: options.stateDirectory, procfs: options.procfs, eventLoop: eventLoop,
            thread: thread, logger: logger)
    }

    /// There without a schedule too: backups that the command made are shown.
    func makeBackupWatch(
        _ eventLoop: any EventLoop, _ thread: NIOThreadPool
    ) throws -> BackupWatch? {
        guard isEnabled("backup") else { return nil }
        return BackupWatch(
            loaded.configuration, collector: try BackupCollector(registry: registry), eventLoop: eventLoop,
            thread: thread, logger: logger)
    }

    /// There without receivers too: a reload may name some.
    func makeRemoteWriteWatch(_ scraper: Scraper, _ thread: NIOThreadPool) throws -> RemoteWriteWatch {
        try RemoteWriteWatch(
            loaded.configuration.receivers,
            .init(
                scraper: scraper, stateDirectory: options.stateDirectory, registry: registry,
                thread: thread, logger: logger))
    }

    /// The explicit list of what is collected, in the order of the documentation.
    func makeCollectors(
        _ logs: Logs?, _ sights: TeamSights
    ) throws -> [any Collector] {
        var collectors: [any Collector] = []
        if let teams = sights.teams { collectors.append(teams) }
        if let recorder = sights.recorder { collectors += try makeCollectors(sights.census, recorder) }
        if let transcripts = sights.transcripts { collectors.append(transcripts) }
        if isEnabled("cgroups") {
            collectors.append(
                try CgroupsCollector(
                    census: sights.census, procfs: options.procfs, sysfs: options.sysfs, registry: registry))
        }
        if isEnabled("host") {
            collectors.append(try HostCollector(procfs: options.procfs, registry: registry))
        }
        if let filesystem = sights.filesystem { collectors.append(filesystem) }
        if let dashboard = sights.dashboard { collectors.append(dashboard.collector) }
        if let logs { collectors.append(LogsCollector(pipeline: logs.pipeline)) }
        if let textfiles = try makeTextfileCollector() { collectors.append(textfiles) }
        if isEnabled("process") { collectors.append(try ProcessSelfCollector(registry: registry)) }
        return collectors
    }

    private func makeTextfileCollector() throws -> TextfileCollector? {
        guard let directory = options.textfileDirectory else { return nil }
        return try TextfileCollector(TextfileDirectory(path: directory), registry: registry) {
            [logger] file, fault in
            logger.warning(
                "a file of metrics is left out", metadata: ["file": "\(file)", "reason": "\(fault.message)"])
        }
    }

    /// Those that show what the books say.
    func makeCollectors(
        _ census: SharedCensus, _ recorder: TeamRecorder
    ) throws -> [any Collector] {
        var collectors: [any Collector] = []
        if isEnabled("agents") {
            collectors.append(try AgentsCollector(census: census, recorder: recorder, registry: registry))
        }
        if isEnabled("messages") {
            collectors.append(try MessagesCollector(recorder: recorder, registry: registry))
        }
        if isEnabled("processes") {
            collectors.append(
                try ProcessCollector(
                    census: census, recorder: recorder, procfs: options.procfs, registry: registry))
        }
        return collectors
    }

    func makeRefresh(
        _ stores: [StateStore], _ status: StatusWatch
    ) throws -> @Sendable (MetricRegistry) -> Void {
        guard !stores.isEmpty else { return { _ in status.noteScrape() } }
        let metrics = try StateMetrics(registry: registry)
        return { registry in
            metrics.publish(StateStatus(stores), into: registry)
            status.noteScrape()
        }
    }

    func publishBuildInformation() throws {
        let family = try registry.register(Catalogue.buildInfo)
        registry.update { table in
            let labels = [
                BuildInformation.version, BuildInformation.revision, BuildInformation.swiftVersion,
                BuildInformation.operatingSystem, BuildInformation.architecture,
            ]
            table.set(table.series(family, labels: labels), 1)
        }
    }
}
