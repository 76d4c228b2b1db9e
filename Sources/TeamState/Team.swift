/// One team as its files show it; processes are judged elsewhere.
package struct Team: Sendable, Equatable {
    /// The directory's name as valid UTF-8, unique over all roots.
    ///
    /// Where two names would look alike (two roots, bytes that are not UTF-8, accents composed or not), the later in
    /// the order of root and raw bytes gets ` (2)`, the next ` (3)`, and so on.
    package var label: String
    /// Position in the list of roots, from 0.
    package var rootIndex: Int
    /// The team's identity within its root.
    package var directoryName: [UInt8]
    /// The last config that could be used; nil when there never was one.
    package var config: TeamConfig?
    /// Why the present config cannot be used.
    package var configFault: ReadErrorKey.Reason?
    /// When the config was last seen to be good.
    package var lastGoodConfigMs: Int64?
    package var inboxes: [Inbox]
    /// Recipients whose inbox is there and could never be read.
    package var unreadableInboxes: [[UInt8]]
    package var tasks: [TeamTask]
    /// The latest thing any member is known to have done; a time beyond now counts as now.
    package var lastActivityMs: Int64?
    /// Registry entries of the lead's session, from every root; no proof of life by themselves.
    package var leadSessions: [SessionEntry]

    package var isReadable: Bool { config != nil && configFault == nil }
    package var members: [Member] { config?.members ?? [] }
    package var duplicateMemberCount: Int { config?.duplicateMemberCount ?? 0 }
    package var createdAtMs: Int64? { config?.createdAtMs }
    package var leadName: String? { config?.leadName }
    package var unreadCount: Int { inboxes.reduce(0) { $0 + $1.unreadCount } }
    package var hasUnread: Bool { inboxes.contains { $0.unreadCount > 0 } }
    package var hasWorkInProgress: Bool { tasks.contains(where: \.isWorkInProgress) }

    package init(
        label: String, rootIndex: Int = 0, directoryName: [UInt8]? = nil, config: TeamConfig?,
        configFault: ReadErrorKey.Reason? = nil, lastGoodConfigMs: Int64? = nil, inboxes: [Inbox] = [],
        unreadableInboxes: [[UInt8]] = [], tasks: [TeamTask] = [], lastActivityMs: Int64? = nil,
        leadSessions: [SessionEntry] = []
    ) {
        self.label = label
        self.rootIndex = rootIndex
        self.directoryName = directoryName ?? Array(label.utf8)
        self.config = config
        self.configFault = configFault
        self.lastGoodConfigMs = lastGoodConfigMs
        self.inboxes = inboxes
        self.unreadableInboxes = unreadableInboxes
        self.tasks = tasks
        self.lastActivityMs = lastActivityMs
        self.leadSessions = leadSessions
    }
}
