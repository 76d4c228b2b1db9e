import Foundation
import TeamState
import TestSupport
import Testing

@testable import TeamTracking

@Suite("TaskSummary")
struct TaskSummaryTests {
    private func task(_ id: String, _ status: TeamTask.Status = .pending, after: [String] = []) -> TeamTask {
        TeamTask(id: id, status: status, blockedBy: after)
    }

    @Test("the healthy tree is summed up as expected.json says")
    func fixture() throws {
        struct Expected: Decodable {
            struct Tasks: Decodable {
                let byStatus: [String: Int]
                let `internal`: Int
                enum CodingKeys: String, CodingKey { case byStatus = "by_status", `internal` }
            }
            struct Group: Decodable { let tasks: Tasks }
            let teams: [String: Group]
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("claude/expected.json")))
        let expected = try JSONDecoder().decode(Expected.self, from: data).teams
        let nowMs: Int64 = 1_785_355_560_000
        let snapshot = TeamReader(roots: [Fixtures.path("claude")]).scan(nowMs: nowMs)
        var tracker = TaskTracker()
        tracker.observe(snapshot, roots: [""], nowMs: nowMs)
        let teams = tracker.report(nowMs: nowMs).teams
        #expect(teams.map(\.team) == expected.keys.sorted())
        for team in teams {
            let wanted = try #require(expected[team.team]).tasks
            let found = team.summary.byStatus.map { ($0.key.rawValue, $0.value) }
            #expect(Dictionary(uniqueKeysWithValues: found) == wanted.byStatus, "\(team.team)")
            #expect(team.summary.internalCount == wanted.internal, "\(team.team)")
        }
        let dated = teams.first { $0.team == "session-1b296605" }
        #expect(dated?.oldestInProgressMs == 1_785_355_270_000)
        #expect(teams.first { $0.team == "moonlit-chasing-meerkat" }?.oldestInProgressMs == nowMs)
    }

    @Test("a pending task is blocked by what is open, and claimable without an owner or a blocker")
    func claimable() {
        let summary = TaskSummary([
            task("1", .completed), task("2", after: ["1", "99"]), task("3", after: ["2"]),
            task("4", .deleted),
            task("5", after: ["4"]), TeamTask(id: "6", status: .pending, owner: "a"),
            TeamTask(id: "7", status: .inProgress, isInternal: true),
        ])
        #expect(summary.claimable == 2 && summary.blocked == 1 && summary.internalCount == 1)
        #expect(summary.byStatus == [.completed: 1, .pending: 4, .deleted: 1])
    }

    @Test(
        "circles are counted once each, and the longest chain leaves them out",
        arguments: [
            ([("1", []), ("2", ["1"]), ("3", ["2"]), ("4", ["1"])], 0, 3),
            ([("1", ["1"])], 1, 0),
            ([("1", ["2"]), ("2", ["1"]), ("3", ["4"]), ("4", ["3"]), ("5", ["1", "3"]), ("6", [])], 2, 1),
            ([("1", ["2"]), ("2", ["3"]), ("3", ["1"]), ("4", ["3"]), ("1", [])], 1, 1), ([], 0, 0),
        ] as [([(String, [String])], Int, Int)])
    func graph(tasks: [(String, [String])], cycles: Int, chain: Int) {
        let summary = TaskSummary(tasks.map { task($0.0, after: $0.1) })
        #expect(summary.cycles == cycles && summary.longestChain == chain)
    }

    @Test("a chain of 100,000 tasks is followed to its end")
    func longChain() {
        let tasks = (0..<100_000).map { task("\($0)", after: ["\($0 + 1)"]) }
        #expect(TaskSummary(tasks).longestChain == 100_000)
        #expect(TaskSummary(tasks + [task("100000", after: ["0"])]).cycles == 1)
    }

    @Test("work without a date is in progress since it was first seen so")
    func firstSight() {
        var tracker = TaskTracker()
        func show(_ status: TeamTask.Status, _ revision: Int, atMs nowMs: Int64) -> Int64? {
            let team = Team(label: "t", config: nil, tasks: [task("1", status)])
            tracker.observe(
                TeamSnapshot(
                    teams: [team], revisions: [revision], residualDirectories: 0, roots: [.readable],
                    readErrors: [:], isComplete: true), roots: ["r"], nowMs: nowMs)
            return tracker.report(nowMs: nowMs).teams.first?.oldestInProgressMs
        }
        #expect(show(.pending, 1, atMs: 10) == nil)
        #expect(show(.inProgress, 2, atMs: 20) == 20)
        #expect(show(.inProgress, 3, atMs: 30) == 20)
        #expect(show(.completed, 4, atMs: 40) == nil)
        #expect(show(.inProgress, 5, atMs: 50) == 50)
    }
}
