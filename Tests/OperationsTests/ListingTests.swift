import TeamCensus
import TeamState
import TestSupport
import Testing

@testable import Operations

@Suite("answers about one team")
struct ListingTests {
    private static let teams = ["moonlit-chasing-meerkat", "humble-chasing-goose", "session-1b296605"]

    private func index(of team: String, in report: CensusReport) throws -> Int {
        try #require(report.teams.firstIndex { $0.team.label == team })
    }

    private func check(_ json: String, _ name: String) throws {
        #expect(try GoldenFile(fixture: "golden/\(name).json").difference(from: json + "\n") == nil)
    }

    @Test("the JSON of status and activity over the fixture teams is as reviewed", arguments: teams)
    func goldenStatus(team: String) throws {
        let report = try FixtureCensus.take()
        let index = try index(of: team, in: report)
        try check(ReportJSON.text(TeamStatusReport(report, team: index)), "team-status-\(team)")
        try check(ReportJSON.text(ActivityReport(report, team: index)), "team-activity-\(team)")
    }

    @Test("the JSON of messages and tasks over the fixture teams is as reviewed", arguments: teams)
    func goldenListings(team: String) throws {
        let reader = TeamListingReader(
            root: Fixtures.path("claude"), team: Array(team.utf8), keepsTexts: false)
        try check(ReportJSON.text(MessageListing(reader.messages(), team: team)), "team-messages-\(team)")
        try check(ReportJSON.text(TaskListing(reader.tasks(), team: team)), "team-tasks-\(team)")
    }

    @Test("messages are listed by time, the newest last, however many are asked for")
    func order() {
        let listing = EntryListing(elements: [
            message(to: "a", atMs: 3000), message(to: "a", atMs: nil), message(to: "b", atMs: 1000),
            message(to: "b", atMs: 3000),
        ])
        let all = MessageListing(listing, team: "t")
        #expect(
            all.messages.map(\.sentAt) == [
                nil, Timestamp.text(1000), Timestamp.text(3000), Timestamp.text(3000),
            ])
        #expect(all.messages.map(\.to) == ["a", "b", "a", "b"])
        let two = MessageListing(listing, team: "t", limit: 2)
        #expect(two.messages.count == 2)
        #expect(two.total == 4)
        #expect(MessageListing(listing, team: "t", limit: 9, recipient: "b").messages.count == 2)
    }

    private func message(to recipient: String, atMs: Int64?) -> ListedMessage {
        ListedMessage(
            recipient: Array(recipient.utf8), from: "x", sentMs: atMs, type: .prose, isRead: true,
            sizeBytes: 1)
    }

    @Test("tasks are listed by number, and a task that waits for one that is done is not blocked")
    func tasks() {
        let tasks = [
            TeamTask(id: "10", status: .pending, blockedBy: ["2"]),
            TeamTask(id: "9", status: .pending, blockedBy: ["1"]), TeamTask(id: "x", status: .pending),
            TeamTask(id: "2", status: .inProgress, owner: "a"), TeamTask(id: "1", status: .completed),
        ]
        let listing = TaskListing(EntryListing(elements: tasks.map { ListedTask(task: $0) }), team: "t")
        #expect(listing.tasks.map(\.id) == ["1", "2", "9", "10", "x"])
        #expect(listing.tasks.map(\.blocked) == [false, false, false, true, false])
        let pending = TaskListing(
            EntryListing(elements: tasks.map { ListedTask(task: $0) }), team: "t", status: .pending)
        #expect(pending.tasks.count == 3)
        #expect(pending.counts.total == 5)
    }

    @Test("an inbox of nobody in the team is a phantom, and one that cannot be read is said to be so")
    func inboxes() throws {
        var team = MadeUpTeam()
        team.inboxes = [
            MadeUpTeam.inbox("devv", from: ["lead"], [MadeUpTeam.message(0, ago: 60, isRead: false)])
        ]
        let report = TeamStatusReport(team.report, team: 0)
        #expect(report.inboxes.map(\.phantom) == [true])
        #expect(report.inboxes.first?.oldestUnreadSeconds == 60)
        #expect(report.inboxes.first?.readable == true)
    }
}
