/// Whether the store can be written, and when a failed write is tried again: waits double from 1 s to 30 s.
struct WriteOutage: Equatable {
    private static let firstWait = Duration.seconds(1)
    private static let longestWait = Duration.seconds(30)

    /// Why nothing is written; `nil` as long as all is well.
    private(set) var reason: String?
    private var retryAt: ContinuousClock.Instant?
    private var failures = 0

    func isDue(at now: ContinuousClock.Instant) -> Bool { retryAt.map { $0 <= now } ?? true }

    /// Notes a failed write; true when it is the first of this outage.
    mutating func fail(_ reason: String, at now: ContinuousClock.Instant) -> Bool {
        let isFirst = self.reason == nil
        let wait = min(Self.firstWait * (1 << min(failures, 5)), Self.longestWait)
        failures += 1
        retryAt = now + wait
        self.reason = reason
        return isFirst
    }

    mutating func end() { self = WriteOutage() }
}
