import ArgumentParser
import Collectors
import Operations

/// `team-activity`: who did something when.
struct TeamActivityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "team-activity",
        abstract: "Show when each agent of one team was last known to do something, and what it was.",
        discussion: """
            Known are messages written, changes of own tasks, records in transcripts, joining the team, and for the lead
            changes of its session.
            EXAMPLE: \(Terminal.programName) team-activity my-team --json | jq .latest_activity
            """
    )

    @Argument(help: "The team, as 'list-teams' calls it.")
    var team: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var configurationOptions: ConfigurationOptions

    func run() throws {
        let look = try TeamLook(configurationOptions)
        let index = try look.index(of: team)
        let report = ActivityReport(
            look.report, team: index, transcripts: look.report.transcriptActivity(wanted: index))
        Terminal.print(json ? try ReportJSON.text(report) : ActivityText.text(report))
    }
}

/// The answer to `team-activity` for people.
enum ActivityText {
    static func text(_ report: ActivityReport) -> String {
        let rows = report.agents.map { agent in
            [
                TeamTable.printable(agent.agent), agent.at ?? "-",
                agent.secondsAgo.map { "\(AgentTable.span($0)) ago" } ?? "-", agent.kind ?? "-",
            ]
        }
        let table = rows.isEmpty ? "" : Terminal.table([["AGENT", "LAST ACTIVITY", "", "WHAT"]] + rows)
        return table
            + "\(report.memberCount) members, \(report.messageCount) messages (\(report.unreadCount) unread), "
            + "\(report.taskCount) tasks\n"
    }
}
