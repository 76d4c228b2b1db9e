import Collectors
import ExporterService
import HostState
import LogArchive
import LogInspection
import LogRules
import Operations
import OperatorChecks
import ProcessTable
import RuleEmission
import TeamCensus
import TeamState

/// What the checks look at, as the configuration says; each look is taken when a check asks for it.
struct CheckLook {
    let look: TeamLook
    let procfs: String
    let hasConfigurationFile: Bool
    let rules: RuleSet
    let judge: ThresholdJudge
    let stateDirectory: String
    /// Place of the team that was asked for.
    let asked: Int?

    var configuration: ExporterConfiguration { look.configuration }
    var report: CensusReport { look.report }
    var nowMs: Int64 { look.report.takenAtMs }
    /// As the census calls it.
    var team: String? { asked.map { look.report.teams[$0].team.label } }

    init(_ options: CheckOptions) throws {
        try self.init(
            configurationOptions: options.configurationOptions, stateOptions: options.stateOptions,
            team: options.team)
    }

    /// - Parameter team: a name that is none is wrong use.
    init(configurationOptions: ConfigurationOptions, stateOptions: StateOptions, team: String?) throws {
        procfs = configurationOptions.procfs
        hasConfigurationFile = configurationOptions.configFile != nil
        stateDirectory = try stateOptions.directory()
        let look = try TeamLook(configurationOptions, detail: .usage)
        self.look = look
        rules = try ConfigurationLoading.rules(look.configuration)
        judge = ThresholdJudge(look.configuration.alerts)
        asked = try team.map { try look.index(of: $0) }
    }

    /// The logs that the question is about: those of the team, and those of no team.
    var logs: [ExporterConfiguration.Log] {
        guard let team else { return configuration.logs }
        return configuration.logs.filter { $0.team.isEmpty || $0.team == team }
    }

    func health() -> CheckResult { TeamChecks.health(healthReport(), team: team) }

    func healthReport() -> HealthReport {
        HealthReport(
            report, scope: team.map { .team(label: $0) } ?? .living, settings: configuration.teams.agents,
            transcripts: report.transcriptActivity(wanted: asked))
    }

    var places: [DiskCheck.Place] {
        configuration.places(stateDirectory: stateDirectory).map { place in
            // Before the first start of a daemon there is no state directory, nor any need of one.
            let usage = place.fileSystem ?? HostCalls.fileSystem(ofNearestTo: place.directory)
            return (place.role, usage)
        }
    }

    func errors(since: String, hours: Int64, key: String = "errors") throws -> CheckResult {
        let found = try findings(sinceMs: nowMs - hours * 3_600_000)
        return ErrorsCheck.result(found, since: since, key: key, judge: judge)
    }

    /// - Parameter each: is shown every entry, with its log.
    func findings(
        sinceMs: Int64, untilMs: Int64? = nil, each: (FoundEntry, String) -> Void = { _, _ in }
    ) throws -> ErrorFindings {
        let searched = logs.map {
            SearchedLog(source: $0.source, entries: $0.entries, entryTime: $0.entryTime)
        }
        let files = SearchedFile.found(of: searched, archives: configuration.archive.settings.place)
        var progress = ProgressLine(name: "errors")
        defer { progress.clear() }
        return ErrorCollecting.findings(
            in: files, formats: try rules.levelFormats ?? LevelFormats.builtIn(), sinceMs: sinceMs,
            untilMs: untilMs, nowMs: nowMs,
            progress: {
                progress.show(
                    bytes: $0.bytesRead, of: $0.bytesTotal, filesDone: $0.filesDone, of: $0.files)
            }, each: each)
    }

    func dashboard() -> DashboardFinding? {
        configuration.dashboard.map { target in
            let sight = DashboardProbe.once(target, procfs: procfs)
            return DashboardFinding(
                isUp: sight.result == .up, result: sight.result.rawValue,
                seconds: sight.duration / .seconds(1), isProcessRunning: sight.isProcessRunning,
                isAssumed: target.isAssumed)
        }
    }

    /// Asks the Prometheus of the configuration.
    var prometheus: PrometheusQuestions { PrometheusFetch.questions(configuration.prometheusURL) }
}
