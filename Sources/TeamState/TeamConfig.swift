/// What a team's `config.json` says, in one shape for all the ways it is written.
package struct TeamConfig: Sendable, Equatable {
    /// The `name` inside the file; may differ from the directory, which is the team's identity.
    package var name: String?
    package var description: String?
    package var createdAtMs: Int64?
    package var leadAgentID: String?
    package var leadSessionID: String?
    /// One entry a name, in file order; of equal names the one that joined last.
    package var members: [Member]
    /// Entries beyond the first of each name.
    package var duplicateMemberCount: Int

    package init(
        name: String? = nil, description: String? = nil, createdAtMs: Int64? = nil,
        leadAgentID: String? = nil,
        leadSessionID: String? = nil, members: [Member] = [], duplicateMemberCount: Int = 0
    ) {
        self.name = name
        self.description = description
        self.createdAtMs = createdAtMs
        self.leadAgentID = leadAgentID
        self.leadSessionID = leadSessionID
        self.members = members
        self.duplicateMemberCount = duplicateMemberCount
    }

    /// The member that leads: named by `leadAgentId`, else by its type, else the first one, where lead is listed.
    ///
    /// A config that names no lead at all and has no member of a lead's type has none.
    package var leadName: String? {
        let written = leadAgentID.map(Member.shortName(ofAgentID:))
        if let written, members.contains(where: { $0.name == written }) { return written }
        if let typed = members.first(where: \.hasLeadType) { return typed.name }
        guard leadAgentID != nil || leadSessionID != nil else { return nil }
        return members.first?.name ?? written
    }
}

/// One agent of a team, as the roster has it.
package struct Member: Sendable, Equatable {
    /// Where an agent runs.
    package enum Backend: Sendable, Equatable {
        /// In a process of its own, whose arguments name it (tmux, iTerm2).
        case ownProcess
        /// Inside the lead's process.
        case inProcess
        case unknown
    }

    package var name: String
    package var agentType: String?
    package var model: String?
    package var joinedAtMs: Int64?
    package var backend: Backend
    /// A hint that it works; false when idle or finished. No proof of life.
    package var isActive: Bool?
    package var workingDirectory: WorkingDirectory?

    package init(
        name: String, agentType: String? = nil, model: String? = nil, joinedAtMs: Int64? = nil,
        backend: Backend = .unknown, isActive: Bool? = nil, workingDirectory: WorkingDirectory? = nil
    ) {
        self.name = name
        self.agentType = agentType
        self.model = model
        self.joinedAtMs = joinedAtMs
        self.backend = backend
        self.isActive = isActive
        self.workingDirectory = workingDirectory
    }

    /// `name` of `name@team`; the last `@` splits.
    package static func shortName(ofAgentID id: String) -> String {
        guard let at = id.lastIndex(of: "@"), at != id.startIndex else { return id }
        return String(id[..<at])
    }

    fileprivate var hasLeadType: Bool {
        agentType == "team-lead" || agentType == "coordinator" || agentType == "lead"
    }
}
