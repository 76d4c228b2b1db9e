import Foundation
import TestSupport
import Testing

@testable import TeamState

@Suite("InboxMessage")
struct InboxMessageTests {
    private static let nowMs: Int64 = 1_785_355_560_000

    private func zoo(_ recipient: String) throws -> Inbox {
        let teams = TeamReader(roots: [Fixtures.path("claude-edge")]).scan(nowMs: Self.nowMs).teams
        let zoo = try #require(teams.first { $0.label == "inboxes-zoo" })
        return try #require(zoo.inboxes.first { $0.recipient == Array(recipient.utf8) })
    }

    /// The inbox that this text is, read from a file.
    private func inbox(_ json: String) throws -> Inbox {
        let tree = try ScratchTree()
        try tree.writeTeam("t")
        try tree.write("teams/t/inboxes/lead.json", json)
        let team = try #require(TeamReader(roots: [tree.path]).scan(nowMs: Self.nowMs).teams.first)
        return try #require(team.inboxes.first)
    }

    @Test("a message is kept in 32 bytes")
    func size() { #expect(MemoryLayout<InboxMessage>.stride == 32) }

    @Test(
        "each known type of message has its class, other types are other, and what is no such object is text")
    func types() throws {
        let types = try zoo("protocol-zoo").messages.map(\.type)
        #expect(
            types.prefix(13) == [
                .idleAvailable, .idleInterrupted, .idleFailed, .taskAssignment, .taskCompleted,
                .shutdownRequest,
                .shutdownApproved, .shutdownRejected, .shutdownResponse, .shutdownResponse, .planRequest,
                .planResponse, .permissionRequest,
            ])
        #expect(Set(types).isSuperset(of: [.permissionResponse]))
        #expect(
            try zoo("not-json-text").messages.map(\.type)
                == [.prose, .prose, .prose, .prose, .idleOtherwise, .prose])
    }

    @Test(
        "only an object with a string type is a message of the harness",
        arguments: [
            ("plain", .prose), ("{", .prose), ("{}", .prose), (#"{\"type\":7}"#, .prose), ("[1]", .prose),
            (#"  {\"type\":\"idle_notification\"}"#, .idleOtherwise), (#"{\"type\":\"novelty\"}"#, .unknown),
            (#"{\"type\":\"join_request\"} and more"#, .prose),
        ] as [(String, MessageType)])
    func envelope(text: String, type: MessageType) throws {
        #expect(try inbox(#"[{"from":"a","text":"\#(text)"}]"#).messages.map(\.type) == [type])
    }

    @Test("a request and its answer share a hash in either key style, and no other message has one")
    func requestIDs() throws {
        let messages = try zoo("protocol-zoo").messages
        let shutdown = messages.filter { $0.type.messageClass == .shutdown }.map(\.requestHash)
        #expect(Set(shutdown).count == 1 && shutdown.first != .some(nil))
        #expect(
            messages.filter { !$0.type.isRequest && !$0.type.isResponse }.allSatisfy { $0.requestHash == nil }
        )
    }

    @Test(
        "the fingerprint depends on sender, time and text, and not on the read flag or how the time is written"
    )
    func fingerprints() throws {
        let base = #"{"from":"a","text":"x","timestamp":"2026-07-29T20:00:01.000Z","read":false}"#
        let variants = [
            base, base.replacing("false", with: "true"), base.replacing("01.000Z", with: "01Z"),
            base.replacing("\"a\"", with: "\"b\""), base.replacing("\"x\"", with: "\"y\""),
            base.replacing("01.000Z", with: "01.001Z"), base.replacing("2026-07", with: "soon"),
            base.replacing("2026-07", with: "late"),
        ]
        let prints = try inbox("[\(variants.joined(separator: ","))]").messages.map(\.fingerprint)
        #expect(prints[0] == prints[1] && prints[0] == prints[2])
        #expect(Set(prints).count == variants.count - 2)
    }

    @Test("the hash is that of earlier releases, since it is stored")
    func stableHash() {
        var hash = StableHash()
        hash.add("lead")
        hash.add(1_785_355_201_000)
        hash.add("please build")
        #expect(hash.value == 0x6502_1d0e_92e8_e52a)
    }

    @Test("size, fault and the names of unreadable inboxes are told, and the last good messages stay")
    func faults() throws {
        let tree = try ScratchTree()
        try tree.writeTeam("t")
        try tree.write("teams/t/inboxes/a.json", #"[{"from":"b","text":"x"}]"#)
        try tree.write("teams/t/inboxes/b.json", "[")
        let reader = TeamReader(roots: [tree.path], timing: ReadTiming(pause: { _ in }))
        let snapshot = reader.scan(nowMs: Self.nowMs)
        let first = try #require(snapshot.teams.first)
        #expect(first.inboxes.map(\.sizeBytes) == [25] && first.inboxes.map(\.fault) == [nil])
        #expect(first.unreadableInboxes == [Array("b".utf8)])
        try tree.write("teams/t/inboxes/a.json", "[{")
        let later = reader.scan(nowMs: Self.nowMs)
        let second = try #require(later.teams.first)
        #expect(second.inboxes.map(\.fault) == [.parse] && second.inboxes.map(\.sizeBytes) == [2])
        #expect(second.inboxes.first?.messages.count == 1 && later.revisions != snapshot.revisions)
    }

    @Test("a scan that finds nothing changed gives each team the revision it had")
    func revisions() {
        let reader = TeamReader(roots: [Fixtures.path("claude")])
        let first = reader.scan(nowMs: Self.nowMs)
        #expect(Set(first.revisions).count == first.teams.count)
        #expect(reader.scan(nowMs: Self.nowMs + 1000).revisions == first.revisions)
    }

    @Test("blockers are read as strings or numbers, under both names; a task without an id has its file's")
    func blockers() throws {
        let tree = try ScratchTree()
        try tree.writeTeam("t")
        try tree.write(
            "tasks/t/1.json", #"{"status":"pending","blockedBy":["2",3],"createdAt":1785355200000}"#)
        try tree.write("tasks/t/2.json", #"{"id":"2","status":"planning","dependencies":["1"]}"#)
        let tasks = try #require(TeamReader(roots: [tree.path]).scan(nowMs: Self.nowMs).teams.first).tasks
        #expect(tasks.map(\.blockedBy) == [["2", "3"], ["1"]] && tasks.map(\.id) == ["1", "2"])
        #expect(tasks.map(\.status) == [.pending, .other] && tasks.first?.createdAtMs == 1_785_355_200_000)
    }
}
