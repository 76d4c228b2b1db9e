package import TeamState

/// One inbox at the last good look, in numbers.
package struct InboxSummary: Sendable, Equatable {
    package let messages: Int
    package let unread: Int
    /// Unread messages before one that is read: they will probably never be.
    package let behind: Int
    /// When the first of the other unread messages was sent.
    package let oldestUnreadMs: Int64?
    package let sizeBytes: Int64?

    package init(_ inbox: Inbox) {
        let afterRead = inbox.messages.lastIndex(where: \.isRead).map { $0 + 1 } ?? 0
        let waiting = inbox.messages[afterRead...]
        messages = inbox.messages.count
        unread = inbox.messages.count { !$0.isRead }
        behind = unread - waiting.count
        oldestUnreadMs = waiting.lazy.compactMap(\.sentMs).first
        sizeBytes = inbox.sizeBytes
    }
}

extension InboxSummary {
    /// The same with another time of the first of the unread messages.
    func counting(_ oldestUnreadMs: Int64?) -> InboxSummary {
        InboxSummary(
            messages: messages, unread: unread, behind: behind, oldestUnreadMs: oldestUnreadMs,
            sizeBytes: sizeBytes)
    }

    /// Two inboxes as one.
    package static func + (left: InboxSummary, right: InboxSummary) -> InboxSummary {
        InboxSummary(
            messages: left.messages + right.messages, unread: left.unread + right.unread,
            behind: left.behind + right.behind,
            oldestUnreadMs: [left.oldestUnreadMs, right.oldestUnreadMs].compactMap(\.self).min(),
            sizeBytes: [left.sizeBytes, right.sizeBytes].compactMap(\.self).reduce(nil) { ($0 ?? 0) + $1 })
    }

    private init(messages: Int, unread: Int, behind: Int, oldestUnreadMs: Int64?, sizeBytes: Int64?) {
        self.messages = messages
        self.unread = unread
        self.behind = behind
        self.oldestUnreadMs = oldestUnreadMs
        self.sizeBytes = sizeBytes
    }
}
