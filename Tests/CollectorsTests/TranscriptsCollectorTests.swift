import MetricModel
import TeamCensus
import TeamState
import TeamTracking
import TestSupport
import Testing

@testable import Collectors

@Suite("TranscriptsCollector")
struct TranscriptsCollectorTests {
    private static let nowMs: Int64 = 1_785_355_560_000
    private let registry = MetricRegistry()

    private func collector(
        _ roots: [String], countsHistory: Bool = true, stored: [StateChange]? = nil
    ) throws -> TranscriptsCollector {
        let census = TeamCensus(roots: roots, procfs: "/nowhere")
        return try TranscriptsCollector(
            census: SharedCensus(census, nowMs: { Self.nowMs }), roots: roots, countsHistory: countsHistory,
            registry: registry, stored: stored, nowMs: { Self.nowMs })
    }

    private func read(_ collector: TranscriptsCollector) {
        for _ in 0..<100 where collector.look() { return }
        Issue.record("the transcripts were not read to their ends")
    }

    private func tokens(of team: String) -> [String: Double] {
        registry.values(of: "orchestrator_agent_tokens_total").filter { $0.key.hasPrefix("\(team)|") }
    }

    @Test(
        "the healthy tree shows each agent's tokens under the label of its team, and a second look changes nothing"
    )
    func healthyTree() throws {
        let collector = try collector([Fixtures.path("claude")])
        read(collector)
        try collector.collect(into: registry)
        let team = "session-1b296605"
        let tokens = tokens(of: team)
        #expect(tokens["\(team)|team-lead|claude-opus-5|output"] == 300)
        #expect(tokens["\(team)|alice|claude-haiku-4-5-20251001|cache_creation"] == 1500)
        #expect(tokens["\(team)|carol|claude-sonnet-5|cache_read"] == 200)
        #expect(tokens["\(team)|bob|claude-haiku-4-5-20251001|input"] == 3)
        #expect(tokens.count == 5 * 4, "four agents, of whom one has a helper with another model")
        #expect(registry.values(of: "orchestrator_agent_turn_seconds")["\(team)|team-lead"] == 1)
        #expect(registry.values(of: "orchestrator_agent_turn_seconds")["\(team)|alice"] == 0)
        #expect(registry.values(of: "orchestrator_transcripts")[""] == 7)
        // The last line of one of them has no newline yet.
        #expect(registry.values(of: "orchestrator_transcript_unread_bytes")[""] == 279)
        read(collector)
        try collector.collect(into: registry)
        #expect(self.tokens(of: team) == tokens)
        #expect(registry.read { $0.refusedWrites } == 0)
        let key = TeamKey(root: Fixtures.path("claude"), directory: Array(team.utf8))
        #expect(collector.activity()[key]?["alice"] == 1_785_355_319_000)
    }

    @Test("the edge tree is published without a refused value, and its faults are counted")
    func edgeTree() throws {
        let collector = try collector([Fixtures.path("claude-edge"), Fixtures.path("claude")])
        read(collector)
        for _ in 0..<2 { try collector.collect(into: registry) }
        #expect(registry.read { $0.refusedWrites } == 0)
        #expect(registry.values(of: "orchestrator_transcript_skipped_total")["malformed"] == 6)
        #expect(registry.values(of: "orchestrator_transcript_skipped_total")["value"] == 3)
        #expect(registry.values(of: "orchestrator_transcript_skipped_total")["too_long"] == 0)
        #expect(tokens(of: "開発チーム")["開発チーム|テスト担当🧪|claude-sonnet-5|output"] == 8)
    }

    @Test("no text, path, branch, address or session of a transcript is in any label")
    func privacy() throws {
        let directory = try TemporaryDirectory("secrets")
        let secrets = [
            "hush-text", "hush-cwd", "hush-branch", "hush@mail.example", "hush-session", "hush-slug",
            "hush-tool",
        ]
        let line =
            #"{"type":"assistant","cwd":"/home/hush-cwd","gitBranch":"hush-branch","sessionId":"hush-session","#
            + #""uuid":"hush-session","timestamp":"2026-07-29T20:00:00Z","userEmail":"hush@mail.example","requestId":"#
            + #""hush-session","message":{"id":"hush-session","model":"m","content":[{"type":"tool_use","name":"#
            + #""hush-tool","input":{"text":"hush-text"}}],"usage":{"input_tokens":1,"output_tokens":"hush-text"}}}"#
        let spawn =
            #"{"type":"user","toolUseResult":{"status":"teammate_spawned","agent_id":"hush-tool@team"}}"#
        try directory.write("\(line)\n\(spawn)\nhush-text\n", to: "projects/-hush-slug/hush-session.jsonl")
        let sidecar = #"{"name":"helper","toolUseId":"hush-tool","description":"hush-text"}"#
        try directory.write(sidecar, to: "projects/-hush-slug/hush-session/subagents/agent-1.meta.json")
        try directory.write(
            line + "\n", to: "projects/-hush-slug/hush-session/subagents/agent-1.jsonl")
        let collector = try collector([directory.path])
        read(collector)
        try collector.collect(into: registry)
        let labels = Catalogue.families.flatMap { registry.values(of: $0.name.text).keys }
        #expect(labels.contains("team|team-lead|m|input"))
        for secret in secrets { #expect(!labels.contains { $0.contains(secret) }, "\(secret)") }
    }

    @Test("where books are stored, what is shown is what was committed, and a restart goes on from it")
    func committed() throws {
        let directory = try TemporaryDirectory("stored")
        func response(_ id: String, _ count: Int) -> String {
            #"{"type":"assistant","timestamp":"2026-07-29T20:05:00Z","teamName":"t","agentName":"a","message":{"id":""#
                + id + #"","model":"m","usage":{"output_tokens":\#(count)}}}"# + "\n"
        }
        let file = "projects/-a/s.jsonl"
        try directory.write(response("one", 5), to: file)
        let first = try collector([directory.path], stored: [])
        read(first)
        try first.collect(into: registry)
        #expect(tokens(of: "t").isEmpty)
        var store: [[UInt8]: StateChange] = [:]
        func commit(_ collector: TranscriptsCollector, everything: Bool = false) {
            for change in collector.takeChanges(everything: everything) { store[change.name] = change }
            collector.didCommit()
        }
        commit(first)
        try directory.append(response("two", 7), to: file)
        read(first)
        try first.collect(into: registry)
        #expect(tokens(of: "t")["t|a|m|output"] == 5)
        let second = try TranscriptsCollector(
            census: SharedCensus(TeamCensus(roots: [], procfs: "/nowhere"), nowMs: { Self.nowMs }),
            roots: [directory.path], countsHistory: true, registry: MetricRegistry(),
            stored: Array(store.values), nowMs: { Self.nowMs })
        read(second)
        commit(second, everything: true)
        let registry = MetricRegistry()
        let third = try TranscriptsCollector(
            census: SharedCensus(TeamCensus(roots: [], procfs: "/nowhere"), nowMs: { Self.nowMs }),
            roots: [directory.path], countsHistory: true, registry: registry, stored: Array(store.values),
            nowMs: { Self.nowMs })
        commit(third)
        read(third)
        commit(third)
        try third.collect(into: registry)
        #expect(registry.values(of: "orchestrator_agent_tokens_total")["t|a|m|output"] == 12)
    }
}
