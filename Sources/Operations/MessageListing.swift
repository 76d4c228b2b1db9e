package import TeamState

/// The answer to `team-messages`.
package struct MessageListing: Encodable, Sendable, Equatable {
    package struct Entry: Encodable, Sendable, Equatable {
        @OrNull package var from: String?
        /// Where the message says that it came from another team.
        @OrNull package var fromTeam: String?
        package let to: String
        package let `class`: String
        @OrNull package var sentAt: String?
        package let read: Bool
        /// Length of the text in UTF-8.
        package let sizeBytes: Int
        /// Only where it was asked for.
        package let text: String?
    }

    package let team: String
    /// All there are, listed or not.
    package let total: Int
    package let unread: Int
    /// In the order in which they were sent; those without a time come first.
    package let messages: [Entry]
    /// Recipients whose inbox cannot be read.
    package let unreadableInboxes: [String]

    /// - Parameters:
    ///   - limit: how many of the newest are listed; nil for all.
    ///   - recipient: lists the messages to one agent alone.
    package init(
        _ listing: EntryListing<ListedMessage>, team: String, limit: Int? = nil, recipient: String? = nil
    ) {
        let all = listing.elements.filter { message in
            recipient.map { $0 == String(decoding: message.recipient, as: UTF8.self) } ?? true
        }
        // Sorted by place too, so that messages of one time stay in the order in which they arrived.
        let ordered = all.enumerated().sorted {
            ($0.element.sentMs ?? .min, $0.offset) < ($1.element.sentMs ?? .min, $1.offset)
        }.map(\.element)
        self.team = team
        total = all.count
        unread = all.count { !$0.isRead }
        messages = ordered.suffix(limit ?? ordered.count).map(Self.entry)
        unreadableInboxes = listing.unreadable.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func entry(_ message: ListedMessage) -> Entry {
        Entry(
            from: message.from, fromTeam: message.sourceTeam,
            to: String(decoding: message.recipient, as: UTF8.self), class: message.type.messageClass.rawValue,
            sentAt: message.sentMs.map(Timestamp.text), read: message.isRead, sizeBytes: message.sizeBytes,
            text: message.text)
    }
}
