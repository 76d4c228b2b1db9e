import ArgumentParser
import ExporterService
import OperatorChecks
import TeamCensus

/// `check weekly`: what the operators' manual asks each week.
struct CheckWeeklyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weekly",
        abstract: "Logs and their growth, backups, outdated packages, health, resources, teams that can go.",
        discussion: """
            \(CheckCommand.exitCodes)
            Asks pip of the Python that the watched tool runs in, else python3, which asks its package index: up to a
            minute. --no-packages leaves that out.
            EXAMPLE: \(Terminal.programName) check weekly --markdown
            """
    )

    @OptionGroup var options: CheckOptions

    @Flag(name: .customLong("no-packages"), help: "Do not ask pip for outdated packages.")
    var skipsPackages = false

    func run() throws {
        let look = try CheckLook(options)
        let volumes = look.volumes()
        let host = look.hostLoad()
        let packages = skipsPackages ? [] : [PackagesCheck.result(look.packages())]
        let kept = [
            LogVolumeChecks.sizes(volumes, judge: look.judge), LogVolumeChecks.growth(volumes),
            BackupCheck.result(look.backups()), ResourceChecks.state(look.teamSizes()),
        ]
        let used = [
            ResourceChecks.cpu(host, judge: look.judge), ResourceChecks.memory(host, judge: look.judge),
            ResourceChecks.teams(
                look.usages(), host: host, hasProcessTable: look.report.hasProcessTable, judge: look.judge),
            TeamChecks.stale(look.report),
        ]
        try options.finish(
            CheckReport(
                "weekly", takenAtMs: look.nowMs, team: look.team,
                kept + packages + [look.health()] + week(look) + used))
    }

    /// Of the week that has passed, where there is somebody to ask.
    private func week(_ look: CheckLook) -> [CheckResult] {
        guard !look.configuration.prometheusURL.isEmpty else { return [] }
        var performance = PerformanceChecks(look.configuration.alerts, range: "7d", look.prometheus)
        return performance.responses()
    }
}
