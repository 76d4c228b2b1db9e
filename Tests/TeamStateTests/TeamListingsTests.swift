import Foundation
import Testing

@testable import TeamState

@Suite("listings of one team")
struct TeamListingsTests {
    private let tree: ScratchTree

    init() throws {
        tree = try ScratchTree()
        try tree.writeTeam("shop")
        try tree.write(
            "teams/shop/inboxes/dev.json",
            """
            [{"from": "lead", "text": "prüfe es", "timestamp": "2026-07-29T20:00:00Z", "read": true},
             {"content": "{\\"type\\": \\"idle_notification\\", \\"idleReason\\": \\"available\\"}", "from": "x@y"},
             7]
            """)
        try tree.write("teams/shop/inboxes/broken.json", "[{")
        try tree.write("tasks/shop/2.json", #"{"id": "2", "subject": "pay", "status": "pending"}"#)
        try tree.write("tasks/shop/10.json", #"{"title": "ship", "status": "completed"}"#)
        try tree.write("tasks/shop/3.json", "no json")
    }

    private func reader(_ team: String = "shop", texts: Bool) -> TeamListingReader {
        let timing = ReadTiming(nowNs: { .max }, pause: { _ in })
        return TeamListingReader(root: tree.path, team: Array(team.utf8), keepsTexts: texts, timing: timing)
    }

    @Test("messages are told with sizes, and with texts only where they are asked for")
    func messages() throws {
        let listing = reader(texts: false).messages()
        #expect(listing.elements.map(\.from) == ["lead", "x@y"])
        #expect(listing.elements.map(\.sizeBytes) == [9, 56])
        #expect(listing.elements.map(\.type) == [.prose, .idleAvailable])
        #expect(listing.elements.map(\.isRead) == [true, false])
        #expect(listing.elements.allSatisfy { $0.text == nil })
        #expect(listing.unreadable == [Array("broken".utf8)])
        #expect(reader(texts: true).messages().elements.first?.text == "prüfe es")
    }

    @Test("tasks are told with their files' numbers, and with subjects only where they are asked for")
    func tasks() {
        let listing = reader(texts: false).tasks()
        #expect(listing.elements.map(\.task.id) == ["10", "2"])
        #expect(listing.elements.allSatisfy { $0.subject == nil })
        #expect(listing.unreadable == [Array("3.json".utf8)])
        #expect(reader(texts: true).tasks().elements.map(\.subject) == ["ship", "pay"])
    }

    @Test("subjects of a list stay with their tasks though entries between them are no tasks")
    func taskList() throws {
        try tree.write(
            "tasks/list/tasks.json",
            #"{"tasks": [{"id": 1, "title": "a"}, "what", {"id": 2}, {"id": 3, "title": "c"}]}"#)
        let tasks = reader("list", texts: true).tasks().elements
        #expect(tasks.map(\.task.id) == ["1", "2", "3"])
        #expect(tasks.map(\.subject) == ["a", nil, "c"])
    }

    @Test("nothing outside the team is read through a link")
    func links() throws {
        try tree.write("elsewhere/dev.json", #"[{"from": "a", "text": "b"}]"#)
        try tree.writeTeam("linked")
        try tree.link("teams/linked/inboxes", to: tree["elsewhere"])
        #expect(reader("linked", texts: true).messages().elements.isEmpty)
        try tree.link("teams/shop/inboxes/also.json", to: tree["elsewhere/dev.json"])
        #expect(reader(texts: true).messages().elements.count == 2)
    }

    @Test("a team that is not there has nothing")
    func absent() {
        #expect(reader("gone", texts: false).messages().elements.isEmpty)
        #expect(reader("gone", texts: false).tasks().elements.isEmpty)
    }
}
