import Operations
import ProcessTable
import TeamCensus
import TeamState
import TeamTracking

/// The answer of `/api/teams/metrics`: each team in numbers.
struct TeamFigures: Encodable, Sendable {
    struct Team: Encodable, Sendable, Equatable {
        let name: String
        let status: String
        let idle: Bool
        let memberCount: Int
        /// Agents by state; states that none is in are there with 0.
        let agentsByState: [String: Int]
        let unread: Int
        @OrNull var oldestUnreadSeconds: Double?
        let tasksByStatus: [String: Int]
        /// Of messages to this team, by whomever.
        @OrNull var delivery: Durations?
        /// Of its answers.
        @OrNull var response: Durations?
        let processes: Int
        let residentBytes: Int64
        @OrNull var cpuPercent: Double?
    }

    /// As the counters have it, from the beginning of the books.
    struct Durations: Encodable, Sendable, Equatable {
        let count: Int64
        let sumSeconds: Double
        @OrNull var meanSeconds: Double?

        init(_ tallies: some Sequence<DurationTally>) {
            let (count, sumMs) = tallies.reduce(into: (Int64(0), Int64(0))) { sum, tally in
                sum.0 += tally.count
                sum.1 += tally.sumMs
            }
            self.count = count
            sumSeconds = Double(sumMs) / 1000
            meanSeconds = count == 0 ? nil : (Double(sumMs) / Double(count)).rounded() / 1000
        }
    }

    let teams: [Team]

    init(_ status: Status) {
        let totals = status.messages
        let deliveries = Dictionary(grouping: totals?.deliveries ?? [:]) { $0.key.to }
        let responses = Dictionary(grouping: totals?.responses ?? [:]) { $0.key.pair.to }
        let uses = Dictionary(grouping: status.resources.uses) { $0.key.team }
        teams = status.census.teams.indices.map { index in
            let judged = status.census.teams[index]
            let label = judged.team.label
            let used = uses[label]?.map(\.value) ?? []
            let shares = used.compactMap(\.cpuPercent)
            return Team(
                name: label, status: judged.status.rawValue, idle: judged.isIdle,
                memberCount: judged.team.members.count,
                agentsByState: Self.states(of: status.roster.agents(ofTeam: index)),
                unread: judged.team.unreadCount,
                oldestUnreadSeconds: judged.team.oldestUnreadMs.map {
                    Double(max(0, status.nowMs - $0)) / 1000
                },
                tasksByStatus: TaskCounts(judged.team.tasks).byStatus,
                delivery: totals == nil ? nil : Durations((deliveries[label] ?? []).map(\.value)),
                response: totals == nil ? nil : Durations((responses[label] ?? []).map(\.value)),
                processes: used.reduce(0) { $0 + $1.processes },
                residentBytes: used.reduce(0) { $0 + $1.residentBytes },
                cpuPercent: shares.isEmpty ? nil : shares.reduce(0, +))
        }
    }

    private static func states(of agents: [AgentHealth]) -> [String: Int] {
        var states = Dictionary(AgentState.allCases.map { ($0.rawValue, 0) }) { first, _ in first }
        for agent in agents { states[agent.state, default: 0] += 1 }
        return states
    }
}
