import ArgumentParser
import ExporterService
import LogTailing
import OperatorChecks

/// `check capacity`: whether more teams can run beside those that do.
struct CheckCapacityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity",
        abstract: "Tell whether more teams have room: memory, CPU, limits, ports, directories, logs.",
        discussion: """
            \(CheckCommand.exitCodes)
            What an agent uses is measured from those that live here; where none does, it is assumed, and no result that
            rests on it is good.
            EXAMPLE: \(Terminal.programName) check capacity --teams 3 --agents 5
            """
    )

    private static let counts = 1...10_000

    @OptionGroup var options: CheckOptions

    @Option(help: "How many teams are to be started.")
    var teams = 1

    @Option(help: "How many agents each of them has, its lead included.")
    var agents = 4

    func validate() throws {
        for (option, number) in [("--teams", teams), ("--agents", agents)]
        where !Self.counts.contains(number) {
            throw ValidationError("\(option) \(number) is not possible; choose 1 to 10000")
        }
    }

    func run() throws {
        let look = try CheckLook(options)
        let configuration = look.configuration
        let files = LogFileListing.files(of: configuration.logs.map(\.source)).map {
            (String(decoding: $0.path.bytes, as: UTF8.self), $0.logName)
        }
        var facts = CapacityReading(look.report, procfs: look.procfs).facts(
            host: look.hostLoad(), logFiles: Dictionary(files) { first, _ in first })
        facts.teamLimit = configuration.teams.limit
        facts.dashboardPort = configuration.dashboard.flatMap { HTTPFetch.port(of: $0.url) }
        let checks = CapacityChecks(CapacityWish(teams: teams, agents: agents), facts, judge: look.judge)
        try options.finish(CheckReport("capacity", takenAtMs: look.nowMs, team: look.team, checks.results()))
    }
}
