import Foundation
import MetricModel
import TeamCensus
import TeamRecording
import TeamTracking
import TestSupport
import Testing

@testable import Collectors

@Suite("AgentsCollector")
struct AgentsCollectorTests {
    /// A minute after the last message of the newest team of the healthy tree.
    private static let nowMs: Int64 = 1_785_355_560_000
    private let registry = MetricRegistry()

    private func collect(
        _ roots: [String], nowMs: Int64 = nowMs, procfs: String = "/nowhere",
        _ settings: AgentSettings = .init()
    ) throws {
        let census = SharedCensus(TeamCensus(roots: roots, procfs: procfs), nowMs: { nowMs })
        let recorder = TeamRecorder(roots: roots, settings: settings, nowMs: { nowMs })
        try AgentsCollector(census: census, recorder: recorder, registry: registry).collect(into: registry)
    }

    private func values(_ name: String) -> [String: Double] { registry.values(of: name) }

    /// The one state of each agent.
    private var states: [String: String] {
        var states: [String: String] = [:]
        for (labels, value) in values("orchestrator_agent_state") where value == 1 {
            let parts = labels.split(separator: "|", omittingEmptySubsequences: false)
            states[parts.dropLast().joined(separator: "|")] = parts.last.map(String.init)
        }
        return states
    }

    @Test("the agents of the healthy tree are in the states that their files and nothing else tell")
    func healthyTree() throws {
        try collect([Fixtures.path("claude")])
        let expected = [
            // Quiet for more than 5 minutes, though nothing is asked of them.
            "alpha-team|lead": "unknown", "beta-team|ui-dev": "unknown",
            "humble-chasing-goose|team-lead": "unknown",
            // Asked, unread or in the middle of a task, and quiet for as long.
            "alpha-team|api-dev": "stalled", "beta-team|lead": "stalled",
            "humble-chasing-goose|docs-types": "stalled", "humble-chasing-goose|docs-events": "stalled",
            "moonlit-chasing-meerkat|team-lead": "stalled", "moonlit-chasing-meerkat|doc-writer-1": "stalled",
            "moonlit-chasing-meerkat|doc-writer-2": "stalled",
            "moonlit-chasing-meerkat|doc-writer-3": "stalled",
            // Wrote a minute ago; said four minutes ago that it is done and was asked since; agreed to go.
            "session-1b296605|team-lead": "working", "session-1b296605|alice": "working",
            "session-1b296605|bob": "departed",
        ]
        #expect(states == expected)
        for (agent, state) in expected {
            let up = values("orchestrator_agent_up")[agent]
            #expect(up == (state == "departed" ? nil : state == "stalled" ? 0 : 1), "\(agent)")
            #expect(values("orchestrator_agent_timeouts_total")[agent] == 0)
            #expect(values("orchestrator_agent_timeout_seconds")[agent] == 300)
        }
        let idle = values("orchestrator_agent_idle_time_seconds")
        #expect(idle["session-1b296605|team-lead"] == 60 && idle["alpha-team|lead"] == 330)
        #expect(idle["session-1b296605|alice"] == 240 && idle["session-1b296605|bob"] == nil)
        let activity = values("orchestrator_agent_last_activity_timestamp_seconds")
        #expect(activity["beta-team|lead"] == 1_785_355_214.5)
        let counts = values("orchestrator_team_agents")
        #expect(counts["session-1b296605|working"] == 2 && counts["session-1b296605|departed"] == 1)
        #expect(counts["moonlit-chasing-meerkat|stalled"] == 4 && counts["moonlit-chasing-meerkat|dead"] == 0)
        #expect(registry.read { $0.refusedWrites } == 0)
    }

    @Test("agents that left more than five minutes ago have no series")
    func departed() throws {
        try collect([Fixtures.path("claude")], nowMs: 1_785_355_502_500 + 300_001)
        #expect(states["session-1b296605|bob"] == nil && states["session-1b296605|alice"] != nil)
        #expect(values("orchestrator_agent_timeouts_total")["session-1b296605|bob"] == nil)
    }

    @Test("a teammate in a pane whose process is not there is dead, one whose process is there is not")
    func processes() throws {
        try collect([Fixtures.path("claude")], procfs: Fixtures.path("claude-edge/proc"))
        #expect(states["session-1b296605|alice"] == "dead")
        #expect(values("orchestrator_agent_up")["session-1b296605|alice"] == 0)
        #expect(states["session-1b296605|team-lead"] == "working", "no registry entry tells of it")
    }

    @Test("rules for thresholds, the clock alone and expected agents do what they say")
    func settings() throws {
        var settings = AgentSettings()
        settings.upRule = .elapsed
        settings.rules = [
            .init(team: NamePattern("*-team"), agent: NamePattern("lead"), timeout: .seconds(3600))
        ]
        settings.expected = ["alpha-team/ghost", "gamma-team"].compactMap(ExpectedAgent.init)
        try collect([Fixtures.path("claude")], settings)
        let up = values("orchestrator_agent_up")
        #expect(up["alpha-team|lead"] == 1 && up["alpha-team|api-dev"] == 0 && up["beta-team|lead"] == 1)
        #expect(values("orchestrator_agent_timeout_seconds")["beta-team|lead"] == 3600)
        #expect(up["alpha-team|ghost"] == 0)
        #expect(values("orchestrator_expected_team_present") == ["alpha-team": 1, "gamma-team": 0])
    }

    @Test("the edge tree is published without a refused value, each agent in exactly one state")
    func edgeTree() throws {
        try collect([Fixtures.path("claude-edge"), Fixtures.path("claude")])
        #expect(registry.read { $0.refusedWrites } == 0)
        var sums: [String: Double] = [:]
        for (labels, value) in values("orchestrator_agent_state") {
            sums[String(labels[..<(labels.lastIndex(of: "|") ?? labels.endIndex)]), default: 0] += value
        }
        #expect(sums.count > 30 && sums.values.allSatisfy { $0 == 1 })
        #expect(Set(sums.keys).isSuperset(of: values("orchestrator_agent_up").keys))
    }
}
