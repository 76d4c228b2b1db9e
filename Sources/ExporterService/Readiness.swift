import Synchronization

/// What still keeps the daemon from being ready, by name of the part.
final class Readiness: Sendable {
    private let waitingFor: Mutex<Set<String>>

    init(parts: Set<String>) {
        waitingFor = Mutex(parts)
    }

    func isReady(_ part: String) {
        waitingFor.withLock { _ = $0.remove(part) }
    }

    /// Names of the parts that are not ready, in order; empty when all are.
    var missing: [String] {
        waitingFor.withLock { $0.sorted() }
    }
}
