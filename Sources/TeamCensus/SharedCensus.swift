package import ProcessTable
import Synchronization

/// One census for all who ask in the course of one scrape: files and processes are looked at once.
package final class SharedCensus: Sendable {
    /// A census that one asked for is shown to the others for so long; then it is of an earlier scrape.
    private static let sharedFor = Duration.milliseconds(500)

    private struct State {
        var census: TeamCensus
        var report: CensusReport?
        var takenAt = ContinuousClock.now
        /// Who has seen this report; asking again, one wants a new one.
        var seenBy: Set<String> = []
    }

    private struct Sight {
        var roots: [String]
        var activeWindow: Duration
        var detail: ProcessScanner.Detail
    }

    private let state: Mutex<State>
    private let pending = Mutex<Sight?>(nil)
    private let nowMs: @Sendable () -> Int64

    /// - Parameter nowMs: milliseconds since 1970.
    package init(_ census: sending TeamCensus, nowMs: @escaping @Sendable () -> Int64) {
        state = Mutex(State(census: census))
        self.nowMs = nowMs
    }

    /// Looks at other roots, or judges otherwise, from the next look on. Never waits for one that is under way.
    package func reconfigure(roots: [String], activeWindow: Duration, detail: ProcessScanner.Detail) {
        pending.withLock { $0 = Sight(roots: roots, activeWindow: activeWindow, detail: detail) }
    }

    /// The census of this scrape; waits while another takes it. No one sees the same census twice.
    ///
    /// - Parameter name: of who asks.
    package func report(for name: String) -> CensusReport {
        state.withLock { state in
            let sight = pending.withLock { pending in
                defer { pending = nil }
                return pending
            }
            if sight == nil, let report = state.report, ContinuousClock.now - state.takenAt < Self.sharedFor,
                state.seenBy.insert(name).inserted
            {
                return report
            }
            if let sight {
                state.census.reconfigure(
                    roots: sight.roots, activeWindow: sight.activeWindow, detail: sight.detail)
            }
            let report = state.census.take(nowMs: nowMs())
            state.report = report
            state.takenAt = .now
            state.seenBy = [name]
            return report
        }
    }
}
