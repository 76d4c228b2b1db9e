package import TeamCensus
package import TeamState
package import TeamTracking

/// One inbox in an answer.
package struct InboxReport: Encodable, Sendable, Equatable {
    package let recipient: String
    package let messages: Int
    package let unread: Int
    /// Unread messages before one that is read: they will probably never be.
    package let behind: Int
    @OrNull package var oldestUnreadSeconds: Double?
    @OrNull package var sizeBytes: Int64?
    /// Nobody of this name is in the team: what is sent there reaches no one.
    package let phantom: Bool
    /// False when what is in the file now cannot be read.
    package let readable: Bool
}

/// Tasks in numbers.
package struct TaskCounts: Encodable, Sendable, Equatable {
    package let byStatus: [String: Int]
    package let claimable: Int
    package let blocked: Int
    /// Entries of the harness for spawned teammates: no work.
    package let `internal`: Int
    package let cycles: Int
    package let longestChain: Int

    package init(_ tasks: [TeamTask]) {
        let summary = TaskSummary(tasks)
        byStatus = Dictionary(
            TeamTask.Status.allCases.map { ($0.rawValue, summary.byStatus[$0] ?? 0) }
        ) { first, _ in first }
        (claimable, blocked, `internal`) = (summary.claimable, summary.blocked, summary.internalCount)
        (cycles, longestChain) = (summary.cycles, summary.longestChain)
    }

    package var total: Int { byStatus.values.reduce(0, +) }
}

/// The answer to `team-status`.
package struct TeamStatusReport: Encodable, Sendable, Equatable {
    package let name: String
    @OrNull package var description: String?
    package let status: String
    package let idle: Bool
    @OrNull package var lead: String?
    @OrNull package var createdAt: String?
    @OrNull package var lastActivity: String?
    package let memberCount: Int
    package let agents: [AgentHealth]
    package let inboxes: [InboxReport]
    package let taskCount: Int
    package let tasks: TaskCounts

    /// - Parameters:
    ///   - index: place of the team in the census.
    ///   - transcripts: when each agent was last heard of in one.
    package init(
        _ report: CensusReport, team index: Int, settings: AgentSettings = AgentSettings(),
        transcripts: [TeamKey: [String: Int64]] = [:]
    ) {
        let judged = report.teams[index]
        let team = judged.team
        name = team.label
        status = judged.status.rawValue
        idle = judged.isIdle
        memberCount = team.members.count
        agents = AgentRoster(report, settings: settings, transcripts: transcripts).agents(ofTeam: index)
        inboxes = Self.inboxes(of: team, nowMs: report.takenAtMs)
        tasks = TaskCounts(team.tasks)
        taskCount = tasks.total
        description = team.config?.description
        lead = team.leadName
        createdAt = team.createdAtMs.map(Timestamp.text)
        lastActivity = team.lastActivityMs.map(Timestamp.text)
    }

    private static func inboxes(of team: Team, nowMs: Int64) -> [InboxReport] {
        let members = Set(team.members.map(\.name))
        let readable = team.inboxes.map { inbox in
            let summary = InboxSummary(inbox)
            let recipient = String(decoding: inbox.recipient, as: UTF8.self)
            return InboxReport(
                recipient: recipient, messages: summary.messages, unread: summary.unread,
                behind: summary.behind,
                oldestUnreadSeconds: summary.oldestUnreadMs.map { Double(max(0, nowMs - $0)) / 1000 },
                sizeBytes: summary.sizeBytes, phantom: !members.contains(recipient),
                readable: inbox.fault == nil)
        }
        let unreadable = team.unreadableInboxes.map { name in
            let recipient = String(decoding: name, as: UTF8.self)
            return InboxReport(
                recipient: recipient, messages: 0, unread: 0, behind: 0, oldestUnreadSeconds: nil,
                sizeBytes: nil, phantom: !members.contains(recipient), readable: false)
        }
        return (readable + unreadable).sorted { $0.recipient < $1.recipient }
    }
}
