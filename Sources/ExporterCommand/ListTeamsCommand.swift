import ArgumentParser
import Collectors
import ExporterService
import TeamCensus
import TeamState

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
        let configuration = try configurationOptions.load()
        var census = TeamCensus(
            roots: configuration.teams.roots,
            procfs: configurationOptions.procfs,
            activeWindow: configuration.teams.activeWindow
        )
        let nowMs = TeamsCollector.systemNowMs()
        let report = census.take(nowMs: nowMs)
        try warnOfRoots(configuration.teams.roots, report.roots)
        if json {
            Terminal.print(try TeamListing(report).json())
        } else {
            Terminal.print(TeamTable.text(report, nowMs: nowMs))
        }
    }

    /// Says which roots cannot be read; when none can, there is nothing to list.
    private func warnOfRoots(_ paths: [String], _ roots: [RootState]) throws {
        for (path, root) in zip(paths, roots) {
            switch root {
            case .readable, .duplicate: continue
            case .absent: warn("there is no \(path); name the right directory with --teams.root")
            case .unreadable:
                warn("cannot read the teams in \(path); check its permissions, or run as its owner")
            }
        }
        if !roots.contains(.readable) { throw CommandFailure(.wrongUse, "no teams root can be read") }
    }

    private func warn(_ message: String) {
        Terminal.printError("\(Terminal.programName): warning: \(message)")
    }
}
