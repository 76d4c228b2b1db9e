import Testing

@testable import TeamState

@Suite("TeamActivity")
struct TeamActivityTests {
    private let config = TeamConfig(
        leadAgentID: "boss@t", members: [Member(name: "lead", joinedAtMs: 100), Member(name: "w@x")])

    private func activity(_ senders: [Inbox.SenderActivity], tasks: [TeamTask] = []) -> TeamActivity {
        let inbox = Inbox(recipient: [], senders: senders)
        return TeamActivity(
            team: "t", config: config, inboxes: [inbox], tasks: tasks, nowMs: .max / 2)
    }

    @Test(
        "who wrote a message is told by source_team, by membership, then by the part after the last @",
        arguments: [
            (.init(from: "lead", latestMs: 200), 200, nil),
            (.init(from: "lead@t", latestMs: 200), 200, nil),
            (.init(from: "w@x", latestMs: 200), 200, nil),
            (.init(from: "boss", latestMs: 200), 200, nil),
            (.init(from: "user", latestMs: 200), 100, nil),
            (.init(from: "stranger@t", latestMs: 200), 100, nil),
            (.init(from: "lead@other", latestMs: 200), 100, "other"),
            (.init(from: "lead", sourceTeam: "other", latestMs: 200), 100, "other"),
            (.init(from: "lead@other", sourceTeam: "t", latestMs: 200), 200, nil),
        ] as [(Inbox.SenderActivity, Int64, String?)])
    func writer(sender: Inbox.SenderActivity, latestMs: Int64, foreignTeam: String?) {
        let activity = activity([sender])
        #expect(activity.latestMs == latestMs)
        #expect(activity.foreign.map(\.team) == [foreignTeam].compactMap { $0 })
    }

    @Test(
        "a changed task counts for the member that owns it",
        arguments: [("lead", 300), ("nobody", 100), (nil, 100)] as [(String?, Int64)])
    func taskOwner(owner: String?, latestMs: Int64) {
        let task = TeamTask(id: "1", status: .completed, owner: owner, isInternal: false, updatedAtMs: 300)
        #expect(activity([], tasks: [task]).latestMs == latestMs)
    }

    @Test(
        "a clock up to five seconds ahead is believed, one beyond counts as now",
        arguments: [(1000, 1000), (6000, 6000), (6001, 1000)])
    func skew(atMs: Int64, clampedMs: Int64) { #expect(TeamActivity.clamped(atMs, nowMs: 1000) == clampedMs) }
}
