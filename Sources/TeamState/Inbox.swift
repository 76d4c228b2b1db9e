/// Messages to one agent, without any text.
package struct Inbox: Sendable, Equatable {
    /// One who wrote into this inbox.
    package struct SenderActivity: Sendable, Equatable {
        /// `from` as written: a short name, or `name@team`.
        package var from: String
        /// `source_team`, where the writer gave one.
        package var sourceTeam: String?
        /// The latest time among its messages; nil when none can be read.
        package var latestMs: Int64?

        package init(from: String, sourceTeam: String? = nil, latestMs: Int64? = nil) {
            self.from = from
            self.sourceTeam = sourceTeam
            self.latestMs = latestMs
        }
    }

    /// The file's name without `.json`; usually a member's name.
    package var recipient: [UInt8]
    package var messageCount: Int
    package var unreadCount: Int
    package var senders: [SenderActivity]
    /// In the order of the file, which is that of arrival.
    package var messages: [InboxMessage]
    /// Size of the file as it was last looked at, readable or not.
    package var sizeBytes: Int64?
    /// Why the present content cannot be used, so that all the rest is from an earlier look.
    package var fault: ReadErrorKey.Reason?

    package init(
        recipient: [UInt8], messageCount: Int = 0, unreadCount: Int = 0, senders: [SenderActivity] = [],
        messages: [InboxMessage] = [], sizeBytes: Int64? = nil, fault: ReadErrorKey.Reason? = nil
    ) {
        self.recipient = recipient
        self.messageCount = messageCount
        self.unreadCount = unreadCount
        self.senders = senders
        self.messages = messages
        self.sizeBytes = sizeBytes
        self.fault = fault
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
        var inbox = Inbox(recipient: Self.recipient(of: name))
        inbox.messageCount = messages.count
        inbox.unreadCount = messages.count { !$0.isRead }
        inbox.messages.reserveCapacity(messages.count)
        var senders = SenderTable()
        for message in messages {
            inbox.messages.append(
                InboxMessage(
                    fingerprint: message.fingerprint, sentMs: message.sentMs, sender: senders.note(message),
                    type: message.type, requestHash: message.requestHash, isRead: message.isRead))
        }
        inbox.senders = senders.entries
        return inbox
    }

    static func recipient(of name: PathBytes) -> [UInt8] { Array(name.jsonStem ?? name.bytes) }
}

/// Gathers who wrote into one inbox.
private struct SenderTable {
    private struct Key: Hashable {
        let from: String
        let sourceTeam: String?
    }

    private(set) var entries: [Inbox.SenderActivity] = []
    private var places: [Key: Int] = [:]

    /// - Returns: the sender's place; nil when the message names none.
    mutating func note(_ message: MessageDocument) -> Int? {
        guard let from = message.from else { return nil }
        let key = Key(from: from, sourceTeam: message.sourceTeam)
        guard let place = places[key] else {
            places[key] = entries.count
            entries.append(.init(from: from, sourceTeam: message.sourceTeam, latestMs: message.sentMs))
            return entries.count - 1
        }
        if let sentMs = message.sentMs {
            entries[place].latestMs = max(entries[place].latestMs ?? sentMs, sentMs)
        }
        return place
    }
}
