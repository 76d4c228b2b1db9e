import ProcessTable
package import TeamCensus
import TeamState
package import TeamTracking

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
        case teamMissing = "team_missing"
        case agentMissing = "agent_missing"
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
    package let agents: [AgentHealth]
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
        _ report: CensusReport, scope: HealthScope, settings: AgentSettings = AgentSettings(),
        transcripts: [TeamKey: [String: Int64]] = [:], processes: [ProcessReport]? = nil
    ) {
        let roster = AgentRoster(report, settings: settings, transcripts: transcripts)
        let wanted = report.teams.indices.filter { Self.isWanted(report.teams[$0], scope) }
        let missing = Self.missing(roster.states, scope)
        var problems: [HealthProblem] = []
        teams = wanted.map { index in
            let judged = report.teams[index]
            let agents = roster.agents(ofTeam: index)
            let found = Self.problems(of: judged, agents, scope)
            problems += found
            return TeamHealth(
                name: judged.team.label, status: judged.status.rawValue, idle: judged.isIdle,
                healthy: found.isEmpty && !missing.contains { $0.team == judged.team.label },
                lastActivity: judged.team.lastActivityMs.map(Timestamp.text),
                agents: agents)
        }
        problems += Self.orphans(report, scope) + missing
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
        of judged: JudgedTeam, _ agents: [AgentHealth], _ scope: HealthScope
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

    private static func problem(of agent: AgentHealth, in team: String) -> HealthProblem? {
        guard !agent.healthy, agent.state != AgentState.departed.rawValue else { return nil }
        guard agent.state != AgentState.dead.rawValue else {
            return HealthProblem(
                kind: .agentDead, team: team, agent: agent.name, message: "its process is not there any more")
        }
        return HealthProblem(
            kind: .agentStalled, team: team, agent: agent.name, message: stalledMessage(of: agent))
    }

    private static func stalledMessage(of agent: AgentHealth) -> String {
        var debts: [String] = []
        if agent.signs.waiting > 0 { debts.append("\(agent.signs.waiting) unread") }
        if agent.tasksInProgress > 0 { debts.append("\(agent.tasksInProgress) in progress") }
        let quiet = agent.idleSeconds.map { " for \(words($0))" } ?? ""
        let limit = agent.timeoutSeconds.map { " (limit \(words($0)))" } ?? ""
        return "no sign of life\(quiet)\(limit)"
            + (debts.isEmpty ? "" : ", and " + debts.joined(separator: ", "))
    }

    private static func words(_ seconds: Double) -> String { Span.text(milliseconds: Int64(seconds * 1000)) }

    private static func missing(_ states: AgentStates, _ scope: HealthScope) -> [HealthProblem] {
        let message = "the configuration expects it, and it is not there"
        let teams = states.missingTeams.map {
            HealthProblem(kind: .teamMissing, team: $0, agent: nil, message: message)
        }
        let agents = states.missingAgents.map {
            HealthProblem(kind: .agentMissing, team: $0.team, agent: $0.name, message: message)
        }
        return (teams + agents).filter { isWanted($0.team, scope) }
    }

    private static func orphans(_ report: CensusReport, _ scope: HealthScope) -> [HealthProblem] {
        report.agentTrees.filter { $0.isOrphan && isWanted($0.key.team, scope) }.map { tree in
            HealthProblem(
                kind: .orphanProcess, team: tree.key.team, agent: tree.key.agent,
                message: "process \(tree.root.pid) runs, though its team or its lead is gone")
        }
    }
}
