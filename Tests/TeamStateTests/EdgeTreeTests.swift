import TestSupport
import Testing

@testable import TeamState

@Suite("TeamReader over the edge tree")
struct EdgeTreeTests {
    private static let nowMs: Int64 = 1_785_355_560_000

    private func scan(_ trees: [String]) -> TeamSnapshot {
        let reader = TeamReader(roots: trees.map { Fixtures.path($0) })
        return reader.scan(nowMs: Self.nowMs)
    }

    private func team(_ label: String) throws -> Team {
        try #require(scan(["claude-edge"]).teams.first { $0.label == label })
    }

    @Test(
        "each variant of a config gives its members",
        arguments: [
            ("big-number", ["a"]), ("bom-config", ["a"]), ("case-collision-A", ["a"]),
            ("case-collision-B", ["b"]),
            ("chat-variant", ["assistant"]), ("dup-keys", []), ("duplicate-names", ["worker", "Worker"]),
            ("emoji-🚀", ["👩‍💻"]), ("inboxes-is-file", ["a"]), ("invalid-utf8", []), ("legacy-mailbox", ["a"]),
            ("lone-surrogate", ["a\u{0}b"]), ("members-mixed", ["ok"]), ("members-null", []),
            ("minimal", ["only-name"]), ("name-mismatch", ["a"]), ("no-members", []),
            ("no-model", ["a", "b", "c"]),
            ("snake-case", ["team-lead", "backend"]),
            (
                "team with \"quotes\" and spaces",
                ["back\\slash", "new\nline", "tab\there", "curly{}=,\"", "trailing\\"]
            ),
            ("unknown-fields", ["a"]), ("開発チーム", ["リーダー", "テスト担当🧪", "e\u{301} vs é"]),
        ])
    func members(label: String, names: [String]) throws {
        let team = try team(label)
        #expect(team.isReadable)
        #expect(team.members.map(\.name) == names)
    }

    @Test(
        "a config of the wrong shape is unreadable, and why is known",
        arguments: [
            ("array-config", .type), ("corrupt-config", .parse), ("deep-nesting", .parse),
            ("empty-config", .parse),
            ("null-config", .type),
        ] as [(String, ReadErrorKey.Reason)])
    func unreadable(label: String, reason: ReadErrorKey.Reason) throws {
        let team = try team(label)
        #expect(!team.isReadable)
        #expect(team.config == nil)
        #expect(team.configFault == reason)
    }

    @Test(
        "the time of creation is understood in every form",
        arguments: [
            ("created-seconds", 1_785_355_200_000), ("created-string", 1_785_355_200_000),
            ("created-float", 1_785_355_200_123), ("created-future", 4_102_444_800_000), ("big-number", nil),
            ("minimal", nil), ("snake-case", 1_785_355_200_000),
        ] as [(String, Int64?)])
    func created(label: String, atMs: Int64?) throws {
        #expect(try team(label).createdAtMs == atMs)
    }

    @Test("a name given twice is one member and one duplicate")
    func duplicateNames() throws { #expect(try team("duplicate-names").duplicateMemberCount == 1) }

    @Test("the zoo of inboxes is read where it can be and counted where it cannot")
    func inboxes() throws {
        let boxes = try team("inboxes-zoo").inboxes
        let messages = Dictionary(
            uniqueKeysWithValues: boxes.map {
                (String(decoding: $0.recipient, as: UTF8.self), $0.messageCount)
            })
        #expect(messages["mixed"] == 1)
        #expect(messages["numeric-id"] == 2)
        #expect(messages["no-fields"] == 5)
        #expect(messages["bad-times"] == 13)
        #expect(messages["bare-lock"] == 0)
        #expect(messages["orphan-not-in-config"] == 1)
        for broken in ["truncated", "empty", "whitespace", "tail-garbage", "two-arrays", "object", "null"] {
            #expect(messages[broken] == nil, "\(broken)")
        }
        for stranger in [".team-lead", "notes", "unicode.lock", "duplicates.json", "tmpab12cd", "team-lead"] {
            #expect(messages[stranger] == nil, "\(stranger)")
        }
    }

    @Test("numbered task files are read, and the list beside them is not")
    func tasks() throws {
        let tasks = try team("inboxes-zoo").tasks
        #expect(tasks.count == 13)
        #expect(tasks.filter(\.isWorkInProgress).map(\.owner) == ["mixed", nil])
        #expect(!tasks.contains { $0.owner == "teammate-1" })
    }

    @Test("every fault of the tree is counted once, by place and reason")
    func errors() {
        let expected: [ReadErrorKey: Int] = [
            .init(.config, .parse): 3, .init(.config, .type): 11, .init(.inbox, .parse): 5,
            .init(.inbox, .type): 12,
            .init(.task, .parse): 2, .init(.task, .type): 2,
        ]
        let reader = TeamReader(roots: [Fixtures.path("claude-edge")])
        #expect(reader.scan(nowMs: Self.nowMs).readErrors == expected)
        #expect(reader.scan(nowMs: Self.nowMs + 1000).readErrors == expected)
    }

    @Test("what deleted teams left behind is counted apart, and hidden and stray things are nothing")
    func residual() {
        let snapshot = scan(["claude-edge"])
        #expect(snapshot.residualDirectories == 1)
        #expect(!snapshot.teams.contains { $0.label.hasPrefix(".") || $0.label == "stray-file.txt" })
    }

    @Test("the edge tree changes nothing for the healthy teams")
    func healthyTeamsUntouched() {
        var alone = scan(["claude"]).teams
        let beside = scan(["claude-edge", "claude"]).teams.filter { $0.rootIndex == 1 }
        for index in alone.indices { alone[index].rootIndex = 1 }
        #expect(alone == beside)
    }

    @Test("a time far in the future counts as now")
    func futureActivity() throws {
        let team = try team("inboxes-zoo")
        #expect((team.lastActivityMs ?? 0) <= Self.nowMs)
    }
}
