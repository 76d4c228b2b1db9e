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
    let loaded: LoadedConfiguration
    let options: ServeOptions
    private let source: ConfigurationSource
    private let signals: DaemonSignals
    let logger: Logger
    private let onListening: @Sendable ([Int]) -> Void
    let registry = MetricRegistry()

    /// Threads for work that may block: one for each collector, because a dead file system may hold them all, one for
    /// the search for the dashboard's process, one to encode.
    static let workerThreads = 16

    /// The log pipeline and where it keeps its state; absent together when logs are switched off.
    struct Logs {
        let pipeline: LogPipeline
        let store: StateStore
    }

    /// The books of the teams and where they are kept.
    struct Books {
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
        try withThreads { group, threads in
            // First of all: a fault in the web configuration is told in one line, and nothing else.
            let door = try makeDoor(threads)
            logger.info("starting", metadata: ["version": "\(BuildInformation.version)"])
            try serve(try assemble(group, threads, door), group, door)
        }
        logger.info("stopped")
    }

    /// Looks at everything once, without a server, and leaves counters and positions in the state directory.
    ///
    /// - Returns: all metrics in the text format 0.0.4.
    /// - Throws: `ServiceError` for faults that keep it from looking, with a message for the user.
    package func scrapeOnce() throws -> [UInt8] {
        try withThreads { group, threads in
            let assembly = try assemble(group, threads, nil)
            return try OneRun(
                parts: assembly.watches, scraper: assembly.scraper, remote: assembly.remote, logger: logger
            ).run()
        }
    }

    private func withThreads<R>(
        _ body: (MultiThreadedEventLoopGroup, DaemonThreads) throws -> R
    ) throws -> R {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let threads = DaemonThreads(workers: Self.workerThreads)
        // Not waited for: a collector that hangs in a dead file system must not keep the program from ending.
        defer {
            threads.letGo()
            group.shutdownGracefully { _ in }
        }
        return try body(group, threads)
    }

    /// All that looks and counts, before anything listens.
    private struct Assembly {
        let scraper: Scraper
        let reloader: Reloader
        let readiness: Readiness
        let stores: [StateStore]
        let status: StatusWatch
        /// What watches; each is started before the server, and stopped after it.
        let watches: [any DaemonPart]
        /// What works once a day.
        let upkeep: [any DaemonPart]
        let remote: RemoteWriteWatch
        let reporter: LogWatchReporter?
        let threads: NIOThreadPool
    }

    private func serve(_ assembly: Assembly, _ group: MultiThreadedEventLoopGroup, _ door: Door?) throws {
        let readiness = assembly.readiness
        let discovery = Discovery(options, isEncrypted: door?.watch.loaded.tls != nil, logger: logger)
        let server = try HTTPServer(
            addresses: options.listenAddresses,
            inherited: options.inheritedSockets,
            router: Router(
                endpoints(assembly.scraper, assembly.reloader, readiness, assembly.stores)
                    + pages(assembly.status, door, group.next())
                    + [discovery.endpoint(threads: assembly.threads)]),
            door: door,
            registry: registry,
            eventLoopGroup: group,
            logger: logger,
            onListening: {
                announce($0, readiness, door)
                discovery.isListening(on: $0)
            }
        )
        let watchdog = Watchdog(options.serviceManager, registry: registry, eventLoop: group.next())
        let others: [(any DaemonPart)?] = [watchdog, discovery, assembly.remote]
        try DaemonRun(
            parts: assembly.watches + assembly.upkeep + others.compactMap(\.self), server: server,
            reloader: assembly.reloader, reporter: assembly.reporter, signals: signals,
            manager: options.serviceManager
        ).run()
    }

    private func assemble(
        _ group: MultiThreadedEventLoopGroup, _ threads: DaemonThreads, _ door: Door?
    ) throws -> Assembly {
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
        let watch = StatusWatch(
            .init(
                sights: sights, pipeline: logs?.pipeline, stores: stores, readiness: readiness,
                registry: registry), configuration: loaded.configuration, thread: threads.status)
        let upkeep: [(any Collector)?] = [archive?.collector, backup?.collector]
        let collectors = try makeCollectors(logs, sights) + upkeep.compactMap(\.self)
        let scraper = try makeScraper(collectors, try makeRefresh(stores, watch), group.next(), threads)
        let remote = try makeRemoteWriteWatch(scraper, threads.remote)
        let live = try makeLiveConfiguration(
            logs, sights, archive, backup, door?.watch, watch, remote)
        let reload = ServiceManager.telling(options.serviceManager) { live.reload() }
        let reloader = try group.next().submit {
            Reloader(eventLoop: scraper.eventLoop, threads: threads.reload, work: reload)
        }.wait()
        let works: [(any DaemonPart)?] = [archive, backup]
        return Assembly(
            scraper: scraper, reloader: reloader, readiness: readiness, stores: stores, status: watch,
            watches: watches(logs, books, sights, readiness, threads), upkeep: works.compactMap(\.self),
            remote: remote, reporter: logs.map { makeReporter($0, stores, readiness) },
            threads: threads.workers)
    }

    private func makeScraper(
        _ collectors: [any Collector], _ refresh: @escaping @Sendable (MetricRegistry) -> Void,
        _ eventLoop: any EventLoop, _ threads: DaemonThreads
    ) throws -> Scraper {
        let (registry, logger) = (registry, logger)
        return try eventLoop.submit {
            try Scraper(
                collectors: collectors,
                registry: registry,
                threads: threads.workers,
                eventLoop: eventLoop,
                logger: logger,
                refresh: refresh
            )
        }.wait()
    }

    private func watches(
        _ logs: Logs?, _ books: Books?, _ sights: TeamSights, _ readiness: Readiness,
        _ threads: DaemonThreads
    ) -> [any DaemonPart] {
        let logPart: [any DaemonPart] = logs.map { [LogPart($0.pipeline)] } ?? []
        let dashboard: [any DaemonPart] = sights.dashboard.map { [$0] } ?? []
        return logPart + bookParts(books, readiness, threads) + transcriptParts(sights, threads) + dashboard
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

    func isEnabled(_ collector: String) -> Bool {
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

    /// The start counts as the first good reading of the configuration.
    private func makeLiveConfiguration(
        _ logs: Logs?, _ sights: TeamSights, _ archive: ArchiveWatch?, _ backup: BackupWatch?,
        _ web: WebWatch?, _ status: StatusWatch, _ remote: RemoteWriteWatch
    ) throws -> LiveConfiguration {
        let health = try ReloadHealth(registry: registry)
        health.succeeded(nowMs: TeamsCollector.systemNowMs())
        return LiveConfiguration(
            source: source, pipeline: logs?.pipeline, sights: sights, archive: archive, backup: backup,
            web: web, status: status, remote: remote,
            health: health, logger: logger)
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
