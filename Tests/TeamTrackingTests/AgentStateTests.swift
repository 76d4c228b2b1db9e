import TeamState
import Testing

@testable import TeamTracking

@Suite("AgentLook")
struct AgentStateTests {
    private static let nowMs: Int64 = 1_000_000_000

    /// An agent, told by what it wrote and got how many seconds ago.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var joined: Int64? = 3600
        var wrote: [(Int64, MessageType, UInt64?)] = []
        var got: [(Int64, MessageType, UInt64?, Bool)] = []
        var task: TeamTask.Status?
        var isDead = false
        let state: AgentState
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "joined long ago, nobody asks anything", state: .unknown),
        Case(name: "joined lately", joined: 10, state: .working),
        Case(name: "wrote lately", wrote: [(10, .prose, nil)], state: .working),
        Case(name: "wrote long ago", wrote: [(400, .prose, nil)], state: .unknown),
        Case(name: "said it is done", wrote: [(400, .idleAvailable, nil)], state: .idle),
        Case(name: "said so a moment ago", wrote: [(4, .idleOtherwise, nil)], state: .idle),
        Case(
            name: "done, then asked long ago", wrote: [(900, .idleAvailable, nil)],
            got: [(400, .prose, nil, true)], state: .stalled),
        Case(
            name: "done for long, asked a moment ago", wrote: [(900, .idleAvailable, nil)],
            got: [(4, .prose, nil, false)], state: .working),
        Case(
            name: "asked again and again, never answers", wrote: [(900, .prose, nil)],
            got: [(400, .prose, nil, true), (4, .prose, nil, true)], state: .stalled),
        Case(
            name: "told of another's idleness", wrote: [(900, .prose, nil)],
            got: [(400, .idleAvailable, nil, true)], state: .unknown),
        Case(
            name: "did not even pick up another's idleness", wrote: [(900, .prose, nil)],
            got: [(400, .idleAvailable, nil, false)], state: .stalled),
        Case(
            name: "an unread one that a read one follows never will be", wrote: [(900, .prose, nil)],
            got: [(800, .idleAvailable, nil, false), (700, .idleAvailable, nil, true)], state: .unknown),
        Case(name: "interrupted lately", wrote: [(10, .idleInterrupted, nil)], state: .working),
        Case(name: "failed long ago", wrote: [(400, .idleFailed, nil)], state: .stalled),
        Case(
            name: "works on a task, quietly", wrote: [(400, .prose, nil)], task: .inProgress, state: .stalled),
        Case(name: "its task is done", wrote: [(400, .prose, nil)], task: .completed, state: .unknown),
        Case(name: "waits for a permission", wrote: [(900, .permissionRequest, 7)], state: .waiting),
        Case(
            name: "has the permission, and does nothing", wrote: [(900, .permissionRequest, 7)],
            got: [(890, .permissionResponse, 7, true)], state: .unknown),
        Case(
            name: "another's answer is none", wrote: [(900, .planRequest, 7)],
            got: [(890, .planResponse, 8, true)], state: .waiting),
        Case(name: "its process is gone", wrote: [(10, .prose, nil)], isDead: true, state: .dead),
        Case(
            name: "agreed to go, and its process went", wrote: [(10, .shutdownApproved, nil)], isDead: true,
            state: .departed),
        Case(
            name: "one of its name went before it joined", joined: 5,
            wrote: [(10, .shutdownApproved, nil)], state: .working),
        Case(name: "nothing is known of it", joined: nil, state: .unknown),
    ]

    private func facts(_ example: Case) -> AgentFacts? {
        var senders = ["a", "lead"].map { Inbox.SenderActivity(from: $0) }
        senders.append(.init(from: "user"))
        func message(_ ago: Int64, _ type: MessageType, _ hash: UInt64?, sender: Int, isRead: Bool)
            -> InboxMessage
        {
            InboxMessage(
                fingerprint: UInt64(ago), sentMs: Self.nowMs - ago * 1000, sender: sender, type: type,
                requestHash: hash, isRead: isRead)
        }
        let toLead = example.wrote.map { message($0.0, $0.1, $0.2, sender: 0, isRead: true) }
        let toAgent = example.got.map { message($0.0, $0.1, $0.2, sender: 1, isRead: $0.3) }
        let joinedMs = example.joined.map { Self.nowMs - $0 * 1000 }
        let config = TeamConfig(
            leadAgentID: "lead@t", members: [Member(name: "lead"), Member(name: "a", joinedAtMs: joinedMs)])
        let tasks = example.task.map { [TeamTask(id: "1", status: $0, owner: "a")] } ?? []
        let team = Team(
            label: "t", config: config,
            inboxes: [
                Inbox(recipient: Array("lead".utf8), senders: senders, messages: toLead),
                Inbox(recipient: Array("a".utf8), senders: senders, messages: toAgent),
            ], tasks: tasks)
        let key = TeamKey(root: "r", directory: Array("t".utf8))
        let table = SenderTeams(present: [("t", PairTeam(label: "t", key: key))], former: [])
        return AgentGathering(team, key: key, senders: table, nowMs: .max / 2).facts.first { $0.name == "a" }
    }

    private func look(_ example: Case) throws -> AgentLook {
        let facts = try #require(self.facts(example))
        return AgentLook(
            facts: facts, activityMs: facts.activityMs, firstSeenMs: Self.nowMs - 1000,
            isDead: example.isDead,
            nowMs: Self.nowMs, timeoutMs: 300_000)
    }

    @Test("the state is the first that holds", arguments: cases)
    func states(example: Case) throws {
        #expect(try look(example).state == example.state)
    }

    @Test("up is 0 for the dead and the stalled alone; by the clock, for the quiet alone", arguments: cases)
    func verdicts(example: Case) throws {
        let look = try look(example)
        let expected: TimeoutCounter.Verdict =
            switch look.state {
            case .departed, .dead: .down
            case .stalled: .timedOut
            case .waiting, .idle, .working, .unknown: .up
            }
        #expect(look.verdict(by: .state) == expected)
        let isQuiet = look.activityMs.map { Self.nowMs - $0 >= 300_000 } ?? false
        let byClock: TimeoutCounter.Verdict = isQuiet ? .timedOut : .up
        #expect(look.verdict(by: .elapsed) == (look.state == .departed ? .down : byClock))
    }

    @Test("the verdict holds until the time at which it says that it changes", arguments: cases)
    func deadlines(example: Case) throws {
        let look = try look(example)
        for rule in AgentUpRule.allCases where look.verdict(by: rule) == .up {
            guard let changeMs = look.timesOutMs(by: rule) else { continue }
            func verdict(atMs nowMs: Int64) -> TimeoutCounter.Verdict {
                AgentLook(
                    facts: look.facts, activityMs: look.activityMs, firstSeenMs: look.firstSeenMs,
                    isDead: look.isDead, nowMs: nowMs, timeoutMs: look.timeoutMs
                ).verdict(by: rule)
            }
            #expect(verdict(atMs: changeMs - 1) == .up)
            let mayNeverFall = rule == .state && [.waiting, .idle].contains(look.state)
            #expect(verdict(atMs: changeMs) == .timedOut || mayNeverFall)
        }
    }
}
