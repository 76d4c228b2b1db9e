import ProcessTable
import Synchronization
import TestSupport
import Testing

@testable import TeamCensus

@Suite("SharedCensus")
struct SharedCensusTests {
    /// Counts how often a census was taken.
    private final class Clock: Sendable {
        private let looks = Mutex<Int64>(0)
        func now() -> Int64 {
            looks.withLock {
                $0 += 1
                return $0
            }
        }
    }

    private let shared: SharedCensus

    init() {
        let clock = Clock()
        shared = SharedCensus(TeamCensus(roots: [], procfs: "/nowhere"), nowMs: { clock.now() })
    }

    @Test("whoever asks twice gets a new census")
    func twice() {
        let first = shared.report(for: "teams").takenAtMs
        #expect(shared.report(for: "teams").takenAtMs == first + 1)
    }

    @Test("another root is looked at with the next look, which nobody has seen")
    func reconfigured() {
        #expect(shared.report(for: "teams").rootPaths.isEmpty)
        shared.reconfigure(roots: ["/nowhere"], activeWindow: .seconds(1), detail: .none)
        #expect(shared.report(for: "processes").rootPaths == ["/nowhere"])
    }

    @Test("two who ask at once see one census")
    func atOnce() {
        // Two looks right after one another share a census unless this machine stood still for half a second.
        let isShared = eventually {
            let first = shared.report(for: "teams").takenAtMs
            return shared.report(for: "processes").takenAtMs == first
        }
        #expect(isShared)
    }
}
