import ProcessTable
package import TeamCensus
import TeamState

/// Which teams a question about health is about.
package enum HealthScope: Sendable, Equatable {
    /// Those that live, and those whose state cannot be read.
    case living
    /// Stale ones as well.
    case all
    /// One, which is then expected to live.
    case team(label: String)
}

/// Something that is not as it should be.
package struct HealthProblem: Encodable, Sendable, Equatable {
    package enum Kind: String, Encodable, Sendable {
        case teamUnreadable = "team_unreadable"
        case teamStale = "team_stale"
        case agentDead = "agent_dead"
        case agentStalled = "agent_stalled"
        case orphanProcess = "orphan_process"
    }

    package let kind: Kind
    package let team: String
    @OrNull package var agent: String?
    /// For people: what was found, and what to look at.
    package let message: String
}

/// One team in an answer about health.
package struct TeamHealth: Encodable, Sendable, Equatable {
    package let name: String
    package let status: String
    package let idle: Bool
    package let healthy: Bool
    @OrNull package var lastActivity: String?
    package let agents: [AgentReport]
}

/// The answer to `health`.
package struct HealthReport: Encodable, Sendable, Equatable {
    package let healthy: Bool
    /// False when a root is there and its teams are not known.
    package let complete: Bool
    package let teams: [TeamHealth]
    package let problems: [HealthProblem]
    /// Only where it was asked for.
    package let processes: [ProcessReport]?

    package init(
        _ report: CensusReport, scope: HealthScope, timeouts: AgentTimeouts = .standard,
        processes: [ProcessReport]? = nil
    ) {
        let roster = AgentRoster(report, timeouts: timeouts)
        let wanted = report.teams.indices.filter { Self.isWanted(report.teams[$0], scope) }
        var problems: [HealthProblem] = []
        teams = wanted.map { index in
            let judged = report.teams[index]
            let agents = roster.agents(ofTeam: index)
            let found = Self.problems(of: judged, agents, scope)
            problems += found
            return TeamHealth(
                name: judged.team.label, status: judged.status.rawValue, idle: judged.isIdle,
                healthy: found.isEmpty, lastActivity: judged.team.lastActivityMs.map(Timestamp.text),
                agents: agents)
        }
        problems += Self.orphans(report, scope)
        self.problems = problems
        healthy = problems.isEmpty && report.isComplete
        complete = report.isComplete
        self.processes = processes?.filter { Self.isWanted($0.team, scope) }
    }

    private static func isWanted(_ judged: JudgedTeam, _ scope: HealthScope) -> Bool {
        switch scope {
        case .living: judged.status != .stale
        case .all: true
        case .team(let label): judged.team.label == label
        }
    }

    private static func isWanted(_ team: String, _ scope: HealthScope) -> Bool {
        if case .team(let label) = scope { team == label } else { true }
    }

    /// A stale team is one that can go: its agents are gone with it, and only who asks for it expects it to live.
    private static func problems(
        of judged: JudgedTeam, _ agents: [AgentReport], _ scope: HealthScope
    ) -> [HealthProblem] {
        let label = judged.team.label
        switch judged.status {
        case .unreadable:
            let message = "its config.json cannot be read; look at it, or at the permissions of its directory"
            return [HealthProblem(kind: .teamUnreadable, team: label, agent: nil, message: message)]
        case .stale:
            guard scope == .team(label: label) else { return [] }
            let message = "nothing of it lives; if it is done, 'delete-team' removes it"
            return [HealthProblem(kind: .teamStale, team: label, agent: nil, message: message)]
        case .active:
            return agents.compactMap { problem(of: $0, in: label) }
        }
    }

    private static func problem(of agent: AgentReport, in team: String) -> HealthProblem? {
        switch agent.state {
        case .dead:
            HealthProblem(
                kind: .agentDead, team: team, agent: agent.name, message: "its process is not there any more")
        case .stalled:
            HealthProblem(
                kind: .agentStalled, team: team, agent: agent.name, message: stalledMessage(of: agent))
        case .working, .waiting, .idle, .unknown: nil
        }
    }

    private static func stalledMessage(of agent: AgentReport) -> String {
        let quietMs = Int64((agent.idleSeconds ?? 0) * 1000)
        var debts: [String] = []
        if agent.signs.waiting > 0 { debts.append("\(agent.signs.waiting) unread") }
        if agent.tasksInProgress > 0 { debts.append("\(agent.tasksInProgress) in progress") }
        if debts.isEmpty { debts.append("its last turn was cut off") }
        let limit = Span.text(milliseconds: agent.timeoutMs)
        return "no sign of life for \(Span.text(milliseconds: quietMs)) (limit \(limit)), and "
            + debts.joined(separator: ", ")
    }

    private static func orphans(_ report: CensusReport, _ scope: HealthScope) -> [HealthProblem] {
        report.agentTrees.filter { $0.isOrphan && isWanted($0.key.team, scope) }.map { tree in
            HealthProblem(
                kind: .orphanProcess, team: tree.key.team, agent: tree.key.agent,
                message: "process \(tree.root.pid) runs, though its team or its lead is gone")
        }
    }
}
