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
