import Logging
import MetricModel
import StateStore
import Testing

@testable import ExporterService

@Suite("state status")
struct StateStatusTests {
    private let full = StateCondition.degraded(reason: "no space left on device")

    private func levels(_ status: StateStatus, since earlier: StateStatus?) -> [Logger.Level] {
        StateNews(status, since: earlier).items.map(\.level)
    }

    @Test("losses of both stores add up, but who removes the state directory removes both at once")
    func merged() {
        let logs = StateStatus(condition: .good, resets: [.removed: 1, .damaged: 1])
        let teams = StateStatus(condition: full, resets: [.removed: 1, .damaged: 2])
        let both = StateStatus(merging: [logs, teams])
        #expect(both.resets == [.removed: 1, .damaged: 3])
        #expect(both.condition == full)
    }

    @Test("a good start is no news")
    func silence() {
        #expect(levels(StateStatus(condition: .good), since: nil).isEmpty)
    }

    @Test("a change is told once, and so is its end")
    func changes() {
        let (good, bad) = (StateStatus(condition: .good), StateStatus(condition: full))
        #expect(levels(bad, since: nil) == [.warning])
        #expect(levels(bad, since: good) == [.warning])
        #expect(levels(bad, since: bad).isEmpty)
        #expect(levels(good, since: bad) == [.notice])
        #expect(StateNews(bad, since: good).items.first?.metadata["reason"] == "no space left on device")
    }

    @Test(
        "each loss of stored values is told when it happens, also one at the start",
        arguments: StateResetReason.allCases)
    func resets(reason: StateResetReason) {
        let once = StateStatus(condition: .good, resets: [reason: 1])
        let twice = StateStatus(condition: .good, resets: [reason: 2])
        #expect(levels(once, since: nil) == [.warning])
        #expect(levels(once, since: once).isEmpty)
        #expect(levels(twice, since: once) == [.warning])
        #expect(StateNews(twice, since: once).items.first?.metadata["reason"] == reason.rawValue)
    }

    @Test("an outage is told by its condition alone")
    func outage() {
        let good = StateStatus(condition: .good)
        let bad = StateStatus(condition: full, resets: [.unwritable: 1])
        #expect(
            StateNews(bad, since: good).items.map { $0.metadata["reason"] } == ["no space left on device"])
        #expect(levels(StateStatus(condition: .good, resets: [.unwritable: 1]), since: bad) == [.notice])
    }

    @Test("every reason is shown at 0 from the start, and the gauge follows the condition")
    func metrics() throws {
        let registry = MetricRegistry()
        let metrics = try StateMetrics(registry: registry)
        metrics.publish(StateStatus(condition: .good), into: registry)
        #expect(values("agent_teams_exporter_state_writable", registry) == ["": 1])
        let zeros = Dictionary(uniqueKeysWithValues: StateResetReason.allCases.map { ($0.rawValue, 0.0) })
        #expect(values("agent_teams_exporter_state_resets_total", registry) == zeros)
        #expect(values("agent_teams_exporter_state_last_commit_timestamp_seconds", registry).isEmpty)
        let later = StateStatus(condition: full, resets: [.damaged: 2], lastCommitMilliseconds: 1500)
        metrics.publish(later, into: registry)
        #expect(values("agent_teams_exporter_state_last_commit_timestamp_seconds", registry) == ["": 1.5])
        #expect(values("agent_teams_exporter_state_writable", registry) == ["": 0])
        #expect(values("agent_teams_exporter_state_resets_total", registry)["damaged"] == 2)
    }

    @Test("the duration of commits is shown as a histogram whose bounds are those that are counted by")
    func durations() throws {
        #expect(Catalogue.stateCommitDuration.buckets == CommitDurations.bounds)
        let registry = MetricRegistry()
        let metrics = try StateMetrics(registry: registry)
        for _ in 0..<2 { metrics.publish(StateStatus(condition: .good), into: registry) }
        #expect(values("agent_teams_exporter_state_commit_duration_seconds", registry) == ["": 0])
        #expect(registry.update { $0.refusedWrites } == 0)
    }

    private func values(_ name: String, _ registry: MetricRegistry) -> [String: Double] {
        registry.update { table in
            guard let family = table.family(named: name) else { return [:] }
            let samples = table.snapshot(of: family).map { ($0.labels.joined(separator: "|"), $0.value) }
            return Dictionary(uniqueKeysWithValues: samples)
        }
    }
}
