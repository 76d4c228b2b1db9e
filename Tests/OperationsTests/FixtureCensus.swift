import Foundation
import ProcessTable
import TeamState
import TeamTracking
import TestSupport

@testable import Operations
@testable import TeamCensus

/// A census of fixture teams at a fixed moment, with no process to be seen.
enum FixtureCensus {
    /// A few minutes into the life of the fixture teams.
    static let nowMs: Int64 = 1_785_355_500_000

    static func take(_ fixture: String = "claude") throws -> CensusReport {
        try take(root: Fixtures.path(fixture))
    }

    static func take(root: String) throws -> CensusReport {
        let procfs = try TemporaryDirectory("procfs")
        var census = TeamCensus(roots: [root], procfs: procfs.path)
        return census.take(nowMs: nowMs)
    }
}

/// Teams, inboxes and processes that a test makes up.
struct MadeUpTeam {
    static let nowMs: Int64 = 1_800_000_000_000
    var members: [Member] = [Member(name: "lead"), Member(name: "dev", backend: .ownProcess)]
    var inboxes: [Inbox] = []
    var tasks: [TeamTask] = []
    var sessions: [SessionEntry] = []
    var processes = ProcessSnapshot(isReadable: true, isComplete: true)
    var trees: [AgentTree] = []
    var evidence = LifeEvidence.alive
    /// Whose processes are proved to be gone.
    var dead: Set<String> = []

    var report: CensusReport {
        let config = TeamConfig(
            name: "shop", leadAgentID: "lead@shop", leadSessionID: "s", members: members)
        let team = Team(
            label: "shop", config: config, lastGoodConfigMs: Self.nowMs, inboxes: inboxes, tasks: tasks,
            lastActivityMs: Self.nowMs, leadSessions: sessions)
        var judged = JudgedTeam(
            team: team, evidence: evidence, nowMs: Self.nowMs, activeWindowMs: 900_000)
        judged.deadMembers = dead
        return CensusReport(
            teams: [judged], residualDirectories: 0, roots: [.readable], readErrors: [:],
            hasProcessTable: processes.isReadable, processes: processes, agentTrees: trees,
            takenAtMs: Self.nowMs, rootPaths: ["/root"])
    }

    /// - Parameter ago: how many seconds before now it was sent.
    static func message(
        _ sender: Int?, ago: Int64, _ type: MessageType = .prose, request: UInt64? = nil, isRead: Bool = true
    ) -> InboxMessage {
        InboxMessage(
            fingerprint: UInt64(bitPattern: ago), sentMs: nowMs - ago * 1000, sender: sender, type: type,
            requestHash: request, isRead: isRead)
    }

    static func inbox(_ recipient: String, from senders: [String], _ messages: [InboxMessage]) -> Inbox {
        Inbox(
            recipient: Array(recipient.utf8), messageCount: messages.count,
            unreadCount: messages.count { !$0.isRead }, senders: senders.map { .init(from: $0) },
            messages: messages)
    }

    func state(of agent: String) -> AgentState? {
        AgentRoster(report).agents(ofTeam: 0).first { $0.name == agent }.flatMap {
            AgentState(rawValue: $0.state)
        }
    }
}
