import TeamState
import Testing

@testable import TeamTracking

@Suite("Pairs of teams")
struct PairTests {
    private let own = PairTeam(label: "t", key: TeamKey(root: "r", directory: Array("t".utf8)))
    private let other = PairTeam(label: "beta", key: TeamKey(root: "r", directory: Array("beta".utf8)))

    @Test(
        "the sender's team is told by source_team, a known suffix, the roster, user or the owner, else unknown",
        arguments: [
            ("a", "beta", "beta", "a"), ("a@beta", nil, "beta", "a"), ("a@gone", nil, "gone", "a"),
            ("a@never", nil, "unknown", "a@never"), ("a", nil, "t", "a"), ("a", "", "t", "a"),
            ("user", nil, "t", "user"), ("owner", nil, "t", "owner"),
            ("stranger", nil, "unknown", "stranger"),
            ("a@t", nil, "t", "a"), ("a@beta", "beta", "beta", "a"), ("a", "elsewhere", "elsewhere", "a"),
        ] as [(String, String?, String, String)])
    func writer(from: String, source: String?, team: String, name: String) {
        let teams = SenderTeams(present: [("t", own), ("beta", other)], former: ["gone"])
        let place = SenderTeams.Place(team: own, directory: "t", recipient: "owner", members: ["a"])
        let writer = teams.writer(.init(from: from, sourceTeam: source), into: place)
        #expect(writer.team.label == team && writer.name == name)
    }

    @Test("beyond the limit teams share one label, and a team that is gone gives its own up")
    func limit() {
        var labels = PairLabels(limit: 2)
        var released: [String] = []
        func label(_ team: String, gone: Set<String> = []) -> String {
            labels.label(for: team, isGone: gone.contains, released: { released.append($0) })
        }
        #expect(["a", "b", "c", "a", "unknown"].map { label($0) } == ["a", "b", "other", "a", "unknown"])
        #expect(label("c", gone: ["a"]) == "c" && released == ["a"] && label("a") == "other")
    }

    private func snapshot(_ inboxes: [Inbox], _ revision: Int) -> TeamSnapshot {
        let config = TeamConfig(members: [Member(name: "a"), Member(name: "b")])
        return TeamSnapshot(
            teams: [Team(label: "t", config: config, inboxes: inboxes)], revisions: [revision],
            residualDirectories: 0, roots: [.readable], readErrors: [:], isComplete: true)
    }

    @Test(
        "a request is answered once, by its id, and an answer older than its request is dropped and counted",
        arguments: [
            (MessageType.permissionRequest, MessageType.permissionResponse, ResponseKind.permission),
            (.planRequest, .planResponse, .plan), (.shutdownRequest, .shutdownApproved, .shutdown),
            (.shutdownRequest, .shutdownRejected, .shutdown),
            (.shutdownRequest, .permissionResponse, .shutdown),
        ])
    func requests(request: MessageType, response: MessageType, kind: ResponseKind) {
        var ledger = MessageLedger()
        ledger.observe(snapshot([], 0), roots: ["r"], nowMs: 1000)
        func message(_ print: UInt64, _ sentMs: Int64, _ type: MessageType, _ id: UInt64) -> InboxMessage {
            InboxMessage(
                fingerprint: print, sentMs: sentMs, sender: 0, type: type, requestHash: id, isRead: true)
        }
        let asked = Inbox(
            recipient: Array("b".utf8), senders: [.init(from: "a")],
            messages: [message(1, 1000, request, 7), message(2, 3000, request, 8)])
        let answers = Inbox(
            recipient: Array("a".utf8), senders: [.init(from: "b")],
            messages: [
                message(3, 2500, response, 7), message(4, 2900, response, 7), message(5, 2000, response, 9),
            ])
        let news = ledger.observe(snapshot([asked, answers], 1), roots: ["r"], nowMs: 4000)
        #expect(news.responses.map(\.waitedMs) == [1500] && news.responses.map(\.kind) == [kind])
        #expect(ledger.report(nowMs: 4000).teams.first?.oldestQuestionMs == 3000)
        let late = Inbox(
            recipient: Array("a".utf8), senders: [.init(from: "b")],
            messages: answers.messages + [message(6, 2990, response, 8)])
        #expect(ledger.observe(snapshot([asked, late], 2), roots: ["r"], nowMs: 5000).responses.isEmpty)
        #expect(ledger.totals.unanswered == [.negative: 1])
    }
}
