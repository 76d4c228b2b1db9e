/// All agents at one moment.
package struct AgentReport: Sendable {
    package struct Agent: Sendable, Equatable {
        package let team: String
        package let name: String
        package let state: AgentState
        /// Nil for one that is gone and not expected to be there.
        package internal(set) var isUp: Bool?
        /// Nil when it is gone, or nothing is known of what it did.
        package let idleMs: Int64?
        package let activityMs: Int64?
        package let timeouts: Int64
        package let timeoutMs: Int64
    }

    package struct TeamCounts: Sendable, Equatable {
        package let team: String
        package internal(set) var byState: [AgentState: Int] = [:]
        /// Times in the team's files that were ahead of our clock.
        package let timesAhead: Int64
    }

    /// Each team and name once; those of a team in the order of its roster, then those that are gone.
    package internal(set) var agents: [Agent] = []
    /// Teams whose roster is known.
    package internal(set) var teams: [TeamCounts] = []
    /// Teams that must exist, and whether they do; absent while a root cannot be read.
    package internal(set) var expectedTeams: [String: Bool] = [:]

    package init() {}
}
