import Collectors
import LogArchive
import LogPipeline
import LogTailing
package import Logging
import MetricModel
import NIOCore
import NIOHTTP1
import NIOPosix
import ProcessTable
import StateStore
import TeamCensus
import TeamRecording
import TeamTracking

/// The daemon: assembles registry, collectors, log pipeline and HTTP server, and runs them until told to stop.
package struct ExporterDaemon {
    private let loaded: LoadedConfiguration
    private let options: ServeOptions
    private let source: ConfigurationSource
    private let signals: DaemonSignals
    private let logger: Logger
    private let onListening: @Sendable ([Int]) -> Void
    private let registry = MetricRegistry()

    /// Threads for work that may block: one for each collector, because a dead file system may hold them all, one for
    /// the search for the dashboard's process, one to encode.
    static let workerThreads = 15

    /// The log pipeline and where it keeps its state; absent together when logs are switched off.
    private struct Logs {
        let pipeline: LogPipeline
        let store: StateStore
    }

    /// The books of the teams and where they are kept.
    private struct Books {
        let recorder: TeamRecorder
        let store: StateStore
        /// What it held when it was opened.
        let pieces: [StateChange]
    }

    /// - Parameters:
    ///   - loaded: what to begin with.
    ///   - source: where a reload reads it again.
    ///   - onListening: called once with the ports, when all addresses accept connections.
    package init(
        _ loaded: LoadedConfiguration,
        options: ServeOptions,
        source: ConfigurationSource,
        signals: DaemonSignals,
        logger: Logger,
        onListening: @escaping @Sendable ([Int]) -> Void = { _ in }
    ) {
        self.loaded = loaded
        self.options = options
        self.source = source
        self.signals = signals
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Throws: `ServiceError` for faults that keep it from starting, with a message for the user.
    package func run() throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let threads = DaemonThreads(workers: Self.workerThreads)
        // Not waited for: a collector that hangs in a dead file system must not keep the program from ending.
        defer {
            threads.letGo()
            group.shutdownGracefully { _ in }
        }
        try serve(group, threads)
        logger.info("stopped")
    }

    private func serve(_ group: MultiThreadedEventLoopGroup, _ threads: DaemonThreads) throws {
        // First of all: a fault in the web configuration is told in one line, and nothing else.
        let door = try makeDoor(threads)
        logger.info("starting", metadata: ["version": "\(BuildInformation.version)"])
        ConfigurationWarnings(logger).tell(loaded)
        DescriptorLimit.raise()
        let logs = isEnabled("logs") ? try openLogs() : nil
        let census = makeCensus()
        let books = needsBooks ? try openBooks(census) : nil
        var sights = try makeSights(census, books)
        sights.dashboard = try makeDashboardWatch(group.next(), threads.workers)
        let stores = [logs?.store, books?.store].compactMap { $0 }
        let readiness = Readiness(
            parts: Set(["http"] + (logs == nil ? [] : ["logs"]) + (books == nil ? [] : ["teams"])))
        try publishBuildInformation()
        let archive = try makeArchiveWatch(group.next(), threads.archive)
        let backup = try makeBackupWatch(group.next(), threads.archive)
        let live = try makeLiveConfiguration(logs, sights, archive, backup, door?.watch)
        let upkeep: [(any Collector)?] = [archive?.collector, backup?.collector]
        let reload = ServiceManager.telling(options.serviceManager) { live.reload() }
        let collectors = try makeCollectors(logs, sights) + upkeep.compactMap(\.self)
        let refresh = try makeRefresh(stores)
        let (registry, logger, eventLoop) = (registry, logger, group.next())
        let (scraper, reloader) = try eventLoop.submit {
            let scraper = try Scraper(
                collectors: collectors,
                registry: registry,
                threads: threads.workers,
                eventLoop: eventLoop,
                logger: logger,
                refresh: refresh
            )
            return (scraper, Reloader(eventLoop: eventLoop, threads: threads.reload, work: reload))
        }.wait()
        let server = try HTTPServer(
            addresses: options.listenAddresses,
            inherited: options.inheritedSockets,
            router: Router(endpoints(scraper, reloader, readiness, stores)),
            door: door,
            registry: registry,
            eventLoopGroup: group,
            logger: logger,
            onListening: { announce($0, readiness, door) }
        )
        var parts = bookParts(books, readiness, threads) + transcriptParts(sights, threads)
        if let dashboard = sights.dashboard { parts.append(dashboard) }
        if let archive { parts.append(archive) }
        if let backup { parts.append(backup) }
        if let logs { parts.insert(LogPart(logs.pipeline), at: 0) }
        if let watchdog = Watchdog(options.serviceManager, registry: registry, eventLoop: eventLoop) {
            parts.append(watchdog)
        }
        try DaemonRun(
            parts: parts, server: server, reloader: reloader,
            reporter: logs.map { makeReporter($0, stores, readiness) }, signals: signals,
            manager: options.serviceManager
        ).run()
    }

    private func makeReporter(
        _ logs: Logs, _ stores: [StateStore], _ readiness: Readiness
    ) -> LogWatchReporter {
        LogWatchReporter(logs.pipeline, stores: stores, logger: logger) { readiness.isReady("logs") }
    }

    private func bookParts(
        _ books: Books?, _ readiness: Readiness, _ threads: DaemonThreads
    ) -> [any DaemonPart] {
        guard let books else { return [] }
        return [
            MessageWatch(books.recorder, thread: threads.messages) { readiness.isReady("teams") }
        ]
    }

    private func transcriptParts(_ sights: TeamSights, _ threads: DaemonThreads) -> [any DaemonPart] {
        guard let transcripts = sights.transcripts else { return [] }
        return [
            TranscriptWatch(transcripts, thread: threads.transcripts) { [recorder = sights.recorder] in
                // Agents write into transcripts where they do nothing else that is seen.
                recorder?.note(transcriptActivityMs: $0.activity())
            }
        ]
    }

    private func isEnabled(_ collector: String) -> Bool {
        !options.disabledCollectors.contains(collector)
    }

    /// Takes the state directory, and makes the pipeline that goes on from what is in it.
    private func openLogs() throws(ServiceError) -> Logs {
        let (store, state) = try openStore(options.stateDirectory)
        do {
            var tailing = TailOptions()
            tailing.archives = loaded.configuration.archive.settings.place
            let pipeline = try LogPipeline(
                LogPipelineConfiguration(loaded), registry: registry, store: store, state: state,
                options: tailing)
            return Logs(pipeline: pipeline, store: store)
        } catch {
            throw .cannotStart(what: "the log rules", reason: error.message)
        }
    }

    private func openStore(_ directory: String) throws(ServiceError) -> (StateStore, StoredState) {
        do {
            return try StateStore.open(directory: directory, programVersion: BuildInformation.version)
        } catch {
            throw .stateDirectoryInUse(message: error.message)
        }
    }

    private var needsBooks: Bool {
        ["messages", "agents", "processes", "transcripts"].contains(where: isEnabled)
    }

    /// Takes up the books of the teams, which have a database of their own: another thread commits them.
    private func openBooks(_ census: SharedCensus) throws(ServiceError) -> Books {
        let (store, state) = try openStore("\(options.stateDirectory)/teams")
        let teams = loaded.configuration.teams
        let recorder = TeamRecorder(
            roots: teams.roots, settings: teams.agents,
            looksAtFiles: isEnabled("messages") || isEnabled("agents"), store: store, state: state,
            evidence: { census.report(for: "timeouts").deadMembers }, nowMs: TeamsCollector.systemNowMs)
        return Books(recorder: recorder, store: store, pieces: TeamRecorder.pieces(of: state))
    }

    /// One look at files and processes for all collectors of a scrape.
    private func makeCensus() -> SharedCensus {
        let teams = loaded.configuration.teams
        let census = TeamCensus(
            roots: teams.roots, procfs: options.procfs, activeWindow: teams.activeWindow,
            detail: isEnabled("processes") ? teams.processDetail : .none)
        return SharedCensus(census, nowMs: TeamsCollector.systemNowMs)
    }

    private func makeSights(_ census: SharedCensus, _ books: Books?) throws -> TeamSights {
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
    private func makeTranscripts(_ census: SharedCensus, _ books: Books?) throws -> TranscriptsCollector {
        let teams = loaded.configuration.teams
        // The recorder holds the collector, through its contribution.
        let commit: @Sendable () -> Void = { [weak recorder = books?.recorder] in recorder?.commit() }
        let transcripts = try TranscriptsCollector(
            census: census, roots: teams.roots, countsHistory: teams.countsTokenHistory, registry: registry,
            stored: books?.pieces, commit: commit)
        books?.recorder.add(transcripts.contribution)
        return transcripts
    }

    private func makeDashboardWatch(
        _ eventLoop: any EventLoop, _ threads: NIOThreadPool
    ) throws -> DashboardWatch? {
        guard isEnabled("dashboard") else { return nil }
        return DashboardWatch(
            loaded.configuration.dashboard, collector: try DashboardCollector(registry: registry),
            procfs: options.procfs,
            eventLoop: eventLoop, threads: threads)
    }

    private func makeArchiveWatch(
        _ eventLoop: any EventLoop, _ thread: NIOThreadPool
    ) throws -> ArchiveWatch? {
        guard isEnabled("archive"), loaded.configuration.archive.isEnabled else { return nil }
        return ArchiveWatch(
            loaded, collector: try ArchiveCollector(registry: registry),
            stateDirectory: options.stateDirectory, procfs: options.procfs, eventLoop: eventLoop,
            thread: thread, logger: logger)
    }

    /// There without a schedule too: backups that the command made are shown.
    private func makeBackupWatch(
        _ eventLoop: any EventLoop, _ thread: NIOThreadPool
    ) throws -> BackupWatch? {
        guard isEnabled("backup") else { return nil }
        return BackupWatch(
            loaded.configuration, collector: try BackupCollector(registry: registry), eventLoop: eventLoop,
            thread: thread, logger: logger)
    }

    /// The start counts as the first good reading of the configuration.
    private func makeLiveConfiguration(
        _ logs: Logs?, _ sights: TeamSights, _ archive: ArchiveWatch?, _ backup: BackupWatch?,
        _ web: WebWatch?
    ) throws -> LiveConfiguration {
        let health = try ReloadHealth(registry: registry)
        health.succeeded(nowMs: TeamsCollector.systemNowMs())
        return LiveConfiguration(
            source: source, pipeline: logs?.pipeline, sights: sights, archive: archive, backup: backup,
            web: web,
            health: health, logger: logger)
    }

    /// The explicit list of what is collected, in the order of the documentation.
    private func makeCollectors(
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
        if isEnabled("process") { collectors.append(try ProcessSelfCollector(registry: registry)) }
        return collectors
    }

    /// Those that show what the books say.
    private func makeCollectors(
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

    private func makeRefresh(_ stores: [StateStore]) throws -> @Sendable (MetricRegistry) -> Void {
        guard !stores.isEmpty else { return { _ in } }
        let metrics = try StateMetrics(registry: registry)
        return { registry in metrics.publish(StateStatus(stores), into: registry) }
    }

    private func publishBuildInformation() throws {
        let family = try registry.register(Catalogue.buildInfo)
        registry.update { table in
            let labels = [
                BuildInformation.version, BuildInformation.revision, BuildInformation.swiftVersion,
                BuildInformation.operatingSystem, BuildInformation.architecture,
            ]
            table.set(table.series(family, labels: labels), 1)
        }
    }

    private func endpoints(
        _ scraper: Scraper, _ reloader: Reloader, _ readiness: Readiness, _ stores: [StateStore]
    ) -> [Endpoint] {
        let page = LandingPage.html(telemetryPath: options.telemetryPath)
        let stateDirectory = options.stateDirectory
        return [
            scraper.endpoint(path: options.telemetryPath),
            .immediate("/-/healthy") { _ in .text(.ok, "agent-teams-exporter is healthy.") },
            .immediate("/-/ready") { _ in
                .readiness(
                    missing: readiness.missing,
                    state: StateStatus(stores).condition,
                    stateDirectory: stateDirectory
                )
            },
            ReloadEndpoint.endpoint(options.isLifecycleEnabled ? reloader : nil),
            .immediate("/") { _ in .page(page) },
        ]
    }

    private func makeDoor(_ threads: DaemonThreads) throws -> Door? {
        guard let web = options.web else { return nil }
        return try Door.make(
            web, registry: registry, looking: threads.reload, judging: threads.door, logger)
    }

    private func announce(_ addresses: [SocketAddress], _ readiness: Readiness, _ door: Door?) {
        ListeningNews(addresses, path: options.telemetryPath, web: door?.watch.loaded).tell(logger)
        readiness.isReady("http")
        options.serviceManager?.isReady("serving")
        onListening(addresses.compactMap(\.port))
    }
}
