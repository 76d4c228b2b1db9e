import Foundation
import LogRules
import LogTailing
import MetricModel
import StateStore
import TestSupport
import Testing

@testable import LogPipeline

/// One log directory, one state directory, and a pipeline over them that can be stopped, killed and reloaded.
final class PipelineRig {
    static let errorLine = "2026-02-07 12:00:00,123 - orchestrator - ERROR - it broke\n"

    let directory: TemporaryDirectory
    private(set) var registry = MetricRegistry()
    private(set) var pipeline: LogPipeline?
    var rules: String
    var logNames = ["app"]
    var startAt = LogSource.StartPosition.beginning
    var faults = StateFaults.none

    init(rules: String = "rules: []") throws {
        directory = try TemporaryDirectory("pipeline")
        self.rules = rules
    }

    deinit { pipeline?.stop() }

    func configuration() throws -> LogPipelineConfiguration {
        LogPipelineConfiguration(
            sources: logNames.map {
                LogSource(name: $0, paths: [directory.path("\($0)*.log")], startAt: startAt)
            },
            ruleSet: try RuleSet.load(files: [("rules.yml", Array(rules.utf8))], includeBuiltIn: true),
            entryTimes: Dictionary(uniqueKeysWithValues: logNames.map { ($0, .standard) })
        )
    }

    /// Starts as a new process would: an empty registry, and what the store holds.
    func start() throws {
        registry = MetricRegistry()
        let (store, state) = try StateStore.open(
            directory: directory.path("state"), programVersion: "test", faults: faults)
        let pipeline = try LogPipeline(try configuration(), registry: registry, store: store, state: state)
        try pipeline.start()
        self.pipeline = pipeline
    }

    func stop() {
        pipeline?.stop()
        pipeline = nil
    }

    /// Ends without a last commit: what was read since the last one is forgotten.
    func kill() {
        guard let pipeline else { return }
        #expect(pipeline.endThread(within: .seconds(10)))
        pipeline.store?.close()
        self.pipeline = nil
    }

    func reload() throws {
        try pipeline?.reload(try configuration())
    }

    /// A scrape: commits, then shows.
    func scrape(_ family: String, _ labels: [String]) -> Double? {
        pipeline?.collect(into: registry)
        return registry.value(family, labels)
    }

    /// Scrapes until the value is there, or for ten seconds at most; answers the last one.
    func scrape(_ family: String, _ labels: [String], until expected: Double) -> Double? {
        let deadline = ContinuousClock.now + .seconds(10)
        var last: Double?
        repeat {
            last = scrape(family, labels)
        } while last != expected && ContinuousClock.now < deadline
        return last
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

extension TemporaryDirectory {
    func rename(_ old: String, _ new: String) throws {
        try FileManager.default.moveItem(atPath: path(old), toPath: path(new))
    }
}
