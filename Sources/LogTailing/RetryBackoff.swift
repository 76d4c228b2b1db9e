/// When a thing that failed is tried again: waits that double up to a longest one.
struct RetryBackoff: Equatable {
    private(set) var failures = 0
    private(set) var retryAt: ContinuousClock.Instant?

    /// The first failure since the last success.
    private(set) var failingSince: ContinuousClock.Instant?

    func isDue(at now: ContinuousClock.Instant) -> Bool { retryAt.map { $0 <= now } ?? true }

    mutating func fail(at now: ContinuousClock.Instant, first: Duration, longest: Duration) {
        let wait = failures >= 20 ? longest : min(first * (1 << failures), longest)
        failures += 1
        if failingSince == nil { failingSince = now }
        retryAt = now + wait
    }

    /// Something changed: try at the next look, but keep the count of failures.
    mutating func hurry() { retryAt = nil }

    mutating func succeed() { self = RetryBackoff() }
}
