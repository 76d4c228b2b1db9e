import Dispatch

/// A lock for work that may take long, which is waited for as long as one likes.
final class TimedLock: Sendable {
    private let turns = DispatchSemaphore(value: 1)

    func hold<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        turns.wait()
        defer { turns.signal() }
        return try body()
    }

    /// Does nothing when somebody else has it until then.
    func hold(until deadline: ContinuousClock.Instant, _ body: () -> Void) {
        let (seconds, attoseconds) = max(.zero, deadline - .now).components
        let patience = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
        guard turns.wait(timeout: .now() + .nanoseconds(patience)) == .success else { return }
        defer { turns.signal() }
        body()
    }
}
