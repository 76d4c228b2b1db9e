import Foundation
import TestSupport
import Testing

@testable import TeamState

@Suite("TeamReader over the healthy tree")
struct FixtureTeamsTests {
    private struct Expected: Decodable {
        struct Box: Decodable {
            let messages: Int, unread: Int
            let byKind: [String: Int]
            private enum CodingKeys: String, CodingKey { case messages, unread, byKind = "by_kind" }
        }
        struct Tasks: Decodable {
            let byStatus: [String: Int]
            let `internal`: Int
            private enum CodingKeys: String, CodingKey { case byStatus = "by_status", `internal` }
        }
        struct Group: Decodable { let members: Int, inboxes: [String: Box], tasks: Tasks }
        let teams: [String: Group]
    }

    /// A minute after the last message of the newest team.
    private static let nowMs: Int64 = 1_785_355_560_000

    private func teams() -> [Team] {
        let reader = TeamReader(roots: [Fixtures.path("claude")])
        return reader.scan(nowMs: Self.nowMs).teams
    }

    private func expected() throws -> [String: Expected.Group] {
        let data = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("claude/expected.json")))
        return try JSONDecoder().decode(Expected.self, from: data).teams
    }

    @Test("the teams are those of expected.json, and nothing is an error")
    func teamList() throws {
        let reader = TeamReader(roots: [Fixtures.path("claude")])
        let snapshot = reader.scan(nowMs: Self.nowMs)
        #expect(snapshot.teams.map(\.label) == (try expected()).keys.sorted())
        #expect(snapshot.readErrors.isEmpty)
        #expect(snapshot.roots == [.readable])
        #expect(snapshot.residualDirectories == 0)
    }

    @Test("members, messages, unread and tasks are as expected.json says")
    func counts() throws {
        let expected = try expected()
        for team in teams() {
            let group = try #require(expected[team.label])
            #expect(team.members.count == group.members, "\(team.label)")
            let boxes = Dictionary(
                uniqueKeysWithValues: team.inboxes.map { (String(decoding: $0.recipient, as: UTF8.self), $0) }
            )
            #expect(boxes.mapValues(\.messageCount) == group.inboxes.mapValues(\.messages), "\(team.label)")
            #expect(boxes.mapValues(\.unreadCount) == group.inboxes.mapValues(\.unread), "\(team.label)")
            #expect(team.tasks.count(where: \.isInternal) == group.tasks.internal, "\(team.label)")
            let work = Dictionary(grouping: team.tasks.filter { !$0.isInternal }, by: \.status).mapValues(
                \.count)
            #expect(work == statuses(group.tasks.byStatus), "\(team.label)")
        }
    }

    @Test("messages are told apart by kind as expected.json says")
    func kinds() throws {
        let expected = try expected()
        let classes: [String: MessageType.Class] = [
            "text": .text, "idle_notification": .idle, "task_assignment": .task,
            "shutdown_request": .shutdown,
            "shutdown_approved": .shutdown, "plan_approval_request": .plan, "plan_approval_response": .plan,
            "permission_request": .permission,
        ]
        for team in teams() {
            let group = try #require(expected[team.label])
            for inbox in team.inboxes {
                let box = try #require(group.inboxes[String(decoding: inbox.recipient, as: UTF8.self)])
                var wanted: [MessageType.Class: Int] = [:]
                for (name, count) in box.byKind { wanted[try #require(classes[name]), default: 0] += count }
                let found = Dictionary(grouping: inbox.messages, by: \.type.messageClass).mapValues(\.count)
                #expect(found == wanted, "\(team.label)")
            }
        }
    }

    @Test(
        "activity is the latest thing a member did, wherever it was written",
        arguments: [
            // lead of beta wrote into alpha's inbox at +12 s and +20 s; api-dev of alpha into beta's at +30 s.
            ("alpha-team", 1_785_355_230_000), ("beta-team", 1_785_355_220_000),
            ("humble-chasing-goose", 1_770_477_661_492), ("moonlit-chasing-meerkat", 1_770_478_524_484),
            ("session-1b296605", 1_785_355_502_500),
        ] as [(String, Int64)])
    func activity(team: String, atMs: Int64) {
        #expect(teams().first { $0.label == team }?.lastActivityMs == atMs)
    }

    @Test(
        "the lead is found by id, by type, or as the first member",
        arguments: [
            ("alpha-team", "lead"), ("humble-chasing-goose", "team-lead"), ("session-1b296605", "team-lead"),
        ])
    func lead(team: String, name: String) {
        #expect(teams().first { $0.label == team }?.leadName == name)
    }

    @Test("only internal tasks are no work in progress")
    func workInProgress() {
        let busy = teams().filter(\.hasWorkInProgress).map(\.label)
        #expect(busy == ["moonlit-chasing-meerkat", "session-1b296605"])
    }

    @Test("teammates in panes have processes of their own, the others do not")
    func backends() throws {
        let team = try #require(teams().first { $0.label == "session-1b296605" })
        #expect(team.members.map(\.backend) == [.inProcess, .ownProcess, .ownProcess])
        #expect(team.members.map(\.isActive) == [nil, true, false])
    }

    private func statuses(_ counts: [String: Int]) -> [TeamTask.Status: Int] {
        let names: [String: TeamTask.Status] = [
            "pending": .pending, "in_progress": .inProgress, "completed": .completed, "deleted": .deleted,
        ]
        return counts.reduce(into: [:]) { $0[names[$1.key] ?? .other] = $1.value }
    }
}
