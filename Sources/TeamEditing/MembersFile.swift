import YAMLReading

/// A member of a team to be made.
package struct DraftMember: Equatable, Sendable {
    package var name: EntryName
    package var agentType: String?
    package var model: String?
    package var cwd: String?
    package var color: String?
    package var prompt: String?
    package var planModeRequired: Bool?
    /// Of orchestrator-cc; no config.json has a place for it.
    package var timeoutSeconds: Double?

    package init(name: EntryName, agentType: String? = nil) {
        self.name = name
        self.agentType = agentType
    }
}

/// Reads the members of a team from a file: orchestrator-cc's `{"members": [...]}`, a list alone, or the config.json of
/// another team, in JSON or YAML.
package enum MembersFile {
    /// What a config.json holds beside its members, and what belongs to a member's life and not to its draft.
    private static let ignoredTeamKeys = [
        "name", "description", "createdAt", "leadAgentId", "leadSessionId", "defaultModel",
    ]
    private static let ignoredMemberKeys = [
        "agentId", "joinedAt", "tmuxPaneId", "subscriptions", "isActive", "backendType", "personality",
    ]
    private static let maxMembers = 1000

    /// - Parameter file: the name shown in faults.
    package static func parse(_ bytes: [UInt8], file: String) throws(TeamEditingError) -> [DraftMember] {
        let node: YAMLNode
        do {
            var limits = YAMLDocument.Limits()
            limits.bytes = 16 << 20
            node = try YAMLDocument.parse(bytes, file: file, limits: limits)
        } catch {
            throw .badMembers([error], source: bytes)
        }
        var reader = MappingReader(wrapped(node), file: file)
        for key in ignoredTeamKeys { _ = reader.node(key) }
        reader.require("members")
        let members = (reader.mappings("members", member) ?? []).compactMap { $0 }
        reportRepeatedNames(&reader)
        if let list = reader.node("members"), case .sequence(let items) = list.content {
            if items.isEmpty {
                reader.report("'members' is empty", at: list, hint: "name at least one member")
            }
            if items.count > maxMembers {
                reader.report(
                    "'members' has more than \(maxMembers) entries", at: list, hint: "make it shorter")
            }
        }
        reader.finish()
        let faults = reader.diagnostics
        guard faults.isEmpty else { throw .badMembers(faults, source: bytes) }
        return members
    }

    /// A list alone is the list of members.
    private static func wrapped(_ node: YAMLNode) -> YAMLNode {
        guard case .sequence = node.content else { return node }
        let key = YAMLNode(mark: node.mark, content: .scalar("members", isPlain: true))
        return YAMLNode(mark: node.mark, content: .mapping([(key: key, value: node)]))
    }

    /// `nil` when it has no usable name; the reader has the fault then.
    private static func member(_ reader: inout MappingReader) -> DraftMember? {
        reader.require("name")
        let written = reader.string("name")
        let agentType = reader.string("agentType")
        let model = reader.string("model")
        let cwd = reader.string("cwd")
        let color = reader.string("color")
        let prompt = reader.string("prompt")
        let plan = reader.bool("planModeRequired")
        let timeout = reader.double("timeoutThreshold", in: 1...31_536_000)
        for key in ignoredMemberKeys { _ = reader.node(key) }
        guard let written else { return nil }
        guard let name = try? EntryName(written, what: "") else {
            reader.report(
                "the name \(EntryName.fault(in: written) ?? "cannot be used")", key: "name")
            return nil
        }
        var member = DraftMember(name: name, agentType: agentType)
        (member.model, member.cwd, member.color, member.prompt) = (model, cwd, color, prompt)
        (member.planModeRequired, member.timeoutSeconds) = (plan, timeout)
        return member
    }

    /// Two members of one name would share an inbox; so would two that differ in case, on some file systems.
    private static func reportRepeatedNames(_ reader: inout MappingReader) {
        guard let list = reader.node("members"), case .sequence(let items) = list.content else { return }
        var first: [String: SourceMark] = [:]
        for item in items {
            guard case .mapping(let entries) = item.content,
                let value = entries.first(where: { $0.key.text == "name" })?.value, let name = value.text
            else { continue }
            if let earlier = first[name.lowercased()] {
                reader.report(
                    "member '\(name)' is named twice, first at line \(earlier.line)", at: value,
                    hint: "rename or remove one; letter case does not tell names apart")
            } else {
                first[name.lowercased()] = value.mark
            }
        }
    }
}
