/// When to commit without being asked: a second after the last commit while there is news.
package struct CommitSchedule {
    /// Longest time that something counted stays uncommitted.
    package static let interval: Duration = .seconds(1)

    private var last: ContinuousClock.Instant?
    private var lastMaintenance: ContinuousClock.Instant?
    private var lastHousekeeping: ContinuousClock.Instant?

    package init() {}

    /// How news must be committed.
    package enum News { case none, ordinary, urgent }

    /// Least time between two commits of urgent news, such as files that were never met.
    static let urgentInterval: Duration = .milliseconds(50)

    package func isDue(_ now: ContinuousClock.Instant, _ news: News) -> Bool {
        news != .none && next(news).map { now >= $0 } ?? true
    }

    /// When the commit of what is pending now becomes due; nil when nothing is pending, or nothing was committed yet.
    package func next(_ news: News) -> ContinuousClock.Instant? {
        switch news {
        case .none: nil
        case .ordinary: last.map { $0 + Self.interval }
        case .urgent: last.map { $0 + Self.urgentInterval }
        }
    }

    /// Each second at most; answers true once for each.
    package mutating func isMaintenanceDue(_ now: ContinuousClock.Instant) -> Bool {
        guard lastMaintenance.map({ now - $0 >= Self.interval }) ?? true else { return false }
        lastMaintenance = now
        return true
    }

    /// Each hour at most; answers true once for each.
    package mutating func isHousekeepingDue(_ now: ContinuousClock.Instant) -> Bool {
        guard let last = lastHousekeeping else {
            lastHousekeeping = now
            return false
        }
        guard now - last >= .seconds(3600) else { return false }
        lastHousekeeping = now
        return true
    }

    package mutating func didCommit(_ now: ContinuousClock.Instant) { last = now }
}
