package import TeamTracking

/// What the books say of all teams at one moment; counters are those that were committed.
///
/// It is a copy of the books, which costs next to nothing; who asks pays for what is asked.
package struct TeamReport: Sendable {
    let ledger: MessageLedger
    let taskTracker: TaskTracker
    let agentTracker: AgentTracker
    /// Longest time between two looks.
    package let interval: Duration
    /// When it was made, in milliseconds since 1970.
    package let nowMs: Int64

    package var messageTotals: MessageTotals { ledger.totals }
    package var messages: MessageReport { ledger.report(nowMs: nowMs) }
    package var tasks: TaskReport { taskTracker.report(nowMs: nowMs) }
    package var agents: AgentReport { agentTracker.report(nowMs: nowMs) }
}

/// Nothing can be said of teams now.
package enum TeamReportError: Error, Equatable, CustomStringConvertible {
    /// The first look is still under way, or a look hangs.
    case noRecentLook

    package var description: String {
        "the teams' files could not be looked at for a minute; see whether the file system of the teams root answers"
    }
}
