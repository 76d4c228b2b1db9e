import LogTailing
import StateStore
import Synchronization
import TestSupport
import Testing

@testable import LogPipeline

/// What becomes of the records of logs and rules that are configured no more.
@Suite struct DormancyTests {
    private final class Clock: Sendable {
        let start = ContinuousClock.now
        let passed = Mutex(Duration.zero)

        var now: ContinuousClock.Instant { start + passed.withLock { $0 } }

        var stateClock: StateClock {
            StateClock(now: { self.now }, wallMilliseconds: { StateClock.system.wallMilliseconds() })
        }
    }

    private func lines(_ state: StoredState) -> Int {
        state.series.count { $0.key.family == "orchestrator_log_lines_total" }
    }

    @Test("positions, counts and the name of a log go when it was not configured for 30 days of running")
    func forgotten() throws {
        let rig = try PipelineRig()
        rig.logNames = ["app", "web"]
        try rig.start()
        try rig.directory.append(PipelineRig.errorLine, to: "app.log")
        try rig.directory.append(PipelineRig.errorLine, to: "web.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["web"], until: 1) == 1)
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 1) == 1)
        rig.stop()
        rig.logNames = ["app"]
        #expect(lines(try run(rig, days: 29)) == 2)
        let state = try run(rig, days: 2)
        #expect(lines(state) == 1)
        #expect(state.files.map(\.logName) == ["app"])
        #expect(!state.owners.contains(StoredOwner(kind: .log, name: "web")))
        #expect(state.owners.contains(StoredOwner(kind: .log, name: "app")))
    }

    /// Runs without a thread, a turn an hour, and answers what is stored in the end.
    private func run(_ rig: PipelineRig, days: Int) throws -> StoredState {
        let clock = Clock()
        let configuration = try rig.configuration()
        let (store, state) = try StateStore.open(
            directory: rig.directory.path("state"), programVersion: "test", clock: clock.stateClock)
        let recorder = try LogRecorder(
            configuration, published: rig.registry, store: store, requests: CommitRequests())
        try recorder.begin(with: state, sources: configuration.sources)
        let status = LogTailer(sources: configuration.sources).status()
        for _ in 0...(days * 24) {
            _ = recorder.turnEnded(TailTurn(now: clock.now, isCaughtUp: true, status: status))
            clock.passed.withLock { $0 += .seconds(3600) }
        }
        recorder.commit(status, forScrape: false)
        store.close()
        let (again, left) = try StateStore.open(
            directory: rig.directory.path("state"), programVersion: "test")
        again.close()
        return left
    }
}
