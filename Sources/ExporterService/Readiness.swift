import NIOHTTP1
import StateStore
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

extension HTTPResponse {
    /// What `/-/ready` answers.
    ///
    /// A daemon that cannot write its state serves true counters all the same: it is ready, and says on a second
    /// line that it is degraded. Places are named by their role, so the directory's path is left out.
    static func readiness(
        missing: [String], state: StateCondition, stateDirectory: String
    ) -> HTTPResponse {
        guard missing.isEmpty else {
            return .text(.serviceUnavailable, "not ready: \(missing.joined(separator: ", "))")
        }
        let ready = "agent-teams-exporter is ready."
        switch state {
        case .good: return .text(.ok, ready)
        case .degraded(let reason):
            let masked = reason.replacing(stateDirectory, with: "the state directory")
            return .text(.ok, "\(ready)\ndegraded: state: \(masked)")
        }
    }
}
