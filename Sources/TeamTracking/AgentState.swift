import TeamState

/// What an agent is doing, as far as files and processes tell.
package enum AgentState: String, CaseIterable, Sendable {
    /// It left the roster, or agreed to be shut down.
    case departed
    /// Its process is gone.
    case dead
    /// It asked for a permission or for leave to go on with a plan, and has no answer.
    case waiting
    /// It said that it is done, and nothing was addressed to it since.
    case idle
    /// It did something lately, or was asked to lately.
    case working
    /// It owes something, and has done nothing for long.
    case stalled
    /// Quiet, and nobody waits for it as far as can be told.
    case unknown
}

/// One look at one agent. Pure.
struct AgentLook {
    let facts: AgentFacts
    /// The latest thing it is known to have done; never later than now.
    let activityMs: Int64?
    let firstSeenMs: Int64
    /// Its process is proved to be gone.
    let isDead: Bool
    let nowMs: Int64
    let timeoutMs: Int64

    /// The first that holds, in the order of the reference.
    ///
    /// What an agent owes counts from when it was asked: one that was idle for hours is not stalled in the second in
    /// which it gets a message.
    var state: AgentState {
        if facts.hasAgreedToGo { return .departed }
        if isDead { return .dead }
        if facts.waitsForAnswer { return .waiting }
        if facts.hasNothingToDo { return .idle }
        if let activityMs, nowMs - activityMs < timeoutMs { return .working }
        guard let owedSinceMs else { return .unknown }
        return nowMs - owedSinceMs < timeoutMs ? .working : .stalled
    }

    /// Nil where nobody can expect it to be up.
    func verdict(by rule: AgentUpRule) -> TimeoutCounter.Verdict {
        switch (rule, state) {
        case (_, .departed), (.state, .dead): .down
        case (.state, .stalled): .timedOut
        case (.state, _): .up
        case (.elapsed, _): nowMs - quietSinceMs < timeoutMs ? .up : .timedOut
        }
    }

    /// When the verdict changes if nothing happens; nil: it does not.
    func timesOutMs(by rule: AgentUpRule) -> Int64? {
        let since = rule == .elapsed ? quietSinceMs : owedSinceMs
        return since.map { $0 + timeoutMs }.flatMap { $0 > nowMs ? $0 : nil }
    }

    /// Since when it did nothing, as far as we have seen.
    private var quietSinceMs: Int64 { activityMs ?? firstSeenMs }

    /// Since when it neither did anything nor had a right to do nothing.
    private var owedSinceMs: Int64? {
        var starts: [Int64] = []
        if facts.hasUnread { starts.append(facts.oldestUnreadMs ?? quietSinceMs) }
        if let asked = facts.demandsMs.first(where: { $0 > activityMs ?? .min }) { starts.append(asked) }
        if facts.hasWorkInProgress || facts.wasInterrupted { starts.append(quietSinceMs) }
        return starts.min().map { min(max($0, quietSinceMs), nowMs) }
    }
}

extension AgentFacts {
    /// A shutdown agreed to before it joined was another one's of its name.
    var hasAgreedToGo: Bool { shutdownApprovedMs.map { $0 > joinedMs ?? .min } ?? false }

    fileprivate var waitsForAnswer: Bool { lastMessage?.asksLeave == true && !isAnswered }

    fileprivate var wasInterrupted: Bool {
        lastMessage?.type == .idleInterrupted || lastMessage?.type == .idleFailed
    }

    fileprivate var hasNothingToDo: Bool {
        guard let last = lastMessage, last.type == .idleAvailable || last.type == .idleOtherwise else {
            return false
        }
        return addressedMs.map { $0 <= last.sentMs } ?? true
    }
}
