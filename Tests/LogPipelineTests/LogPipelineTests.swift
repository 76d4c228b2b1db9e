import LogRules
import LogTailing
import MetricModel
import TestSupport
import Testing

@testable import LogPipeline

@Suite("the pipeline")
struct LogPipelineTests {
    private static let line = "2026-02-07 12:00:00,123 - orchestrator - ERROR - it broke\n"

    /// Looks until the value is there, or for ten seconds at most.
    private func value(
        _ family: String,
        _ labels: [String],
        in registry: MetricRegistry,
        toBe expected: Double,
        collecting pipeline: LogPipeline? = nil
    ) -> Double? {
        let deadline = ContinuousClock.now + .seconds(10)
        var last: Double?
        repeat {
            pipeline?.collect(into: registry)
            last = registry.value(family, labels)
        } while last != expected && ContinuousClock.now < deadline
        return last
    }

    @Test("a written line is counted, and all families of the log are there at 0 before it")
    func countsLines() throws {
        let directory = try TemporaryDirectory("pipeline")
        let registry = MetricRegistry()
        let pipeline = try LogPipeline(
            LogPipelineConfiguration(
                sources: [LogSource(name: "app", paths: [directory.path("*.log")])],
                ruleSet: try RuleSet.load(files: [], includeBuiltIn: true),
                teamNames: ["app": "alpha"]
            ),
            registry: registry
        )
        #expect(registry.value("orchestrator_log_lines_total", ["app"]) == 0)
        #expect(registry.value("orchestrator_log_entries_total", ["app", "ERROR"]) == 0)
        #expect(registry.value("orchestrator_log_lost_bytes_total", ["app", "truncated"]) == 0)
        #expect(registry.value("orchestrator_log_file_errors_total", ["app", "not_a_file"]) == 0)
        #expect(registry.value("orchestrator_log_info", ["app", "alpha"]) == 1)
        try pipeline.start()
        try directory.append(Self.line, to: "a.log")
        #expect(
            value("orchestrator_log_lines_total", ["app"], in: registry, toBe: 1, collecting: pipeline) == 1)
        #expect(
            value(
                "orchestrator_log_entries_total", ["app", "ERROR"], in: registry, toBe: 1,
                collecting: pipeline) == 1)
        try directory.append(Self.line + "half", to: "a.log")
        #expect(
            value("orchestrator_log_lag_bytes", ["app"], in: registry, toBe: 4, collecting: pipeline) == 4)
        pipeline.stop()
        pipeline.collect(into: registry)
        let size = Double(2 * Self.line.utf8.count)
        #expect(registry.value("orchestrator_log_lines_total", ["app"]) == 2)
        #expect(registry.value("orchestrator_log_read_bytes_total", ["app"]) == size)
        #expect(registry.value("orchestrator_log_size_bytes", ["app"]) == size + 4)
        #expect(registry.value("orchestrator_log_files", ["app"]) == 1)
        #expect(registry.value("orchestrator_log_watch_mode", ["app", "inotify"]) == 1)
        #expect(registry.value("orchestrator_log_watch_mode", ["app", "poll"]) == 0)
        #expect(registry.value("orchestrator_log_poll_reason", ["app", "configured"]) == 0)
    }

    @Test("faults, rotations and losses are counted once each, however often their status is told")
    func countsStatus() throws {
        let registry = MetricRegistry()
        var status = TailStatus(logs: [LogStatus(name: "app", watchMode: .poll)])
        var counters = try LogStatusCounters(status, registry: registry)
        status.logs[0].errors = [.permission: 2]
        status.logs[0].lostBytes = [.deleted: 100]
        status.logs[0].lossEvents = [.deleted: 2]
        status.logs[0].rotations = 3
        status.logs[0].truncations = 4
        for _ in 0..<3 { counters.add(status, to: registry) }
        status.logs[0].lostBytes = [.deleted: 101]
        counters.add(status, to: registry)
        #expect(registry.value("orchestrator_log_file_errors_total", ["app", "permission"]) == 2)
        #expect(registry.value("orchestrator_log_lost_bytes_total", ["app", "deleted"]) == 101)
        #expect(registry.value("orchestrator_log_loss_events_total", ["app", "deleted"]) == 2)
        #expect(registry.value("orchestrator_log_rotations_total", ["app"]) == 3)
        #expect(registry.value("orchestrator_log_truncations_total", ["app"]) == 4)
    }

    @Test("gauges show the latest status, and those of a log that is gone go")
    func showsStatus() throws {
        let registry = MetricRegistry()
        var status = TailStatus(logs: [LogStatus(name: "app", watchMode: .poll)])
        status.logs[0].sizeBytes = 10
        status.logs[0].pollReason = .configured
        try LogStatusGauges(status, teamNames: [:], registry: registry).publish(status, into: registry)
        #expect(registry.value("orchestrator_log_watch_mode", ["app", "poll"]) == 1)
        #expect(registry.value("orchestrator_log_poll_reason", ["app", "configured"]) == 1)
        #expect(registry.value("orchestrator_log_poll_reason", ["app", "no_events"]) == 0)
        #expect(registry.value("orchestrator_log_size_bytes", ["app"]) == 10)
        let other = TailStatus(logs: [LogStatus(name: "other", watchMode: .poll)])
        _ = try LogStatusGauges(other, teamNames: [:], registry: registry)
        #expect(registry.value("orchestrator_log_size_bytes", ["app"]) == nil)
        #expect(registry.value("orchestrator_log_size_bytes", ["other"]) == 0)
    }

    @Test("a megabyte written line by line while rotating is counted exactly")
    func exactUnderRotation() throws {
        let directory = try TemporaryDirectory("pipeline")
        let registry = MetricRegistry()
        let pipeline = try LogPipeline(
            LogPipelineConfiguration(
                sources: [LogSource(name: "app", paths: [directory.path("app.log")])],
                ruleSet: try RuleSet.load(files: [], includeBuiltIn: true)
            ),
            registry: registry
        )
        try directory.append("", to: "app.log")
        try pipeline.start()
        let batch = String(repeating: Self.line, count: 50)
        let deadline = ContinuousClock.now + .seconds(20)
        for round in 1...400 {
            try directory.append(batch, to: "app.log")
            guard round % 80 == 0 else { continue }
            // The next file comes only after this one was met, as in any rotation that is not a race.
            while registry.value("orchestrator_log_lines_total", ["app"]) ?? 0 < Double((round - 79) * 50),
                ContinuousClock.now < deadline
            { pipeline.collect(into: registry) }
            try directory.rename("app.log", "app.log.\(round)")
        }
        #expect(
            value("orchestrator_log_lines_total", ["app"], in: registry, toBe: 20_000, collecting: pipeline)
                == 20_000)
        pipeline.stop()
        pipeline.collect(into: registry)
        #expect(registry.value("orchestrator_log_entries_total", ["app", "ERROR"]) == 20_000)
        #expect(registry.value("orchestrator_log_rotations_total", ["app"]) == 4)
    }

    @Test("a pipeline that was never started stops and collects")
    func neverStarted() throws {
        let registry = MetricRegistry()
        let pipeline = try LogPipeline(
            LogPipelineConfiguration(
                sources: [], ruleSet: try RuleSet.load(files: [], includeBuiltIn: true)),
            registry: registry
        )
        pipeline.collect(into: registry)
        pipeline.stop()
    }
}
