import Collectors
import LogPipeline
package import LogRules
import LogTailing
package import Logging
import MetricModel
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import TeamCensus
import UnixSignals
import YAMLReading

/// The daemon: assembles registry, collectors, log pipeline and HTTP server, and runs them until told to stop.
package struct ExporterDaemon {
    private let configuration: ExporterConfiguration
    private let options: ServeOptions
    private let rules: RuleSet
    private let logger: Logger
    private let registry = MetricRegistry()

    /// Threads for work that may block: one for each collector that touches foreign files, one to encode.
    private static let workerThreads = 3

    package init(configuration: ExporterConfiguration, options: ServeOptions, rules: RuleSet, logger: Logger)
    {
        self.configuration = configuration
        self.options = options
        self.rules = rules
        self.logger = logger
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Throws: `ServiceError` for faults that keep it from starting, with a message for the user.
    package func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let threads = NIOThreadPool(numberOfThreads: Self.workerThreads)
        threads.start()
        // Not waited for: a collector that hangs in a dead file system must not keep the program from ending.
        defer {
            threads.shutdownGracefully { _ in }
            group.shutdownGracefully { _ in }
        }
        try await serve(group, threads)
    }

    private func serve(_ group: MultiThreadedEventLoopGroup, _ threads: NIOThreadPool) async throws {
        logger.info("starting", metadata: ["version": "\(BuildInformation.version)"])
        warnOfAbsentRoots()
        warnOfRules()
        DescriptorLimit.raise()
        let pipeline = isEnabled("logs") ? try makePipeline() : nil
        let collectors = try makeCollectors(pipeline)
        let readiness = Readiness(parts: pipeline == nil ? ["http"] : ["http", "logs"])
        try publishBuildInformation()
        let (registry, logger, eventLoop) = (registry, logger, group.next())
        let scraper = try await eventLoop.submit {
            try Scraper(
                collectors: collectors,
                registry: registry,
                threads: threads,
                eventLoop: eventLoop,
                logger: logger
            )
        }.get()
        let server = try HTTPServer(
            addresses: options.listenAddresses,
            router: Router(endpoints(scraper, readiness)),
            registry: registry,
            eventLoopGroup: group,
            logger: logger,
            onListening: { announce($0, readiness) }
        )
        try await runServices(logServices(pipeline, readiness) + [HangupReporter(logger: logger), server])
    }

    private func runServices(_ services: [any Service]) async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .error)
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: quiet
        )
        // The contract promises an end within 2 s of SIGTERM.
        configuration.maximumGracefulShutdownDuration = .milliseconds(1500)
        try await ServiceGroup(configuration: configuration).run()
        logger.info("stopped")
    }

    private func logServices(_ pipeline: LogPipeline?, _ readiness: Readiness) -> [any Service] {
        guard let pipeline else { return [] }
        let reporter = LogWatchReporter(pipeline, logger: logger) { readiness.isReady("logs") }
        return [LogPipelineService(pipeline), reporter]
    }

    private func isEnabled(_ collector: String) -> Bool {
        !options.disabledCollectors.contains(collector)
    }

    private func warnOfRules() {
        for warning in rules.warnings {
            logger.warning("log rule", metadata: ["warning": "\(warning.oneLine)"])
        }
    }

    /// Roots may appear later, and are read then; but most often an absent one is a slip of the pen.
    private func warnOfAbsentRoots() {
        for root in configuration.teams.roots where !FileReading.exists("\(root)/teams") {
            logger.warning(
                "no teams here yet; if this is the wrong directory, name the right one with --teams.root",
                metadata: ["root": "\(root)"]
            )
        }
    }

    private func makePipeline() throws(ServiceError) -> LogPipeline {
        do {
            return try LogPipeline(
                sources: configuration.logs.map(\.source),
                ruleSet: rules,
                registry: registry,
                teamNames: Dictionary(configuration.logs.map { ($0.source.name, $0.team) }) { first, _ in
                    first
                }
            )
        } catch {
            throw .cannotStart(what: "the log rules", reason: error.message)
        }
    }

    /// The explicit list of what is collected, in the order of the documentation.
    private func makeCollectors(_ pipeline: LogPipeline?) throws -> [any Collector] {
        var collectors: [any Collector] = []
        if isEnabled("teams") { collectors.append(try makeTeamsCollector()) }
        if let pipeline { collectors.append(LogsCollector(pipeline: pipeline)) }
        if isEnabled("process") { collectors.append(try ProcessSelfCollector(registry: registry)) }
        return collectors
    }

    private func makeTeamsCollector() throws -> TeamsCollector {
        let census = TeamCensus(
            roots: configuration.teams.roots,
            procfs: options.procfs,
            activeWindow: configuration.teams.activeWindow
        )
        return try TeamsCollector(census: census, limit: configuration.teams.limit, registry: registry)
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

    private func endpoints(_ scraper: Scraper, _ readiness: Readiness) -> [Endpoint] {
        let page = LandingPage.html(telemetryPath: options.telemetryPath)
        return [
            scraper.endpoint(path: options.telemetryPath),
            .immediate("/-/healthy") { _ in .text(.ok, "agent-teams-exporter is healthy.") },
            .immediate("/-/ready") { _ in
                let missing = readiness.missing
                return missing.isEmpty
                    ? .text(.ok, "agent-teams-exporter is ready.")
                    : .text(.serviceUnavailable, "not ready: \(missing.joined(separator: ", "))")
            },
            .immediate("/") { _ in .page(page) },
        ]
    }

    private func announce(_ addresses: [SocketAddress], _ readiness: Readiness) {
        for address in addresses {
            guard let host = address.ipAddress, let port = address.port else { continue }
            let name = host.contains(":") ? "[\(host)]" : host
            logger.info(
                "listening",
                metadata: [
                    "address": "\(name):\(port)", "url": "http://\(name):\(port)\(options.telemetryPath)",
                ]
            )
        }
        readiness.isReady("http")
    }
}
