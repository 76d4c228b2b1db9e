package import TeamCensus
import TeamState

/// The answer to `list-teams`.
package struct TeamListing: Encodable, Sendable {
    let teams: [Entry]

    struct Entry: Encodable, Sendable {
        let name: String
        @OrNull var description: String?
        let status: String
        let idle: Bool
        /// RFC 3339, UTC.
        @OrNull var lastActivity: String?
        let memberCount: Int
        @OrNull var createdAt: String?
        @OrNull var lead: String?
        let members: [Member]
    }

    struct Member: Encodable, Sendable {
        let name: String
        @OrNull var agentType: String?
        @OrNull var model: String?
    }

    package init(_ report: CensusReport) {
        teams = report.teams.map { judged in
            let team = judged.team
            return Entry(
                name: team.label,
                description: team.config?.description,
                status: judged.status.rawValue,
                idle: judged.isIdle,
                lastActivity: team.lastActivityMs.map(Timestamp.text),
                memberCount: team.members.count,
                createdAt: team.createdAtMs.map(Timestamp.text),
                lead: team.leadName,
                members: team.members.map { Member(name: $0.name, agentType: $0.agentType, model: $0.model) }
            )
        }
    }
}
