import ArgumentParser
import ExporterService
import LogArchive
import LogRules
import OperatorChecks
import RuleEmission
import StateStore
import TeamBackup
import TeamCensus
import TeamTracking
import YAMLReading

/// `check monthly`: what the operators' manual asks each month.
struct CheckMonthlyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monthly",
        abstract:
            "Old logs, a restore test, the configuration, performance, disks, alerts of the past month.",
        discussion: """
            \(CheckCommand.exitCodes)
            The newest backup of each root is restored into a scratch directory beside it, as 'backup verify' does. The past
            month is asked of the Prometheus that prometheus.url of the configuration names.
            EXAMPLE: \(Terminal.programName) check monthly --config.file exporter.yml --markdown > month.md
            """
    )

    private static let hours: Int64 = 30 * 24

    @OptionGroup var options: CheckOptions

    func run() throws {
        let look = try CheckLook(options)
        let note = PatienceNote("looking at the past month")
        var performance = PerformanceChecks(look.configuration.alerts, look.prometheus)
        let past = performance.results()
        var found: ErrorFindings?
        if past.allSatisfy({ $0.state == .unknown }) {
            found = try look.findings(sinceMs: look.nowMs - Self.hours * 3_600_000)
        }
        let alerts = performance.alerts { found ?? .none }
        let disks = DiskCheck.result(
            look.places, judge: look.judge, sizes: look.sizes().map { ($0.name, $0.bytes) })
        let kept = [look.oldLogs(), look.restoreTest(), ConfigurationReview.result(look.facts())]
        note.clear()
        try options.finish(
            CheckReport("monthly", takenAtMs: look.nowMs, team: look.team, kept + past + [disks, alerts]))
    }
}

extension CheckLook {
    fileprivate func oldLogs() -> CheckResult {
        let settings = configuration.archive.settings
        let days = settings.olderThan.components.seconds / 86_400
        let work = ArchiveWork(
            LoadedConfiguration(configuration: configuration, rules: rules), stateDirectory: stateDirectory,
            procfs: procfs)
        do throws(StateStoreError) {
            return KeepingChecks.oldLogs(
                try work.plan(), olderThanDays: days, isScheduled: configuration.archive.isEnabled)
        } catch {
            return KeepingChecks.oldLogs(
                nil, reason: error.message, olderThanDays: days, isScheduled: configuration.archive.isEnabled)
        }
    }

    fileprivate func restoreTest() -> CheckResult {
        KeepingChecks.restoreTest(
            backupPlaces().map { place in
                guard let newest = newestBackup(of: place.root, in: place.directory) else {
                    return (place.name, .noBackup(hasState: hasState(place.root)))
                }
                do throws(BackupError) {
                    let report = try VerificationRun(path: newest.path).run()
                    return (place.name, report.fault.map { .bad(reason: $0.message) } ?? .good(report))
                } catch {
                    return (place.name, .untried(reason: error.message))
                }
            })
    }

    fileprivate func facts() -> ConfigurationFacts {
        var facts = ConfigurationFacts()
        facts.activeTeams = report.count(of: .active)
        facts.limit = configuration.teams.limit
        facts.remarks = ConfigurationRemark.all(of: configuration, stateDirectory: stateDirectory).map {
            ConfigurationFacts.Remark(isWarning: $0.severity == .warning, text: $0.text)
        }
        facts.remarks += rules.warnings.map {
            ConfigurationFacts.Remark(isWarning: true, text: $0.rendered(source: nil))
        }
        facts.hasFile = hasConfigurationFile
        facts.isArchiveEnabled = configuration.archive.isEnabled
        facts.isBackupEnabled = configuration.backup.isEnabled
        facts.usesBuiltInRules = configuration.usesBuiltinLogRules
        facts.hasOwnRules = !configuration.logRules.isEmpty
        facts.hasPrometheus = !configuration.prometheusURL.isEmpty
        facts.hasRunbookURL = !configuration.alerts.runbookBaseURL.isEmpty
        facts.hasDashboardURL = !configuration.alerts.dashboardBaseURL.isEmpty
        facts.hasDashboard = configuration.dashboard != nil
        facts.isDashboardAssumed = configuration.dashboard?.isAssumed ?? false
        facts.expected = configuration.teams.agents.expected.count
        facts.changedThresholds = configuration.alerts.defaults.count
        facts.logs = configuration.logs.count
        return facts
    }

    /// What lies on the disks, by role and by team.
    fileprivate func sizes() -> [(name: String, bytes: UInt64?)] {
        let volumes = volumes()
        let logs = volumes.reduce(0) { $0 + $1.bytes + $1.rotatedBytes }
        let backups = backupPlaces().reduce(0) { sum, place in
            sum + BackupSet.all(in: place.directory).reduce(0) { $0 + $1.archiveBytes }
        }
        return [("logs and rotated logs", logs), ("backups", backups)]
            + teamSizes().map { ("team \($0.team)", $0.bytes) }
    }
}
