import ProcessTable
package import TeamCensus
import TeamState
package import TeamTracking

/// One agent in an answer.
package struct AgentHealth: Encodable, Sendable, Equatable {
    package let name: String
    @OrNull package var agentType: String?
    @OrNull package var model: String?
    package let lead: Bool
    /// As in `orchestrator_agent_state`.
    package let state: String
    /// False when it is dead or stalled.
    package let healthy: Bool
    @OrNull package var lastActivity: String?
    @OrNull package var idleSeconds: Double?
    @OrNull package var timeoutSeconds: Double?
    package let unread: Int
    package let tasksInProgress: Int
    package let processes: Int

    let signs: AgentSigns

    enum CodingKeys: String, CodingKey {
        case name, agentType, model, lead, state, healthy, lastActivity, idleSeconds, timeoutSeconds, unread
        case tasksInProgress, processes
    }

    package static func == (left: AgentHealth, right: AgentHealth) -> Bool {
        left.name == right.name && left.state == right.state && left.lastActivity == right.lastActivity
            && left.unread == right.unread && left.tasksInProgress == right.tasksInProgress
            && left.processes == right.processes
    }
}

/// The agents of a census, judged when they are asked for.
package struct AgentRoster {
    private let report: CensusReport
    private let signs: SignTable
    let states: AgentStates
    private let processCounts: [AgentKey: Int]

    /// - Parameter transcripts: when each agent was last heard of in one.
    package init(
        _ report: CensusReport, settings: AgentSettings = AgentSettings(),
        transcripts: [TeamKey: [String: Int64]] = [:]
    ) {
        self.report = report
        signs = SignTable(report, transcripts: transcripts)
        states = AgentStates(report, settings: settings, transcripts: transcripts)
        let keys = Dictionary(report.agentTrees.map { ($0.root, $0.key) }) { first, _ in first }
        var counts: [AgentKey: Int] = [:]
        for process in report.processes.owned {
            guard let key = keys[process.root] else { continue }
            counts[key, default: 0] += 1
        }
        processCounts = counts
    }

    /// - Parameter index: place of the team in the census.
    package func agents(ofTeam index: Int) -> [AgentHealth] {
        let team = report.teams[index].team
        return team.members.map { member in
            let signs = signs.signs(of: member.name, inTeam: index)
            let told = states.agent(member.name, ofTeam: team.label)
            return AgentHealth(
                name: member.name, agentType: member.agentType, model: member.model,
                lead: member.name == team.leadName, state: (told?.state ?? .unknown).rawValue,
                healthy: told?.isUp ?? true, lastActivity: signs.latest.map { Timestamp.text($0.atMs) },
                idleSeconds: signs.latest.map { Double(max(0, report.takenAtMs - $0.atMs)) / 1000 },
                timeoutSeconds: told.map { Double($0.timeoutMs) / 1000 }, unread: signs.unread,
                tasksInProgress: signs.tasksInProgress,
                processes: processCounts[AgentKey(team: team.label, agent: member.name)] ?? 0, signs: signs)
        }
    }
}
