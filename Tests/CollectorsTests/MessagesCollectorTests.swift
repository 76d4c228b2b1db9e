import Foundation
import MetricModel
import TeamRecording
import TestSupport
import Testing

@testable import Collectors

@Suite("MessagesCollector")
struct MessagesCollectorTests {
    private static let nowMs: Int64 = 1_785_355_560_000
    private let registry = MetricRegistry()

    private func collect(_ root: String) throws -> MessagesCollector {
        let recorder = TeamRecorder(roots: [root], nowMs: { Self.nowMs })
        let collector = try MessagesCollector(recorder: recorder, registry: registry)
        try collector.collect(into: registry)
        return collector
    }

    private func values(_ name: String) -> [String: Double] { registry.values(of: name) }

    @Test("the healthy tree is published as expected.json says")
    func healthyTree() throws {
        struct Expected: Decodable {
            struct Box: Decodable { let messages: Double, unread: Double }
            struct Group: Decodable { let inboxes: [String: Box] }
            let teams: [String: Group]
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("claude/expected.json")))
        let expected = try JSONDecoder().decode(Expected.self, from: data).teams
        _ = try collect(Fixtures.path("claude"))
        var (messages, unread): ([String: Double], [String: Double]) = ([:], [:])
        for (team, group) in expected {
            for (agent, box) in group.inboxes {
                messages["\(team)|\(agent)"] = box.messages
                unread["\(team)|\(agent)"] = box.unread
            }
        }
        #expect(values("orchestrator_inbox_messages") == messages)
        #expect(values("orchestrator_inbox_unread_messages") == unread)
        #expect(
            values("orchestrator_message_delivery_unobserved_total")["backlog"]
                == messages.values.reduce(0, +))
        #expect(values("orchestrator_messages_total").values.allSatisfy { $0 == 0 })
        #expect(values("orchestrator_messages_total")["alpha-team|alpha-team|text"] == 0)
        #expect(values("orchestrator_phantom_inboxes").values.allSatisfy { $0 == 0 })
        #expect(values("orchestrator_tasks")["moonlit-chasing-meerkat|pending"] == 3)
        #expect(values("orchestrator_internal_tasks")["moonlit-chasing-meerkat"] == 3)
        #expect(values("orchestrator_tasks_claimable")["moonlit-chasing-meerkat"] == 0)
    }

    @Test(
        "the edge tree is published without a refused value, and shows its phantom and what is behind a read one"
    )
    func edgeTree() throws {
        let collector = try collect(Fixtures.path("claude-edge"))
        try collector.collect(into: registry)
        #expect(registry.read { $0.refusedWrites } == 0)
        #expect(values("orchestrator_inbox_behind_messages")["inboxes-zoo|reread"] == 1)
        #expect((values("orchestrator_phantom_inboxes")["inboxes-zoo"] ?? 0) > 0)
    }

    @Test("no text of a message or a task is in any label or name of a value")
    func secrets() throws {
        let files = FileManager.default
        let root = files.temporaryDirectory.appendingPathComponent("secrets-\(UUID().uuidString)").path
        defer { try? files.removeItem(atPath: root) }
        let secret = "5ecret"
        func write(_ path: String, _ text: String) throws {
            let url = URL(fileURLWithPath: "\(root)/\(path)")
            try files.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        try write(
            "teams/t/config.json",
            #"{"members":[{"name":"a","prompt":"\#(secret)","cwd":"/\#(secret)"}],"description":"\#(secret)"}"#
        )
        let collector = try collect(root)
        try write(
            "teams/t/inboxes/a.json",
            #"[{"from":"a","text":"\#(secret)","summary":"\#(secret)","timestamp":"2026-07-29T20:05:59Z","read":true},"#
                + #"{"from":"a","text":"{\"type\":\"\#(secret)\",\"requestId\":\"\#(secret)\"}"}]"#)
        try write(
            "tasks/t/1.json", #"{"subject":"\#(secret)","description":"\#(secret)","status":"\#(secret)"}"#)
        try collector.collect(into: registry)
        #expect(values("orchestrator_messages_total")["t|t|text"] == 1)
        #expect(values("orchestrator_tasks")["t|other"] == 1)
        let shown = registry.update { table in
            table.allFamilies.flatMap { table.snapshot(of: $0).flatMap(\.labels) }
        }
        #expect(!shown.isEmpty && !shown.contains { $0.contains(secret) })
    }
}
