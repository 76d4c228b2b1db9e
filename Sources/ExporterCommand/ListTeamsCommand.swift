import ArgumentParser
import Operations
import TeamCensus

/// `list-teams`: the teams, their status and members, without the daemon.
struct ListTeamsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list-teams",
        abstract: "List the teams with status and members.",
        discussion: """
            EXAMPLE: \(Terminal.programName) list-teams --json | jq '[.teams[] | select(.status=="active")] | length'
            """
    )

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var configurationOptions: ConfigurationOptions

    func run() throws {
        let look = try TeamLook(configurationOptions)
        Terminal.print(
            json
                ? try ReportJSON.text(TeamListing(look.report))
                : TeamTable.text(look.report, nowMs: look.report.takenAtMs))
    }
}
