import Dispatch
import Synchronization

/// Lets threads wait until the thread that owns a store has committed, a bounded time each.
package final class CommitRequests: Sendable {
    /// One thread's wait; it may have gone by the time it is answered.
    package final class Waiter: Sendable {
        fileprivate let answered = DispatchSemaphore(value: 0)
        private let hasLeft = Atomic<Bool>(false)

        package var isStillThere: Bool { !hasLeft.load(ordering: .acquiring) }

        fileprivate func leave() { hasLeft.store(true, ordering: .releasing) }
    }

    private let waiters = Mutex<[Waiter]>([])

    package init() {}

    /// Asks for a commit and waits for it; false when it did not come in time.
    ///
    /// - Parameters:
    ///   - milliseconds: longest wait.
    ///   - wake: called after the request can be seen, to make the owner take a turn.
    package func commit(withinMilliseconds milliseconds: Int, wake: () -> Void) -> Bool {
        let waiter = Waiter()
        waiters.withLock { $0.append(waiter) }
        wake()
        if waiter.answered.wait(timeout: .now() + .milliseconds(milliseconds)) == .success { return true }
        waiter.leave()
        waiters.withLock { list in list.removeAll { $0 === waiter } }
        return false
    }

    /// All that wait now; whoever takes them answers them.
    package func take() -> [Waiter] {
        waiters.withLock { list in
            defer { list.removeAll() }
            return list
        }
    }

    package func answer(_ waiters: [Waiter]) {
        for waiter in waiters { waiter.answered.signal() }
    }
}
