import ArgumentParser
import Collectors
import ExporterService
import Glibc
import Operations
import ProcessTable
import TeamCensus
import TeamState

/// `health`: what is not as it should be.
struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Show the health of living teams and their agents; ends with 1 when something is wrong.",
        discussion: """
            Wrong are a dead or stalled agent of a living team, a team that cannot be read, a process whose team or lead
            is gone, and, for who asks with --team, a team that does not live. Stale teams are left out unless
            --all-teams is given.
            CPU% and MEM% of --verbose are those of ps: processor time since the start of the process over the time
            since then, and resident memory over the machine's. NOW% is measured over a quarter of a second.
            EXAMPLE: \(Terminal.programName) health --all-teams --verbose
            """
    )

    /// Between the two looks of `--verbose`: long enough for a clock that ticks 100 times a second.
    private static let pauseMilliseconds: Int32 = 250

    @Flag(help: "Show stale teams too.")
    var allTeams = false

    @Option(name: .shortAndLong, help: "Ask about one team.")
    var team: String?

    @Flag(name: .shortAndLong, help: "List each process of each agent.")
    var verbose = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var configurationOptions: ConfigurationOptions

    func validate() throws {
        guard team == nil || !allTeams else {
            throw ValidationError("--all-teams and --team exclude each other")
        }
    }

    func run() throws {
        var look = try TeamLook(configurationOptions, detail: .usage)
        var processes: [ProcessReport]?
        if verbose {
            let listing = ProcessListing(look.report, procfs: configurationOptions.procfs)
            _ = poll(nil, 0, Self.pauseMilliseconds)
            look.lookAgain()
            processes = listing.processes(in: look.report)
        }
        let asked = try team.map { try look.index(of: $0) }
        let scope: HealthScope =
            if let asked { .team(label: look.report.teams[asked].team.label) } else {
                allTeams ? .all : .living
            }
        let report = HealthReport(
            look.report, scope: scope, settings: look.configuration.teams.agents,
            transcripts: look.report.transcriptActivity(wanted: asked), processes: processes)
        let paint = Paint(isOn: !json && Terminal.usesColour(STDOUT_FILENO))
        Terminal.print(json ? try ReportJSON.text(report) : HealthText.text(report, paint: paint))
        if !report.healthy { throw CommandFailure(.finding, lines: []) }
    }
}
