import ArgumentParser
import ExporterService
import OperatorChecks

/// `check daily`: what the operators' manual asks each day.
struct CheckDailyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daily",
        abstract: "Teams, health, disks, errors of the last 24 h, the dashboard, the limit of teams.",
        discussion: """
            \(CheckCommand.exitCodes)
            EXAMPLE: \(Terminal.programName) check daily --strict || mail -s 'agent teams' ops < /dev/null
            """
    )

    @OptionGroup var options: CheckOptions

    func run() throws {
        let look = try CheckLook(options)
        let dashboard = look.dashboard()
        try options.finish(
            CheckReport(
                "daily", takenAtMs: look.nowMs, team: look.team,
                [
                    TeamChecks.teams(look.report), look.health(),
                    DiskCheck.result(look.places, judge: look.judge),
                    try look.errors(since: "24h", hours: 24),
                    DashboardCheck.api(dashboard, judge: look.judge), DashboardCheck.process(dashboard),
                    TeamChecks.limit(look.report, limit: look.configuration.teams.limit, judge: look.judge),
                ]))
    }
}
