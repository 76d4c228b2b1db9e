import ArgumentParser
import Operations
import TeamCensus
import TeamState

/// `team-tasks`: the task list of one team.
struct TeamTasksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "team-tasks",
        abstract: "List the tasks of one team: status, owner, what each waits for, dates.",
        discussion: """
            Subjects are shown with --text alone. Entries that the harness makes for spawned teammates are no work: the
            table leaves them out, the JSON marks them as internal. Ends with 1 when a task file cannot be read.
            EXAMPLE: \(Terminal.programName) team-tasks my-team --status in_progress
            """
    )

    @Argument(help: "The team, as 'list-teams' calls it.")
    var team: String

    @Option(
        name: .shortAndLong,
        help: "List the tasks of one status: pending, in_progress, completed, deleted, other.")
    var status: TaskStatus?

    @Flag(help: "Show the subjects.")
    var text = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var configurationOptions: ConfigurationOptions

    func run() throws {
        let look = try TeamLook(configurationOptions)
        let index = try look.index(of: team)
        let tasks = look.reader(ofTeam: index, keepsTexts: text).tasks()
        let listing = TaskListing(
            tasks, team: look.report.teams[index].team.label, status: status?.value)
        Terminal.print(json ? try ReportJSON.text(listing) : TaskText.text(listing))
        for file in listing.unreadableFiles {
            Terminal.printError(
                "\(Terminal.programName): warning: the task file '\(TeamTable.printable(file))' cannot be read; "
                    + "look at it")
        }
        if !listing.unreadableFiles.isEmpty { throw CommandFailure(.finding, lines: []) }
    }

    /// A status as it stands in task files.
    enum TaskStatus: String, ExpressibleByArgument, CaseIterable {
        case pending
        case inProgress = "in_progress"
        case completed, deleted, other

        var value: TeamTask.Status? { TeamTask.Status(rawValue: rawValue) }
    }
}

/// The answer to `team-tasks` for people.
enum TaskText {
    static func text(_ listing: TaskListing) -> String {
        let work = listing.tasks.filter { !$0.internal }
        let summary = TeamStatusText.tasks(listing.counts) + "\n"
        guard !work.isEmpty else { return summary }
        let hasSubjects = work.contains { $0.subject != nil }
        let rows = work.map { task in
            [
                TeamTable.printable(task.id ?? "-"), task.status, TeamTable.printable(task.owner ?? "-"),
                task.blockedBy.isEmpty ? "-" : TeamTable.printable(task.blockedBy.joined(separator: ",")),
                task.updatedAt ?? "-",
            ] + (hasSubjects ? [TeamTable.printable(task.subject ?? "")] : [])
        }
        let heading = ["TASK", "STATUS", "OWNER", "WAITS FOR", "UPDATED"] + (hasSubjects ? ["SUBJECT"] : [])
        return Terminal.table([heading] + rows) + summary
    }
}
