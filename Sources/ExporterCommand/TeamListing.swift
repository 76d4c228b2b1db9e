import FoundationEssentials
import Operations
import TeamCensus
import TeamState

/// The shape of `list-teams --json`.
struct TeamListing: Encodable {
    let teams: [Entry]

    struct Entry: Encodable {
        let name: String
        let description: String?
        let status: String
        let idle: Bool
        /// RFC 3339, UTC.
        let lastActivity: String?
        let memberCount: Int
        let createdAt: String?
        let lead: String?
        let members: [Member]

        enum CodingKeys: String, CodingKey {
            case name, description, status, idle, lead, members
            case lastActivity = "last_activity"
            case memberCount = "member_count"
            case createdAt = "created_at"
        }

        /// Writes every key, `null` where nothing is known, so that scripts need not test for absence.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(description, forKey: .description)
            try container.encode(status, forKey: .status)
            try container.encode(idle, forKey: .idle)
            try container.encode(lastActivity, forKey: .lastActivity)
            try container.encode(memberCount, forKey: .memberCount)
            try container.encode(createdAt, forKey: .createdAt)
            try container.encode(lead, forKey: .lead)
            try container.encode(members, forKey: .members)
        }
    }

    struct Member: Encodable {
        let name: String
        let agentType: String?
        let model: String?

        enum CodingKeys: String, CodingKey {
            case name, model
            case agentType = "agent_type"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(agentType, forKey: .agentType)
            try container.encode(model, forKey: .model)
        }
    }

    init(_ report: CensusReport) {
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

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
