package import TeamState

/// Whether a team can go.
package enum TeamStatus: String, CaseIterable, Sendable {
    /// It lives, quiet or not.
    case active
    /// Nothing of it lives, or nothing was heard of it for the active window where processes cannot tell.
    case stale
    /// No good config was ever read, or none for a minute while the file is there.
    case unreadable
}

/// A team and what became of it.
package struct JudgedTeam: Sendable, Equatable {
    package let team: Team
    package let status: TeamStatus
    /// Alive by its processes, but quiet for the active window, with nothing unread and no work in progress.
    package let isIdle: Bool
    /// Members whose process is proved to be gone.
    package var deadMembers: Set<String> = []

    /// - Parameter activeWindowMs: how long after its last activity a team counts as busy.
    package init(team: Team, evidence: LifeEvidence, nowMs: Int64, activeWindowMs: Int64) {
        self.team = team
        let isBusy = team.lastActivityMs.map { nowMs - $0 < activeWindowMs } ?? false
        guard !Self.isUnreadable(team, nowMs: nowMs) else {
            (status, isIdle) = (.unreadable, false)
            return
        }
        switch evidence {
        case .alive:
            status = .active
            isIdle = !isBusy && !team.hasUnread && !team.hasWorkInProgress
        case .dead:
            (status, isIdle) = (.stale, false)
        case .unknown:
            (status, isIdle) = (isBusy ? .active : .stale, false)
        }
    }

    private static func isUnreadable(_ team: Team, nowMs: Int64) -> Bool {
        guard team.config != nil else { return true }
        guard team.configFault != nil else { return false }
        return team.lastGoodConfigMs.map { nowMs - $0 > TeamReader.graceMs } ?? true
    }
}
