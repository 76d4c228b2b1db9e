import Dispatch
import Synchronization

/// Lets threads wait until the tailer's thread has committed, a bounded time each.
final class CommitRequests: Sendable {
    /// One thread's wait; it may have gone by the time it is answered.
    final class Waiter: Sendable {
        fileprivate let answered = DispatchSemaphore(value: 0)
        private let hasLeft = Atomic<Bool>(false)

        var isStillThere: Bool { !hasLeft.load(ordering: .acquiring) }

        fileprivate func leave() { hasLeft.store(true, ordering: .releasing) }
    }

    private let waiters = Mutex<[Waiter]>([])

    /// Asks for a commit and waits for it; false when it did not come in time.
    ///
    /// - Parameters:
    ///   - milliseconds: longest wait.
    ///   - wake: called after the request can be seen, to make the tailer take a turn.
    func commit(withinMilliseconds milliseconds: Int, wake: () -> Void) -> Bool {
        let waiter = Waiter()
        waiters.withLock { $0.append(waiter) }
        wake()
        if waiter.answered.wait(timeout: .now() + .milliseconds(milliseconds)) == .success { return true }
        waiter.leave()
        waiters.withLock { list in list.removeAll { $0 === waiter } }
        return false
    }

    /// All that wait now; whoever takes them answers them.
    func take() -> [Waiter] {
        waiters.withLock { list in
            defer { list.removeAll() }
            return list
        }
    }

    func answer(_ waiters: [Waiter]) {
        for waiter in waiters { waiter.answered.signal() }
    }
}
