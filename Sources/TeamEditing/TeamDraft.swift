import FoundationEssentials

/// A team to be made, proven valid.
package struct TeamDraft: Sendable {
    package let name: EntryName
    package let description: String
    /// The lead first.
    package let members: [DraftMember]

    private static let standardLead = "team-lead"
    private static let leadTypes: Set = ["team-lead", "coordinator", "lead"]

    /// - Parameters:
    ///   - members: none stands for a lead alone.
    ///   - agentType: for members that have none.
    package init(
        name: EntryName, description: String, members: [DraftMember], agentType: String = "general-purpose"
    ) throws(TeamEditingError) {
        var members = members
        if members.isEmpty {
            let lead = try EntryName(Self.standardLead, what: "the member name")
            members = [DraftMember(name: lead, agentType: Self.standardLead)]
        }
        for index in members.indices where members[index].agentType == nil {
            members[index].agentType = agentType
        }
        if let lead = Self.lead(of: members) { members.insert(members.remove(at: lead), at: 0) }
        self.name = name
        self.description = description
        self.members = members
    }

    package var lead: DraftMember? { members.first }

    /// The one of a lead's type, else of a lead's name, else the first.
    private static func lead(of members: [DraftMember]) -> Int? {
        members.firstIndex { $0.agentType.map(leadTypes.contains) ?? false }
            ?? members.firstIndex { leadTypes.contains($0.name.text) } ?? members.indices.first
    }

    /// The bytes of `config.json`.
    ///
    /// - Parameters:
    ///   - nowMs: milliseconds since 1970.
    ///   - directory: where members work that name no place of their own.
    func config(nowMs: Int64, directory: String) throws -> [UInt8] {
        let team = name.text
        let written = WrittenConfig(
            name: team, description: description, createdAt: nowMs,
            leadAgentId: "\(members[0].name.text)@\(team)", leadSessionId: "session-\(team)",
            members: members.enumerated().map { place, member in
                WrittenConfig.Member(
                    agentId: "\(member.name.text)@\(team)", name: member.name.text,
                    agentType: member.agentType ?? "", model: member.model, joinedAt: nowMs, tmuxPaneId: "",
                    cwd: member.cwd ?? directory, subscriptions: [], prompt: member.prompt,
                    color: member.color, planModeRequired: place == 0 ? nil : member.planModeRequired ?? false
                )
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(written)) + [UInt8(ascii: "\n")]
    }
}

/// The shape of `config.json`, in the spelling of Claude Code.
private struct WrittenConfig: Encodable {
    struct Member: Encodable {
        let agentId: String
        let name: String
        let agentType: String
        let model: String?
        let joinedAt: Int64
        let tmuxPaneId: String
        let cwd: String
        let subscriptions: [String]
        let prompt: String?
        let color: String?
        let planModeRequired: Bool?
    }

    let name: String
    let description: String
    let createdAt: Int64
    let leadAgentId: String
    let leadSessionId: String
    let members: [Member]
}
