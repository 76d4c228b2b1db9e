import Dispatch
import Synchronization

@testable import ExporterService

/// Signals that a test sends to a daemon in its own process.
final class SignalQueue: Sendable {
    private let waiting = Mutex<[DaemonSignal]>([])
    private let arrivals = DispatchSemaphore(value: 0)

    var signals: DaemonSignals { DaemonSignals { self.next(within: $0) } }

    func send(_ signal: DaemonSignal) {
        waiting.withLock { $0.append(signal) }
        arrivals.signal()
    }

    private func next(within patience: Duration) -> DaemonSignal? {
        let nanoseconds = Int(patience / .nanoseconds(1))
        guard arrivals.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success else { return nil }
        return waiting.withLock { $0.removeFirst() }
    }
}
