/// Messages to the members of one team that wait for an answer.
struct OpenQuestions: Sendable, Equatable {
    /// Who asked whom.
    struct Conversation: Hashable, Sendable {
        let asker: AgentKey
        let replier: String
    }

    /// A request by its id; the asker's team sets equal ids apart.
    struct RequestKey: Hashable, Sendable {
        let asker: TeamKey?
        let hash: UInt64
    }

    struct Request: Equatable, Sendable {
        let kind: ResponseKind
        let sentMs: Int64
    }

    /// Dropped after this long.
    static let patienceMs: Int64 = 86_400_000
    /// Of each sort; a team of 20 has 380 ordered pairs.
    static let limit = 10_000

    /// When the oldest unanswered message of each conversation was sent.
    private(set) var conversations: [Conversation: Int64] = [:]
    private(set) var requests: [RequestKey: Request] = [:]

    init() {}

    var isEmpty: Bool { conversations.isEmpty && requests.isEmpty }
    var count: Int { conversations.count + requests.count }

    var oldestMs: Int64? {
        let oldestRequest = requests.values.lazy.map(\.sentMs).min()
        return [conversations.values.min(), oldestRequest].compactMap(\.self).min()
    }

    /// - Returns: false when there is no room.
    mutating func ask(_ conversation: Conversation, sentMs: Int64) -> Bool {
        if let older = conversations[conversation] {
            conversations[conversation] = min(older, sentMs)
            return true
        }
        guard conversations.count < Self.limit else { return false }
        conversations[conversation] = sentMs
        return true
    }

    /// - Returns: how long the asker waited; nil when nothing older than the answer was asked.
    mutating func answer(_ conversation: Conversation, sentMs: Int64) -> Int64? {
        guard let askedMs = conversations[conversation], askedMs <= sentMs else { return nil }
        conversations[conversation] = nil
        return sentMs - askedMs
    }

    /// A request that comes twice counts from its first time.
    ///
    /// - Returns: false when there is no room.
    mutating func ask(_ key: RequestKey, _ request: Request) -> Bool {
        if requests[key] != nil { return true }
        guard requests.count < Self.limit else { return false }
        requests[key] = request
        return true
    }

    /// - Returns: the request that this answers; each is answered once.
    mutating func answer(_ key: RequestKey) -> Request? { requests.removeValue(forKey: key) }

    /// - Returns: how many were given up.
    mutating func expire(nowMs: Int64) -> Int64 {
        let before = count
        conversations = conversations.filter { nowMs - $0.value <= Self.patienceMs }
        requests = requests.filter { nowMs - $0.value.sentMs <= Self.patienceMs }
        return Int64(before - count)
    }
}

// MARK: - Storing

extension OpenQuestions {
    func encode(into writer: inout ByteWriter) {
        writer.put(UInt64(conversations.count))
        for (conversation, sentMs) in conversations {
            conversation.asker.team.encode(into: &writer)
            writer.put(conversation.asker.name)
            writer.put(conversation.replier)
            writer.put(sentMs)
        }
        writer.put(UInt64(requests.count))
        for (key, request) in requests {
            writer.put(key.asker != nil)
            key.asker?.encode(into: &writer)
            writer.putWhole(key.hash)
            writer.put(request.kind.rawValue)
            writer.put(request.sentMs)
        }
    }

    init(from reader: inout ByteReader) throws(UndecodableBytes) {
        for _ in 0..<(try reader.count()) {
            let asker = AgentKey(team: try TeamKey(from: &reader), name: try reader.text())
            let conversation = Conversation(asker: asker, replier: try reader.text())
            conversations[conversation] = try reader.amount()
        }
        for _ in 0..<(try reader.count()) {
            let asker = try reader.flag() ? try TeamKey(from: &reader) : nil
            let key = RequestKey(asker: asker, hash: try reader.whole())
            guard let kind = ResponseKind(rawValue: try reader.byte()) else { throw UndecodableBytes() }
            requests[key] = Request(kind: kind, sentMs: try reader.amount())
        }
    }
}
