/// Messages to one agent, summed up: what status needs, without any text.
package struct Inbox: Sendable, Equatable {
    /// The latest message that one sender wrote into this inbox.
    package struct SenderActivity: Sendable, Equatable {
        /// `from` as written: a short name, or `name@team`.
        package var from: String
        /// `source_team`, where the writer gave one.
        package var sourceTeam: String?
        package var latestMs: Int64
    }

    /// The file's name without `.json`; usually a member's name.
    package var recipient: [UInt8]
    package var messageCount: Int
    package var unreadCount: Int
    package var senders: [SenderActivity]

    package init(
        recipient: [UInt8], messageCount: Int = 0, unreadCount: Int = 0, senders: [SenderActivity] = []
    ) {
        self.recipient = recipient
        self.messageCount = messageCount
        self.unreadCount = unreadCount
        self.senders = senders
    }
}

/// `inboxes/<agent>.json`: an array of messages.
struct InboxDocument: StateDocument {
    static let source = ReadErrorKey.Source.inbox
    static func selection(of names: [PathBytes]) -> [PathBytes] {
        names.filter { $0.jsonStem != nil && !$0.isHidden }
    }

    private let messages: [MessageDocument]
    let typeFaults: Int

    init(from decoder: any Decoder) throws {
        let elements = try decoder.singleValueContainer().decode([Tolerant<MessageDocument>].self)
        messages = elements.compactMap(\.value)
        typeFaults = messages.reduce(elements.count - messages.count) { $0 + $1.typeFaults }
    }

    func value(named name: PathBytes) -> Inbox {
        var inbox = Inbox(recipient: Array(name.jsonStem ?? name.bytes))
        var places: [SenderKey: Int] = [:]
        for message in messages {
            inbox.messageCount += 1
            if !message.isRead { inbox.unreadCount += 1 }
            guard let from = message.from, let sentMs = message.sentMs else { continue }
            let key = SenderKey(from: from, sourceTeam: message.sourceTeam)
            if let place = places[key] {
                inbox.senders[place].latestMs = max(inbox.senders[place].latestMs, sentMs)
            } else {
                places[key] = inbox.senders.count
                inbox.senders.append(.init(from: from, sourceTeam: message.sourceTeam, latestMs: sentMs))
            }
        }
        return inbox
    }
}

private struct SenderKey: Hashable {
    let from: String
    let sourceTeam: String?
}

private struct MessageDocument: Decodable {
    let from: String?
    let sourceTeam: String?
    let sentMs: Int64?
    let isRead: Bool
    let typeFaults: Int

    init(from decoder: any Decoder) throws {
        var object = try LenientObject(from: decoder)
        from = object.string("from")
        let sourceTeam = object.string("sourceTeam", "source_team")
        self.sourceTeam = sourceTeam?.isEmpty == false ? sourceTeam : nil
        sentMs = object.epochMilliseconds("timestamp")
        isRead = object.bool("read") ?? false
        typeFaults = object.typeFaults
    }
}
