import ArgumentParser
import ExporterService
import Logging

/// Options of the commands that serve: addresses, collectors, the program's own log.
struct ServingOptions: ParsableArguments {
    @Option(
        name: .customLong("web.listen-address"),
        help: ArgumentHelp(
            "Address to serve on, or unix:/path; may be repeated. Default: 127.0.0.1:9765.",
            valueName: "host:port")
    )
    var listenAddresses: [String] = []

    @Option(
        name: .customLong("web.telemetry-path"),
        help: ArgumentHelp("Path under which to expose metrics.", valueName: "path")
    )
    var telemetryPath = "/metrics"

    @Option(
        name: .customLong("web.discovery-directory"),
        help: ArgumentHelp(
            "Directory to leave this daemon's address in, for Prometheus' file_sd_configs and for /sd.",
            valueName: "directory")
    )
    var discoveryDirectory: String?

    @Option(
        name: .customLong("web.max-requests"),
        help: ArgumentHelp(
            "Scrapes that are answered at a time; further ones get 503. 0: any number.", valueName: "number")
    )
    var mostScrapes = 40

    @Flag(
        name: .customLong("web.systemd-socket"),
        help: "Serve on the sockets that systemd hands over, and on no address.")
    var usesSystemdSockets = false

    @OptionGroup var web: WebOptions

    @Flag(
        name: .customLong("web.enable-lifecycle"),
        help: "Read the configuration again on POST or PUT /-/reload.")
    var enablesLifecycle = false

    @Flag(name: .customLong("collector.teams"), inversion: .prefixedNo, help: "Collect teams.")
    var collectsTeams = true

    @Flag(
        name: .customLong("collector.agents"), inversion: .prefixedNo,
        help: "Collect what agents are doing, and their timeouts.")
    var collectsAgents = true

    @Flag(
        name: .customLong("collector.messages"), inversion: .prefixedNo,
        help: "Collect messages, inboxes and tasks of teams.")
    var collectsMessages = true

    @Flag(
        name: .customLong("collector.transcripts"), inversion: .prefixedNo,
        help: "Collect tokens and turns of agents from their transcripts.")
    var collectsTranscripts = true

    @Flag(
        name: .customLong("collector.processes"), inversion: .prefixedNo,
        help: "Collect what the processes of agents use.")
    var collectsProcesses = true

    @Flag(
        name: .customLong("collector.cgroups"), inversion: .prefixedNo,
        help: "Collect what the control groups of agents wait for and hold.")
    var collectsCgroups = true

    @Flag(
        name: .customLong("collector.host"), inversion: .prefixedNo,
        help: "Collect processor time, memory and pressure of the machine.")
    var collectsHost = true

    @Flag(
        name: .customLong("collector.filesystem"), inversion: .prefixedNo,
        help: "Collect room on file systems and sizes of teams.")
    var collectsFilesystem = true

    @Flag(
        name: .customLong("collector.dashboard"), inversion: .prefixedNo,
        help: "Probe the dashboard that the configuration names.")
    var collectsDashboard = true

    @Flag(
        name: .customLong("collector.logs"), inversion: .prefixedNo, help: "Read logs and count their lines.")
    var collectsLogs = true

    @Flag(
        name: .customLong("collector.archive"), inversion: .prefixedNo,
        help: "Archive old logs when the configuration says so.")
    var collectsArchive = true

    @Flag(
        name: .customLong("collector.backup"), inversion: .prefixedNo,
        help: "Show backups of teams, and make them when the configuration says so.")
    var collectsBackup = true

    @Flag(
        name: .customLong("collector.process"), inversion: .prefixedNo,
        help: "Collect this program's own process.")
    var collectsProcess = true

    @Option(
        name: .customLong("collector.textfile.directory"),
        help: ArgumentHelp(
            "Directory with files NAME.prom, whose metrics are shown too.", valueName: "directory")
    )
    var textfileDirectory: String?

    @Option(name: .customLong("log.level"), help: "Least level logged: debug, info, warn, error.")
    var logLevel = LogThreshold.info

    @Option(name: .customLong("log.format"), help: "Format of log lines: logfmt, json.")
    var logFormat = LogLineFormat.logfmt

    func options(
        procfs: String, sysfs: String = "/sys", stateDirectory: String
    ) throws -> ServeOptions {
        try checkTelemetryPath()
        for (flag, directory) in [
            ("web.discovery-directory", discoveryDirectory),
            ("collector.textfile.directory", textfileDirectory),
        ] where directory == "" {
            throw CommandFailure(.wrongUse, "--\(flag) is empty; name a directory")
        }
        guard mostScrapes >= 0 else {
            throw CommandFailure(
                .wrongUse,
                "--web.max-requests '\(mostScrapes)' is below 0; give a number such as 40, or 0 for any number"
            )
        }
        let addresses = listenAddresses.isEmpty ? ["127.0.0.1:9765"] : listenAddresses
        do {
            return ServeOptions(
                listenAddresses: try addresses.map { try ListenAddress($0) },
                inheritedSockets: usesSystemdSockets
                    ? try InheritedSockets.descriptors(environment: Environment.variables) : [],
                telemetryPath: telemetryPath,
                mostScrapes: mostScrapes,
                procfs: procfs,
                sysfs: sysfs,
                stateDirectory: stateDirectory,
                web: web.source(metricsPath: telemetryPath),
                isLifecycleEnabled: enablesLifecycle,
                disabledCollectors: disabledCollectors,
                discoveryDirectory: discoveryDirectory.map(ConfigurationLoading.commandLinePaths.absolute),
                textfileDirectory: textfileDirectory.map(ConfigurationLoading.commandLinePaths.absolute),
                serviceManager: ServiceManager(environment: Environment.variables)
            )
        } catch let error as ServiceError {
            throw CommandFailure(.wrongUse, error.message)
        }
    }

    private func checkTelemetryPath() throws {
        guard telemetryPath.hasPrefix("/"), telemetryPath.count > 1, !telemetryPath.contains("?") else {
            throw CommandFailure(
                .wrongUse,
                "--web.telemetry-path '\(telemetryPath)' is not a path; it starts with a slash, such as /metrics"
            )
        }
        guard !telemetryPath.hasPrefix("/-/") else {
            throw CommandFailure(
                .wrongUse,
                "--web.telemetry-path '\(telemetryPath)' is kept for probes; choose another, such as /metrics"
            )
        }
    }

    func makeLogger() -> Logger {
        let level = logLevel.level
        let format = logFormat
        return Logger(label: Terminal.programName) { _ in LineLogHandler(format: format, level: level) }
    }

    /// Reads the configuration and runs the daemon; a fault that keeps it from starting ends with exit code 2.
    func serve(_ source: ConfigurationSource, _ options: ServeOptions, _ signals: DaemonSignals) throws {
        try withDaemon(source, options, signals) { try $0.run() }
    }

    /// Reads the configuration and looks once, with the same faults.
    func scrapeOnce(
        _ source: ConfigurationSource, _ options: ServeOptions, _ signals: DaemonSignals
    ) throws -> [UInt8] {
        try withDaemon(source, options, signals) { try $0.scrapeOnce() }
    }

    private func withDaemon<R>(
        _ source: ConfigurationSource, _ options: ServeOptions, _ signals: DaemonSignals,
        _ body: (ExporterDaemon) throws -> R
    ) throws -> R {
        do {
            return try body(
                ExporterDaemon(
                    try source.load(), options: options, source: source, signals: signals,
                    logger: makeLogger()))
        } catch let fault as ConfigurationFault {
            throw fault.failure
        } catch let error as ServiceError {
            throw CommandFailure(.wrongUse, error.message)
        }
    }

    private var disabledCollectors: Set<String> {
        let switches = [
            ("teams", collectsTeams), ("agents", collectsAgents), ("processes", collectsProcesses),
            ("host", collectsHost), ("messages", collectsMessages), ("transcripts", collectsTranscripts),
            ("cgroups", collectsCgroups), ("filesystem", collectsFilesystem), ("logs", collectsLogs),
            ("process", collectsProcess),
            ("dashboard", collectsDashboard), ("archive", collectsArchive),
            ("backup", collectsBackup),
        ]
        return Set(switches.filter { !$0.1 }.map(\.0))
    }
}

/// `--log.level`, in Prometheus' words.
enum LogThreshold: String, ExpressibleByArgument, CaseIterable {
    case debug, info, warn, error

    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warn: .warning
        case .error: .error
        }
    }
}

extension LogLineFormat: ExpressibleByArgument {}
