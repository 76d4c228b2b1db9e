import TeamState
import Testing

@testable import TeamCensus

@Suite("JudgedTeam")
struct TeamJudgementTests {
    private static let nowMs: Int64 = 10_000_000
    private static let windowMs: Int64 = 900_000

    /// One line of the table: what is known, and what follows.
    struct Case: Sendable, CustomTestStringConvertible {
        var evidence: LifeEvidence
        /// How long ago the last activity was; nil for none known.
        var quietMs: Int64?
        var hasUnread = false
        var hasWork = false
        var hasConfig = true
        /// How long ago the config was last good; nil while it is.
        var brokenMs: Int64?
        var status: TeamStatus
        var isIdle = false
        var testDescription: String { "\(self)" }
    }

    @Test(
        "status and idleness follow from evidence, activity, unread messages, work and the config",
        arguments: [
            Case(evidence: .alive, quietMs: 0, status: .active),
            Case(evidence: .alive, quietMs: windowMs - 1, status: .active),
            Case(evidence: .alive, quietMs: windowMs, status: .active, isIdle: true),
            Case(evidence: .alive, quietMs: nil, status: .active, isIdle: true),
            Case(evidence: .alive, quietMs: windowMs, hasUnread: true, status: .active),
            Case(evidence: .alive, quietMs: windowMs, hasWork: true, status: .active),
            Case(evidence: .dead, quietMs: 0, status: .stale),
            Case(evidence: .dead, quietMs: nil, status: .stale),
            Case(evidence: .unknown, quietMs: 0, status: .active),
            Case(evidence: .unknown, quietMs: windowMs - 1, status: .active),
            Case(evidence: .unknown, quietMs: windowMs, status: .stale),
            Case(evidence: .unknown, quietMs: nil, status: .stale),
            Case(evidence: .unknown, quietMs: -4000, status: .active),
            Case(evidence: .alive, quietMs: 0, hasConfig: false, status: .unreadable),
            Case(evidence: .alive, quietMs: windowMs, brokenMs: 60_001, status: .unreadable),
            Case(evidence: .alive, quietMs: 0, brokenMs: 60_000, status: .active),
            Case(evidence: .dead, quietMs: 0, brokenMs: 1, status: .stale),
        ])
    func table(line: Case) {
        let config = TeamConfig()
        let inbox = Inbox(recipient: [], messageCount: 1, unreadCount: line.hasUnread ? 1 : 0)
        let task = TeamTask(status: line.hasWork ? .inProgress : .completed)
        let team = Team(
            label: "t", config: line.hasConfig ? config : nil,
            configFault: line.brokenMs == nil ? nil : .parse,
            lastGoodConfigMs: Self.nowMs - (line.brokenMs ?? 0), inboxes: [inbox], tasks: [task],
            lastActivityMs: line.quietMs.map { Self.nowMs - $0 })
        let judged = JudgedTeam(
            team: team, evidence: line.evidence, nowMs: Self.nowMs, activeWindowMs: Self.windowMs)
        #expect(judged.status == line.status)
        #expect(judged.isIdle == line.isIdle)
    }
}
