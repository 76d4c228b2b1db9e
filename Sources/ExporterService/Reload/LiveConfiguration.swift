import Collectors
import LogPipeline
import LogRules
import LogTailing
import Logging
import MetricModel

/// What of a running daemon follows the configuration: logs and their rules, which teams are shown and how, and the door.
///
/// Used by one thread at a time. Addresses, the state directory and the collectors are flags: they stay.
final class LiveConfiguration: Sendable {
    enum Outcome: Sendable, Equatable {
        case loaded
        /// Nothing changed; the reason names file, place and fault on one line.
        case refused(reason: String)
    }

    private let source: ConfigurationSource
    private let pipeline: LogPipeline?
    private let sights: TeamSights
    private let archive: ArchiveWatch?
    private let backup: BackupWatch?
    private let web: WebWatch?
    private let status: StatusWatch?
    private let remote: RemoteWriteWatch?
    private let health: ReloadHealth
    private let logger: Logger

    init(
        source: ConfigurationSource,
        pipeline: LogPipeline?,
        sights: TeamSights,
        archive: ArchiveWatch? = nil,
        backup: BackupWatch? = nil,
        web: WebWatch? = nil,
        status: StatusWatch? = nil,
        remote: RemoteWriteWatch? = nil,
        health: ReloadHealth,
        logger: Logger
    ) {
        self.source = source
        self.pipeline = pipeline
        self.sights = sights
        self.archive = archive
        self.backup = backup
        self.web = web
        self.status = status
        self.remote = remote
        self.health = health
        self.logger = logger
    }

    /// Reads everything again, proves it, and only then puts it into effect.
    func reload() -> Outcome {
        do throws(ConfigurationFault) {
            let loaded = try source.load()
            let webConfiguration = try readWeb()
            try apply(loaded)
            // All of it or nothing: what could say no has said yes.
            if let webConfiguration { web?.take(webConfiguration) }
        } catch {
            return refuse(error.oneLine)
        }
        health.succeeded(nowMs: TeamsCollector.systemNowMs())
        return .loaded
    }

    private func readWeb() throws(ConfigurationFault) -> LoadedWebConfiguration? {
        do throws(WebFault) {
            return try web?.read()
        } catch {
            throw .web(error)
        }
    }

    /// The pipeline goes first, for it alone can still say no.
    private func apply(_ loaded: LoadedConfiguration) throws(ConfigurationFault) {
        let configuration = loaded.configuration
        do {
            try pipeline?.reload(LogPipelineConfiguration(loaded))
        } catch {
            throw .clash(error.message)
        }
        sights.reconfigure(configuration)
        archive?.reconfigure(loaded)
        backup?.reconfigure(configuration)
        status?.reconfigure(configuration)
        remote?.reconfigure(configuration.receivers)
        ConfigurationWarnings(logger).tell(loaded)
        logger.info(
            "configuration loaded",
            metadata: ["logs": "\(configuration.logs.count)", "rules": "\(loaded.rules.rules.count)"]
        )
    }

    private func refuse(_ reason: String) -> Outcome {
        health.failed()
        logger.error(
            "the configuration was not loaded; unless the fault says otherwise, the one before stays in effect",
            metadata: ["fault": "\(reason)"])
        return .refused(reason: reason)
    }
}

extension LogPipelineConfiguration {
    init(_ loaded: LoadedConfiguration) {
        let logs = loaded.configuration.logs
        self.init(
            sources: logs.map(\.source),
            ruleSet: loaded.rules,
            teamNames: Dictionary(logs.map { ($0.source.name, $0.team) }) { first, _ in first },
            entryPolicies: Dictionary(logs.map { ($0.source.name, $0.entries) }) { first, _ in first },
            entryTimeouts: Dictionary(logs.map { ($0.source.name, $0.entryTimeout) }) { first, _ in first },
            entryTimes: Dictionary(logs.map { ($0.source.name, $0.entryTime) }) { first, _ in first }
        )
    }
}
