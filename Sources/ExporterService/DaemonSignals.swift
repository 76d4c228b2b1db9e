import Glibc

/// What a signal asks of the daemon.
package enum DaemonSignal: Sendable, Equatable { case end, reload }

/// The signals that the daemon obeys. Block them before anything is made that a sudden end would leave behind.
package struct DaemonSignals: Sendable {
    /// Waits for the next signal, but no longer than this; `nil` when none came.
    let next: @Sendable (Duration) -> DaemonSignal?
    /// From now on the signals that ask for the end kill the process at once.
    let obeyNoMore: @Sendable () -> Void

    init(
        next: @escaping @Sendable (Duration) -> DaemonSignal?,
        obeyNoMore: @escaping @Sendable () -> Void = {}
    ) {
        self.next = next
        self.obeyNoMore = obeyNoMore
    }

    /// Takes SIGTERM, SIGINT and SIGHUP from now on; those that come before the daemon runs are kept for it.
    ///
    /// Call it while the process has one thread: those made later inherit the mask, so that none of them is
    /// interrupted and every signal waits for the one that asks for it.
    package static func block() -> DaemonSignals {
        change(SIG_BLOCK, [SIGTERM, SIGINT, SIGHUP])
        return DaemonSignals { patience in
            switch wait(for: [SIGTERM, SIGINT, SIGHUP], patience) {
            case SIGTERM, SIGINT: .end
            case SIGHUP: .reload
            default: nil
            }
        } obeyNoMore: {
            // Supervisors and terminals send the same wish twice within a moment; what came so far is one wish.
            while wait(for: [SIGTERM, SIGINT], .zero) > 0 {}
            change(SIG_UNBLOCK, [SIGTERM, SIGINT])
        }
    }

    private static func change(_ how: Int32, _ numbers: [Int32]) {
        var signals = set(of: numbers)
        // SAFETY: the call reads the one local set.
        let result = unsafe pthread_sigmask(how, &signals, nil)
        precondition(result == 0, "a mask of valid signals is accepted")
    }

    /// The number of the signal that came; not positive when none came in time.
    private static func wait(for numbers: [Int32], _ patience: Duration) -> Int32 {
        var signals = set(of: numbers)
        let (seconds, attoseconds) = patience.components
        var timeout = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        // SAFETY: the call reads two locals. Interrupted (EINTR), it counts as a wait that ended early.
        return unsafe sigtimedwait(&signals, nil, &timeout)
    }

    private static func set(of numbers: [Int32]) -> sigset_t {
        var signals = sigset_t()
        // SAFETY: both calls write the one local set; the numbers are signals of this system.
        unsafe sigemptyset(&signals)
        for number in numbers { unsafe sigaddset(&signals, number) }
        return signals
    }
}
