import ProcessTable
package import TeamCensus
import TeamState

/// One agent in an answer.
package struct AgentReport: Encodable, Sendable, Equatable {
    package let name: String
    @OrNull package var agentType: String?
    @OrNull package var model: String?
    package let lead: Bool
    package let state: AgentCondition
    package let healthy: Bool
    @OrNull package var lastActivity: String?
    @OrNull package var idleSeconds: Double?
    package let timeoutSeconds: Double
    package let unread: Int
    package let tasksInProgress: Int
    package let processes: Int

    let signs: AgentSigns
    let timeoutMs: Int64

    enum CodingKeys: String, CodingKey {
        case name, agentType, model, lead, state, healthy, lastActivity, idleSeconds, timeoutSeconds, unread
        case tasksInProgress, processes
    }

    package static func == (left: AgentReport, right: AgentReport) -> Bool {
        left.name == right.name && left.state == right.state && left.lastActivity == right.lastActivity
            && left.unread == right.unread && left.tasksInProgress == right.tasksInProgress
            && left.processes == right.processes
    }
}

/// How long an agent may owe something without a sign of life.
package struct AgentTimeouts: Sendable {
    package static let standard = AgentTimeouts { _, _ in 300_000 }

    private let ofAgent: @Sendable (_ team: String, _ agent: String) -> Int64

    /// - Parameter ofAgent: milliseconds, by team and agent name.
    package init(_ ofAgent: @escaping @Sendable (_ team: String, _ agent: String) -> Int64) {
        self.ofAgent = ofAgent
    }

    func ms(team: String, agent: String) -> Int64 { ofAgent(team, agent) }
}

/// The agents of a census, judged when they are asked for.
package struct AgentRoster {
    private let report: CensusReport
    private let signs: SignTable
    private let judge: AgentJudge
    private let timeouts: AgentTimeouts
    private let processCounts: [AgentKey: Int]

    package init(_ report: CensusReport, timeouts: AgentTimeouts = .standard) {
        self.report = report
        self.timeouts = timeouts
        signs = SignTable(report.teams, nowMs: report.takenAtMs)
        judge = AgentJudge(report)
        let keys = Dictionary(report.agentTrees.map { ($0.root, $0.key) }) { first, _ in first }
        var counts: [AgentKey: Int] = [:]
        for process in report.processes.owned {
            guard let key = keys[process.root] else { continue }
            counts[key, default: 0] += 1
        }
        processCounts = counts
    }

    /// - Parameter index: place of the team in the census.
    package func agents(ofTeam index: Int) -> [AgentReport] {
        let team = report.teams[index].team
        return team.members.map { member in
            let signs = signs.signs(of: member.name, inTeam: index)
            let timeoutMs = timeouts.ms(team: team.label, agent: member.name)
            let state = judge.condition(of: member, in: team, signs: signs, timeoutMs: timeoutMs)
            return AgentReport(
                name: member.name, agentType: member.agentType, model: member.model,
                lead: member.name == team.leadName, state: state, healthy: state.isHealthy,
                lastActivity: signs.latest.map { Timestamp.text($0.atMs) },
                idleSeconds: signs.latest.map { Double(max(0, report.takenAtMs - $0.atMs)) / 1000 },
                timeoutSeconds: Double(timeoutMs) / 1000, unread: signs.unread,
                tasksInProgress: signs.tasksInProgress,
                processes: processCounts[AgentKey(team: team.label, agent: member.name)] ?? 0,
                signs: signs, timeoutMs: timeoutMs)
        }
    }
}
