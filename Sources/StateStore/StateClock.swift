/// What time it is: the monotonic clock decides when something is due, the wall clock only labels.
package struct StateClock: Sendable {
    package var now: @Sendable () -> ContinuousClock.Instant
    package var wallMilliseconds: @Sendable () -> Int64

    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        wallMilliseconds: @escaping @Sendable () -> Int64
    ) {
        self.now = now
        self.wallMilliseconds = wallMilliseconds
    }

    package static let system = StateClock(
        now: { ContinuousClock.now }, wallMilliseconds: { SystemCalls.wallClockMilliseconds() })
}
