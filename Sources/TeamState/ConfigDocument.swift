/// `config.json` as written: camelCase or snake_case, any field missing.
struct ConfigDocument: StateDocument {
    static let source = ReadErrorKey.Source.config
    static let fileName = PathBytes("config.json")
    static func selection(of names: [PathBytes]) -> [PathBytes] { names.filter { $0 == fileName } }

    private let config: TeamConfig
    let typeFaults: Int

    init(from decoder: any Decoder) throws {
        var object = try LenientObject(from: decoder)
        let documents = object.elements("members", as: MemberDocument.self)
        for document in documents { object.addFaults(document.typeFaults) }
        let entries = documents.compactMap(\.member)
        let members = Self.distinct(entries)
        config = TeamConfig(
            name: object.string("name", "teamName", "team_name"),
            description: object.string("description"),
            createdAtMs: object.epochMilliseconds("createdAt", "created_at"),
            leadAgentID: object.string("leadAgentId", "lead_agent_id"),
            leadSessionID: object.string("leadSessionId", "lead_session_id"),
            members: members,
            duplicateMemberCount: entries.count - members.count)
        typeFaults = object.typeFaults
    }

    func value(named name: PathBytes) -> TeamConfig { config }

    /// Names are compared as text, so that a composed and a decomposed accent are one name.
    private static func distinct(_ entries: [Member]) -> [Member] {
        var members: [Member] = []
        var places: [String: Int] = [:]
        for entry in entries {
            guard let place = places[entry.name] else {
                places[entry.name] = members.count
                members.append(entry)
                continue
            }
            if (entry.joinedAtMs ?? .min) >= (members[place].joinedAtMs ?? .min) { members[place] = entry }
        }
        return members
    }
}

/// One element of `members`; without a name, and without an agent id that holds one, it is no member.
private struct MemberDocument: Decodable {
    let member: Member?
    let typeFaults: Int

    init(from decoder: any Decoder) throws {
        var object = try LenientObject(from: decoder)
        let agentID = object.string("agentId", "agent_id")
        let name = object.string("name") ?? agentID.map(Member.shortName(ofAgentID:)) ?? ""
        let backendType = object.string("backendType", "backend_type")
        let pane = object.string("tmuxPaneId", "tmux_pane_id")
        let member = Member(
            name: name,
            agentType: object.string("agentType", "agent_type"),
            model: object.string("model"),
            joinedAtMs: object.epochMilliseconds("joinedAt", "joined_at"),
            backend: Self.backend(type: backendType, pane: pane),
            isActive: object.bool("isActive", "is_active"),
            workingDirectory: object.string("cwd").flatMap { WorkingDirectory($0) })
        self.member = name.isEmpty ? nil : member
        typeFaults = object.typeFaults + (name.isEmpty && object.typeFaults == 0 ? 1 : 0)
    }

    private static func backend(type: String?, pane: String?) -> Member.Backend {
        switch type {
        case "tmux", "iterm2": return .ownProcess
        case "in-process": return .inProcess
        case .some: return .unknown
        case nil: break
        }
        switch pane {
        case nil, "": return .unknown
        case "in-process": return .inProcess
        case .some: return .ownProcess
        }
    }
}
