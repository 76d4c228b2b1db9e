/// Lets requests through at a rate, with bursts.
struct TokenBucket {
    private let limit: RateLimit
    /// When the bucket would be full again if nobody came.
    private var fullAt: ContinuousClock.Instant

    init(_ limit: RateLimit, now: ContinuousClock.Instant) {
        self.limit = limit
        fullAt = now
    }

    /// Takes a token, or tells how long until there is one.
    mutating func take(now: ContinuousClock.Instant) -> Duration? {
        let fullAfter = max(fullAt, now) + limit.interval
        let depth = limit.interval * limit.burst
        let wait = (fullAfter - now) - depth
        if wait > .zero { return wait }
        fullAt = fullAfter
        return nil
    }
}
