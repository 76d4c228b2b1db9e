import TeamState

/// The last thing that an agent wrote into any inbox.
struct AgentMessage: Sendable, Equatable {
    /// As it counts: never ahead of this machine's clock by much.
    let sentMs: Int64
    /// By the writer's clock.
    let writtenMs: Int64
    let type: MessageType
    let requestHash: UInt64?

    /// Messages that were first seen in one look stay in the order of their writers' clocks.
    var order: (Int64, Int64) { (sentMs, writtenMs) }

    /// It waits for leave to go on.
    var asksLeave: Bool {
        switch type {
        case .permissionRequest, .planRequest, .sandboxRequest: true
        default: false
        }
    }
}

/// What the files say of one member; changes only with them. Times are those of the writers' clocks; of what an agent
/// did and was told, one that is ahead of ours counts as when it was first seen (`AheadTimes`).
struct AgentFacts: Sendable, Equatable {
    let name: String
    var joinedMs: Int64?
    /// The latest thing it is known to have done.
    private(set) var activityMs: Int64?
    private(set) var lastMessage: AgentMessage?
    /// What it asked for with its last message was answered.
    var isAnswered = false
    /// When it agreed to be shut down.
    private(set) var shutdownApprovedMs: Int64?
    /// The newest message to it from anybody else.
    private(set) var addressedMs: Int64?
    /// Messages that ask something of it, in order; those it has surely dealt with may be left out.
    private(set) var demandsMs: [Int64] = []
    /// Messages to it wait, and none behind them was read.
    private(set) var hasUnread = false
    private(set) var oldestUnreadMs: Int64?
    var hasWorkInProgress = false

    /// So many of the latest demands are told apart.
    private static let maxDemands = 100

    init(name: String) { self.name = name }

    mutating func note(activityMs time: Int64?) {
        guard let time else { return }
        activityMs = max(activityMs ?? time, time)
    }

    /// Notes a message that it wrote.
    mutating func noteWritten(_ message: AgentMessage) {
        note(activityMs: message.sentMs)
        if message.type == .shutdownApproved {
            shutdownApprovedMs = max(shutdownApprovedMs ?? .min, message.writtenMs)
        }
        // Of equal times the later one in the files.
        if message.order >= lastMessage?.order ?? (.min, .min) { lastMessage = message }
    }

    /// Notes a message that another wrote to it.
    ///
    /// - Parameter sentMs: as it counts.
    mutating func noteReceived(_ message: InboxMessage, sentMs: Int64?) {
        guard let sentMs else { return }
        addressedMs = max(addressedMs ?? sentMs, sentMs)
        if message.type.isDemand { demandsMs.append(sentMs) }
    }

    /// - Parameter counted: what counts for a time that was written.
    mutating func noteUnread(_ inbox: Inbox, counted: (Int64) -> Int64) {
        let summary = InboxSummary(inbox)
        guard summary.unread > summary.behind else { return }
        hasUnread = true
        oldestUnreadMs = summary.oldestUnreadMs.map(counted)
    }

    /// To be called when all messages are noted.
    mutating func settle() {
        let doneMs = activityMs ?? .min
        demandsMs = Array(demandsMs.filter { $0 > doneMs }.sorted().suffix(Self.maxDemands))
    }
}

extension MessageType {
    /// It asks something of its recipient.
    fileprivate var isDemand: Bool {
        switch messageClass {
        case .text, .task: self != .taskCompleted
        default: isRequest
        }
    }
}
