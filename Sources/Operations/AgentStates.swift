import TeamCensus
import TeamState
import TeamTracking

/// The state of each agent, as one look at files and processes can tell.
struct AgentStates {
    private struct Name: Hashable {
        let team: String
        let agent: String
    }

    private let agents: [Name: AgentReport.Agent]
    /// Teams that must exist and do not.
    let missingTeams: [String]
    /// Agents that must exist and do not.
    let missingAgents: [AgentReport.Agent]

    /// - Parameters:
    ///   - settings: time limits, above all.
    ///   - transcripts: when each agent was last heard of in one.
    init(_ report: CensusReport, settings: AgentSettings, transcripts: [TeamKey: [String: Int64]]) {
        let snapshot = TeamSnapshot(
            teams: report.teams.map(\.team), revisions: Array(report.teams.indices),
            residualDirectories: report.residualDirectories, roots: report.roots,
            readErrors: report.readErrors, isComplete: report.isComplete)
        var tracker = AgentTracker(settings: settings)
        tracker.evidence.dead = Self.deadMembers(report)
        tracker.evidence.transcriptActivityMs = transcripts
        tracker.observe(snapshot, roots: report.rootPaths, nowMs: report.takenAtMs)
        tracker.judge(nowMs: report.takenAtMs)
        let told = tracker.report(nowMs: report.takenAtMs)
        missingTeams = told.expectedTeams.filter { !$0.value }.map(\.key).sorted()
        missingAgents = told.agents.filter { $0.state == .departed && $0.isUp == false }
        agents = Dictionary(told.agents.map { (Name(team: $0.team, agent: $0.name), $0) }) { first, _ in first
        }
    }

    func agent(_ name: String, ofTeam team: String) -> AgentReport.Agent? {
        agents[Name(team: team, agent: name)]
    }

    /// Members whose process is proved to be gone.
    private static func deadMembers(_ report: CensusReport) -> [TeamKey: Set<String>] {
        let dead = report.teams.filter { !$0.deadMembers.isEmpty }.map { judged in
            let root = report.rootPaths[judged.team.rootIndex]
            return (TeamKey(root: root, directory: judged.team.directoryName), judged.deadMembers)
        }
        return Dictionary(dead) { first, _ in first }
    }
}
