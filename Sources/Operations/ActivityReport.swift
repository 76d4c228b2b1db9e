package import TeamCensus
import TeamState
package import TeamTracking

/// The answer to `team-activity`: who did something when.
package struct ActivityReport: Encodable, Sendable, Equatable {
    package struct Entry: Encodable, Sendable, Equatable {
        package let agent: String
        @OrNull package var at: String?
        /// What it was: `message`, `task`, `joined`, `session` or `transcript`.
        @OrNull package var kind: String?
        @OrNull package var secondsAgo: Double?
    }

    package let team: String
    package let memberCount: Int
    package let messageCount: Int
    package let unreadCount: Int
    package let taskCount: Int
    package let tasksByStatus: [String: Int]
    @OrNull package var latestActivity: Entry?
    /// Latest first; members of whom nothing is known come last.
    package let agents: [Entry]

    /// - Parameters:
    ///   - index: place of the team in the census.
    ///   - transcripts: when each agent was last heard of in one.
    package init(
        _ report: CensusReport, team index: Int, transcripts: [TeamKey: [String: Int64]] = [:]
    ) {
        let team = report.teams[index].team
        let counts = TaskCounts(team.tasks)
        let agents = AgentRoster(report, transcripts: transcripts).agents(ofTeam: index)
        let ordered = agents.enumerated().sorted {
            ($1.element.signs.latest?.atMs ?? .min, $0.offset) < (
                $0.element.signs.latest?.atMs ?? .min, $1.offset
            )
        }.map(\.element)
        self.team = team.label
        memberCount = team.members.count
        messageCount = team.inboxes.reduce(0) { $0 + $1.messageCount }
        unreadCount = team.unreadCount
        taskCount = counts.total
        tasksByStatus = counts.byStatus
        self.agents = ordered.map { agent in
            Entry(
                agent: agent.name, at: agent.lastActivity, kind: agent.signs.latest?.kind.rawValue,
                secondsAgo: agent.idleSeconds)
        }
        latestActivity = self.agents.first { $0.at != nil }
    }
}
