import ArgumentParser
import Collectors
import ExporterService
import Operations
import ProcessTable
import TeamCensus
import TeamState

/// `team-status`: one team with its agents, inboxes and tasks in numbers.
struct TeamStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "team-status",
        abstract: "Show one team: its agents and what each is at, inboxes and tasks in numbers.",
        discussion: """
            Ends with 1 when the team's config.json cannot be read.
            EXAMPLE: \(Terminal.programName) team-status my-team --json | jq '.agents[] | select(.state == "stalled")'
            """
    )

    @Argument(help: "The team, as 'list-teams' calls it.")
    var team: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var configurationOptions: ConfigurationOptions

    func run() throws {
        let look = try TeamLook(configurationOptions, detail: .usage)
        let index = try look.index(of: team)
        let report = TeamStatusReport(
            look.report, team: index, settings: look.configuration.teams.agents,
            transcripts: look.report.transcriptActivity(wanted: index))
        Terminal.print(
            json
                ? try ReportJSON.text(report) : TeamStatusText.text(report, nowMs: look.report.takenAtMs))
        if look.report.teams[index].status == .unreadable { throw CommandFailure(.finding, lines: []) }
    }
}
