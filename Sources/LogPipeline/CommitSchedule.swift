/// When to commit without being asked: a second after the last commit while there is news.
struct CommitSchedule {
    /// Longest time that something counted stays uncommitted.
    static let interval: Duration = .seconds(1)

    private var last: ContinuousClock.Instant?

    /// - Returns: whether a commit is due.
    func isDue(_ now: ContinuousClock.Instant, hasNews: Bool) -> Bool {
        hasNews && last.map { now - $0 >= Self.interval } ?? true
    }

    /// When the commit of what is pending now becomes due.
    func next(hasNews: Bool) -> ContinuousClock.Instant? {
        hasNews ? last.map { $0 + Self.interval } : nil
    }

    mutating func didCommit(_ now: ContinuousClock.Instant) { last = now }
}
