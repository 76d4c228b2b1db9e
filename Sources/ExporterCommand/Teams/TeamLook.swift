import Collectors
import ExporterService
import ProcessTable
import TeamCensus
import TeamState
import YAMLReading

/// One look at all teams, as the configuration says where they are; can be taken again.
struct TeamLook {
    let configuration: ExporterConfiguration
    private(set) var report: CensusReport
    private var census: TeamCensus

    /// Says on standard error which roots cannot be read; when none can, there is nothing to look at.
    init(_ options: ConfigurationOptions, detail: ProcessScanner.Detail = .none) throws {
        configuration = try options.load()
        census = TeamCensus(
            roots: configuration.teams.roots, procfs: options.procfs,
            activeWindow: configuration.teams.activeWindow,
            detail: detail)
        report = census.take(nowMs: TeamsCollector.systemNowMs())
        try warnOfRoots()
    }

    mutating func lookAgain() { report = census.take(nowMs: TeamsCollector.systemNowMs()) }

    /// The place of a team in the report; a name that is none is wrong use.
    func index(of name: String) throws -> Int {
        if let index = report.teams.firstIndex(where: { $0.team.label == name }) { return index }
        let labels = report.teams.map(\.team.label)
        let next: String
        let completed = labels.filter { !name.isEmpty && $0.hasPrefix(name) }
        let unique = completed.count == 1 ? completed.first : nil
        if let meant = unique ?? Suggestion.closest(to: name, among: labels) {
            next = "did you mean '\(TeamTable.printable(meant))'?"
        } else if labels.isEmpty {
            next =
                "there are no teams in \(configuration.teams.roots.joined(separator: ", ")); name another with --teams.root"
        } else {
            next = "'list-teams' shows those there are"
        }
        throw CommandFailure(.wrongUse, "there is no team '\(TeamTable.printable(name))'; \(next)")
    }

    func reader(ofTeam index: Int, keepsTexts: Bool) -> TeamListingReader {
        let team = report.teams[index].team
        return TeamListingReader(
            root: report.rootPaths[team.rootIndex], team: team.directoryName, keepsTexts: keepsTexts)
    }

    private func warnOfRoots() throws {
        for (path, root) in zip(configuration.teams.roots, report.roots) {
            switch root {
            case .readable, .duplicate: continue
            case .absent: warn("there is no \(path); name the right directory with --teams.root")
            case .unreadable:
                warn("cannot read the teams in \(path); check its permissions, or run as its owner")
            }
        }
        if !report.roots.contains(.readable) {
            throw CommandFailure(.wrongUse, "no teams root can be read")
        }
    }

    private func warn(_ message: String) {
        Terminal.printError("\(Terminal.programName): warning: \(TeamTable.printable(message))")
    }
}
