import MetricModel
import TeamTracking

/// The registered families of agents, and what a report makes of them.
struct AgentFamilies: Sendable {
    private let up, idleTime, timeouts, timeout, state, lastActivity, counts, expectedTeams, ahead: FamilyID

    /// Agents with series of their own; those beyond share one overflow series in each family.
    private static let maxAgents = 20_000
    private static let maxTeams = 10_000

    init(registry: MetricRegistry) throws {
        let states = AgentState.allCases.count
        up = try registry.register(Catalogue.agentUp, maxSeries: Self.maxAgents)
        idleTime = try registry.register(Catalogue.agentIdleTime, maxSeries: Self.maxAgents)
        timeouts = try registry.register(Catalogue.agentTimeouts, maxSeries: Self.maxAgents)
        timeout = try registry.register(Catalogue.agentTimeout, maxSeries: Self.maxAgents)
        state = try registry.register(Catalogue.agentState, maxSeries: Self.maxAgents * states)
        lastActivity = try registry.register(Catalogue.agentLastActivity, maxSeries: Self.maxAgents)
        counts = try registry.register(Catalogue.teamAgents, maxSeries: Self.maxTeams * states)
        ahead = try registry.register(Catalogue.agentTimesAhead, maxSeries: Self.maxTeams)
        expectedTeams = try registry.register(Catalogue.expectedTeamPresent)
    }

    func publish(_ report: AgentReport, into table: inout MetricTable) {
        let families = [
            up, idleTime, timeouts, timeout, state, lastActivity, counts, expectedTeams, ahead,
        ]
        for family in families { table.beginRefresh(family) }
        for agent in report.agents { publish(agent, into: &table) }
        for team in report.teams {
            table.set(table.series(ahead, team.team), Double(team.timesAhead))
            for value in AgentState.allCases {
                let series = table.series(counts, team.team, value.rawValue)
                table.set(series, Double(team.byState[value] ?? 0))
            }
        }
        for (team, isPresent) in report.expectedTeams {
            table.set(table.series(expectedTeams, team), isPresent ? 1 : 0)
        }
        for family in families { table.endRefresh(family) }
    }

    private func publish(_ agent: AgentReport.Agent, into table: inout MetricTable) {
        func set(_ family: FamilyID, _ value: Double?) {
            guard let value else { return }
            table.set(table.series(family, agent.team, agent.name), value)
        }
        set(up, agent.isUp.map { $0 ? 1 : 0 })
        set(idleTime, agent.idleMs.map { Double($0) / 1000 })
        set(timeouts, Double(agent.timeouts))
        set(timeout, Double(agent.timeoutMs) / 1000)
        set(lastActivity, agent.activityMs.map { Double($0) / 1000 })
        for value in AgentState.allCases {
            let series = table.series(state, agent.team, agent.name, value.rawValue)
            table.set(series, value == agent.state ? 1 : 0)
        }
    }
}
