/// When to commit without being asked: a second after the last commit while there is news.
struct CommitSchedule {
    /// Longest time that something counted stays uncommitted.
    static let interval: Duration = .seconds(1)

    private var last: ContinuousClock.Instant?
    private var lastMaintenance: ContinuousClock.Instant?
    private var lastHousekeeping: ContinuousClock.Instant?

    /// - Returns: whether a commit is due.
    func isDue(_ now: ContinuousClock.Instant, hasNews: Bool) -> Bool {
        hasNews && last.map { now - $0 >= Self.interval } ?? true
    }

    /// When the commit of what is pending now becomes due.
    func next(hasNews: Bool) -> ContinuousClock.Instant? {
        hasNews ? last.map { $0 + Self.interval } : nil
    }

    /// Each second at most; answers true once for each.
    mutating func isMaintenanceDue(_ now: ContinuousClock.Instant) -> Bool {
        guard lastMaintenance.map({ now - $0 >= Self.interval }) ?? true else { return false }
        lastMaintenance = now
        return true
    }

    /// Each hour at most; answers true once for each.
    mutating func isHousekeepingDue(_ now: ContinuousClock.Instant) -> Bool {
        guard let last = lastHousekeeping else {
            lastHousekeeping = now
            return false
        }
        guard now - last >= .seconds(3600) else { return false }
        lastHousekeeping = now
        return true
    }

    mutating func didCommit(_ now: ContinuousClock.Instant) { last = now }
}
