import LogTailing
import StateStore
import TestSupport
import Testing

@testable import LogPipeline

/// `start_at: end` is for the files that are there when a log is met for the first time, ever.
@Suite struct FirstSightTests {
    private func rig() throws -> PipelineRig {
        let rig = try PipelineRig()
        rig.startAt = .end
        return rig
    }

    /// What is there at the first look is skipped.
    private func awaitFirstLook(_ rig: PipelineRig) {
        let deadline = ContinuousClock.now + .seconds(10)
        while !(rig.pipeline?.status().tail.hasScanned ?? false), ContinuousClock.now < deadline {
            rig.pipeline?.collect(into: rig.registry)
        }
    }

    @Test(
        "after a run that met no file, a file that came while nobody looked is read whole",
        arguments: [true, false])
    func noFileMet(isKilled: Bool) throws {
        let rig = try rig()
        try rig.start()
        awaitFirstLook(rig)
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"]) == 0)
        if isKilled { rig.kill() } else { rig.stop() }
        try rig.directory.append(PipelineRig.errorLine, to: "app.log")
        try rig.start()
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 1) == 1)
    }

    @Test("a log that is added between two runs starts at its end, and the known ones go on")
    func addedBetweenRuns() throws {
        let rig = try rig()
        try rig.start()
        awaitFirstLook(rig)
        try rig.directory.append(PipelineRig.errorLine, to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 1) == 1)
        rig.stop()
        try rig.directory.append(PipelineRig.errorLine, to: "app.log")
        try rig.directory.append(PipelineRig.errorLine, to: "web.log")
        rig.logNames = ["app", "web"]
        try rig.start()
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 2) == 2)
        #expect(rig.scrape("orchestrator_log_lines_total", ["web"]) == 0)
        try rig.directory.append(PipelineRig.errorLine, to: "web.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["web"], until: 1) == 1)
    }
}
