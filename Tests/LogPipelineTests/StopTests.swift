import Dispatch
import LogTailing
import StateStore
import Synchronization
import TestSupport
import Testing

@testable import LogPipeline

/// A stop ends in time, whatever hangs.
@Suite struct StopTests {
    /// A disk on which each commit waits until it is let go.
    private final class SlowDisk: Sendable {
        private let isSlow = Atomic<Bool>(false)
        let entered = DispatchSemaphore(value: 0)
        private let gate = DispatchSemaphore(value: 0)

        var faults: StateFaults {
            StateFaults { [self] in
                if isSlow.load(ordering: .acquiring) {
                    entered.signal()
                    gate.wait()
                    gate.signal()
                }
                return false
            }
        }

        func hang() { isSlow.store(true, ordering: .releasing) }

        func heal() {
            isSlow.store(false, ordering: .releasing)
            gate.signal()
        }
    }

    private func started(_ disk: SlowDisk) throws -> PipelineRig {
        let rig = try PipelineRig()
        rig.faults = disk.faults
        try rig.start()
        try rig.directory.append(PipelineRig.errorLine, to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 1) == 1)
        return rig
    }

    /// Ends the reader and leaves a line to commit: a commit of nothing new would not reach the disk.
    private func leaveToCommit(_ pipeline: LogPipeline) {
        #expect(pipeline.endThread(within: .seconds(10)))
        let recorder = pipeline.running.withLock(\.recorder)
        let line = Array(PipelineRig.errorLine.utf8)
        recorder.consume(line.span, from: BlockOrigin(logIndex: 0, fileID: 0, offset: 0))
        recorder.batchEnded(TailBatch())
    }

    /// Whether a stop ends while the disk still hangs.
    private func endsWhileHanging(_ pipeline: LogPipeline?) -> Bool {
        let ended = DispatchSemaphore(value: 0)
        DispatchQueue(label: "stop").async {
            pipeline?.stop()
            ended.signal()
        }
        return ended.wait(timeout: .now() + .seconds(20)) == .success
    }

    @Test("a stop does not wait for a commit that hangs")
    func slowDisk() throws {
        let disk = SlowDisk()
        let rig = try started(disk)
        disk.hang()
        try rig.directory.append(PipelineRig.errorLine, to: "app.log")
        #expect(disk.entered.wait(timeout: .now() + .seconds(10)) == .success)
        #expect(endsWhileHanging(rig.pipeline))
        disk.heal()
    }

    @Test("a stop does not wait for a last commit that hangs")
    func slowLastCommit() throws {
        let disk = SlowDisk()
        let rig = try started(disk)
        let pipeline = try #require(rig.pipeline)
        leaveToCommit(pipeline)
        disk.hang()
        #expect(endsWhileHanging(pipeline))
        disk.heal()
    }

    @Test("a stop does not wait for a reload that hangs in its commit, and the reload goes no further")
    func slowReload() throws {
        let disk = SlowDisk()
        let rig = try started(disk)
        let pipeline = try #require(rig.pipeline)
        let configuration = try rig.configuration()
        leaveToCommit(pipeline)
        disk.hang()
        let outcome = Mutex<LogReloadError?>(nil)
        let reloaded = DispatchSemaphore(value: 0)
        DispatchQueue(label: "reload").async {
            do throws(LogReloadError) {
                try pipeline.reload(configuration)
            } catch {
                outcome.withLock { $0 = error }
            }
            reloaded.signal()
        }
        #expect(disk.entered.wait(timeout: .now() + .seconds(10)) == .success)
        #expect(endsWhileHanging(pipeline))
        disk.heal()
        #expect(reloaded.wait(timeout: .now() + .seconds(20)) == .success)
        #expect(outcome.withLock { $0 } == .stopping)
    }
}
