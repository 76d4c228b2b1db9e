import TeamState

/// One record of a transcript as written, as far as it matters; whatever is absent or of another type is nil.
struct RecordDocument: Decodable {
    enum Kind { case assistant, user, system, other }

    let kind: Kind
    let timeMs: Int64?
    /// Where nothing else identifies what the record tells.
    private(set) var uuid: String?
    let tags: AgentTags?
    /// Of an assistant's record.
    private(set) var message: MessagePart?
    /// Of a system record about the end of a turn.
    private(set) var isTurn = false
    private(set) var durationMs: Int64?
    /// Of a user's record that tells of a spawned teammate: its `name@team`.
    private(set) var spawnedAgentID: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        kind = Self.kind(container.text(.type))
        timeMs = container.text(.timestamp).flatMap { EpochMilliseconds.from(text: $0) }
        let team = container.text(.teamName) ?? container.text(.snakeTeamName)
        tags = team.flatMap { team in
            let agent = container.text(.agentName) ?? container.text(.snakeAgentName)
            return team.isEmpty ? nil : AgentTags(team: team, agent: agent)
        }
        switch kind {
        case .assistant: message = try? container.decode(MessagePart.self, forKey: .message)
        case .system:
            isTurn = container.text(.subtype) == "turn_duration"
            durationMs = isTurn ? Self.duration(container) : nil
        case .user: spawnedAgentID = Self.spawnedAgent(container)
        case .other: break
        }
        // Only what has no other id is told apart by that of its record.
        if isTurn || (message != nil && message?.id == nil) { uuid = container.text(.uuid) }
    }

    private static func kind(_ name: String?) -> Kind {
        switch name {
        case "assistant": .assistant
        case "user": .user
        case "system": .system
        default: .other
        }
    }

    /// A turn of more than a month is none.
    private static func duration(_ container: KeyedDecodingContainer<Key>) -> Int64? {
        guard let number = try? container.decode(Double.self, forKey: .durationMs) else { return nil }
        return (0...2_678_400_000).contains(number) ? Int64(number) : nil
    }

    private static func spawnedAgent(_ container: KeyedDecodingContainer<Key>) -> String? {
        guard
            let result = try? container.nestedContainer(keyedBy: ResultKey.self, forKey: .toolUseResult),
            (try? result.decode(String.self, forKey: .status)) == "teammate_spawned"
        else { return nil }
        return (try? result.decode(String.self, forKey: .agentID))
            ?? (try? result.decode(String.self, forKey: .camelAgentID))
    }

    enum Key: String, CodingKey {
        case type, subtype, timestamp, uuid, message, durationMs, teamName, agentName, toolUseResult
        case snakeTeamName = "team_name"
        case snakeAgentName = "agent_name"
    }

    private enum ResultKey: String, CodingKey {
        case status
        case agentID = "agent_id"
        case camelAgentID = "agentId"
    }
}

/// The message of an assistant's record.
struct MessagePart: Decodable {
    let id: String?
    let model: String?
    let usage: UsagePart?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        id = container.text(.id).flatMap { $0.isEmpty ? nil : $0 }
        model = container.text(.model)
        usage = try? container.decode(UsagePart.self, forKey: .usage)
    }

    private enum Key: String, CodingKey { case id, model, usage }
}

/// The token counts of one line.
struct UsagePart: Decodable {
    private(set) var amounts = TokenAmounts()
    /// Counts that were there and cannot be used.
    private(set) var faults: Int64 = 0

    /// More than any response has: what is beyond is no count.
    private static let largest: Int64 = 1 << 31

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        take(.input, container, .input)
        take(.output, container, .output)
        take(.cacheRead, container, .cacheRead)
        take(.cacheCreation, container, .cacheCreation)
    }

    private mutating func take(
        _ kind: TokenAmounts.Kind, _ container: KeyedDecodingContainer<Key>, _ key: Key
    ) {
        guard let number = try? container.decode(Int64.self, forKey: key) else {
            let isAbsent = !container.contains(key) || (try? container.decodeNil(forKey: key)) == true
            if !isAbsent { faults += 1 }
            return
        }
        guard (0...Self.largest).contains(number) else {
            faults += 1
            return
        }
        amounts[kind] = number
    }

    private enum Key: String, CodingKey {
        case input = "input_tokens"
        case output = "output_tokens"
        case cacheRead = "cache_read_input_tokens"
        case cacheCreation = "cache_creation_input_tokens"
    }
}

extension KeyedDecodingContainer {
    /// A string; nil when it is absent or something else.
    fileprivate func text(_ key: Key) -> String? {
        contains(key) ? try? decode(String.self, forKey: key) : nil
    }
}
