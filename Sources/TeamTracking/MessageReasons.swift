/// Why the delivery latency of a message was not observed.
package enum UnobservedReason: UInt8, CaseIterable, Sendable {
    /// It was there at the very first look.
    case backlog
    /// It came, or was read, while the program was not running.
    case notRunning
    /// It is older than the look before the one that first saw it: a late writer, a restored file.
    case late
    /// Its time is more than 5 s ahead of this machine's clock.
    case future
    /// It says no time that can be read.
    case noTimestamp
    /// It went from its inbox, or with it, before it was seen read.
    case removed

    /// As in the label `reason`.
    package var label: String {
        switch self {
        case .backlog: "backlog"
        case .notRunning: "not_running"
        case .late: "late"
        case .future: "future"
        case .noTimestamp: "no_timestamp"
        case .removed: "removed"
        }
    }
}

/// What a response time is the time of.
package enum ResponseKind: UInt8, CaseIterable, Sendable {
    case text, permission, plan, shutdown

    package var label: String {
        switch self {
        case .text: "text"
        case .permission: "permission"
        case .plan: "plan"
        case .shutdown: "shutdown"
        }
    }
}

/// Why a question ended without a response time.
package enum UnansweredReason: UInt8, CaseIterable, Sendable {
    /// The answer is older than the question: the clocks of two machines differ.
    case negative
    /// A day passed.
    case expired
    /// The team that was asked is gone.
    case teamGone
    /// Too many were open in one team.
    case tooMany

    package var label: String {
        switch self {
        case .negative: "negative"
        case .expired: "expired"
        case .teamGone: "team_gone"
        case .tooMany: "too_many"
        }
    }
}
