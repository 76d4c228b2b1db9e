import Foundation
import LogRules
import LogTailing
import MetricModel
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
        let directory = try TemporaryDirectory()
        let registry = MetricRegistry()
        let pipeline = try LogPipeline(
            sources: [LogSource(name: "app", paths: [directory.path("*.log")])],
            ruleSet: try RuleSet.load(files: [], includeBuiltIn: true),
            registry: registry,
            teamNames: ["app": "alpha"]
        )
        #expect(registry.value("orchestrator_log_lines_total", ["app"]) == 0)
        #expect(registry.value("orchestrator_log_entries_total", ["app", "ERROR"]) == 0)
        #expect(registry.value("orchestrator_log_lost_bytes_total", ["app", "truncated"]) == 0)
        #expect(registry.value("orchestrator_log_file_errors_total", ["app", "not_a_file"]) == 0)
        #expect(registry.value("orchestrator_log_info", ["app", "alpha"]) == 1)
        try pipeline.start()
        try directory.append(Self.line, to: "a.log")
        #expect(value("orchestrator_log_lines_total", ["app"], in: registry, toBe: 1) == 1)
        #expect(value("orchestrator_log_entries_total", ["app", "ERROR"], in: registry, toBe: 1) == 1)
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
    }

    @Test("faults, rotations and losses reach the registry once each, however often it is collected")
    func publishesStatus() throws {
        let registry = MetricRegistry()
        var status = TailStatus(logs: [LogStatus(name: "app", watchMode: .poll)])
        var publisher = try LogStatusPublisher(status, teamNames: [:], registry: registry)
        status.logs[0].errors = [.permission: 2]
        status.logs[0].lostBytes = [.deleted: 100]
        status.logs[0].rotations = 3
        status.logs[0].truncations = 4
        for _ in 0..<3 { registry.update { publisher.publish(status, into: &$0) } }
        status.logs[0].lostBytes = [.deleted: 101]
        registry.update { publisher.publish(status, into: &$0) }
        #expect(registry.value("orchestrator_log_file_errors_total", ["app", "permission"]) == 2)
        #expect(registry.value("orchestrator_log_lost_bytes_total", ["app", "deleted"]) == 101)
        #expect(registry.value("orchestrator_log_rotations_total", ["app"]) == 3)
        #expect(registry.value("orchestrator_log_truncations_total", ["app"]) == 4)
        #expect(registry.value("orchestrator_log_watch_mode", ["app", "poll"]) == 1)
    }

    @Test("a megabyte written line by line while rotating is counted exactly")
    func exactUnderRotation() throws {
        let directory = try TemporaryDirectory()
        let registry = MetricRegistry()
        let pipeline = try LogPipeline(
            sources: [LogSource(name: "app", paths: [directory.path("app.log")])],
            ruleSet: try RuleSet.load(files: [], includeBuiltIn: true),
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
            {}
            try directory.rename("app.log", "app.log.\(round)")
        }
        #expect(value("orchestrator_log_lines_total", ["app"], in: registry, toBe: 20_000) == 20_000)
        pipeline.stop()
        pipeline.collect(into: registry)
        #expect(registry.value("orchestrator_log_entries_total", ["app", "ERROR"]) == 20_000)
        #expect(registry.value("orchestrator_log_rotations_total", ["app"]) == 4)
    }

    @Test("a pipeline that was never started stops and collects")
    func neverStarted() throws {
        let registry = MetricRegistry()
        let pipeline = try LogPipeline(
            sources: [],
            ruleSet: try RuleSet.load(files: [], includeBuiltIn: true),
            registry: registry
        )
        pipeline.collect(into: registry)
        pipeline.stop()
    }
}

extension MetricRegistry {
    /// The value of one series; nil when it does not exist.
    func value(_ family: String, _ labels: [String]) -> Double? {
        update { table in
            guard let id = table.family(named: family), let series = table.find(id, labels: labels) else {
                return nil
            }
            return table.value(of: series)
        }
    }
}

/// A fresh directory, removed at the end of its test.
final class TemporaryDirectory {
    private let root: URL

    init() throws {
        root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("pipeline-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: root)
        } catch {
            Issue.record("the test directory stays behind: \(error)")
        }
    }

    func path(_ name: String) -> String { root.appendingPathComponent(name).path }

    func append(_ text: String, to name: String) throws {
        if !FileManager.default.fileExists(atPath: path(name)) {
            try #require(FileManager.default.createFile(atPath: path(name), contents: nil))
        }
        let handle = try FileHandle(forWritingTo: root.appendingPathComponent(name))
        defer { handle.closeFile() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
    }

    func rename(_ old: String, _ new: String) throws {
        try FileManager.default.moveItem(atPath: path(old), toPath: path(new))
    }
}
