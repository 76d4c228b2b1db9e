import TeamCensus
import TeamState
import TeamTracking

/// What the files of all teams show of one agent.
struct AgentSigns {
    /// What an agent was last known to do.
    enum Kind: String, Sendable {
        case joined, message, task, session, transcript
    }

    struct Activity: Equatable {
        var atMs: Int64
        var kind: Kind
    }

    private(set) var latest: Activity?
    var unread = 0
    /// Unread messages that may still be read: none after them is.
    var waiting = 0
    var tasksInProgress = 0

    mutating func note(_ kind: Kind, atMs: Int64?) {
        guard let atMs, atMs > latest?.atMs ?? .min else { return }
        latest = Activity(atMs: atMs, kind: kind)
    }
}

/// Counts times of writers whose clocks are ahead.
private struct LenientClock {
    /// A clock may be this far ahead before its time counts as now.
    private static let toleratedSkewMs: Int64 = 5000
    let nowMs: Int64

    func counted(_ milliseconds: Int64) -> Int64 {
        milliseconds > nowMs + Self.toleratedSkewMs ? nowMs : milliseconds
    }
}

extension CensusReport {
    /// Nil where its root is not known.
    fileprivate func key(of team: Team) -> TeamKey? {
        guard rootPaths.indices.contains(team.rootIndex) else { return nil }
        return TeamKey(root: rootPaths[team.rootIndex], directory: team.directoryName)
    }
}

/// The signs of all agents of all teams at one moment.
struct SignTable {
    /// By team, as in the census, and name.
    private var signs: [[String: AgentSigns]]
    private let clock: LenientClock
    private let teamsByName: [String: [Int]]

    /// - Parameter transcripts: when each agent was last heard of in one.
    init(_ report: CensusReport, transcripts: [TeamKey: [String: Int64]]) {
        let teams = report.teams
        clock = LenientClock(nowMs: report.takenAtMs)
        signs = teams.map { judged in
            Dictionary(judged.team.members.map { ($0.name, AgentSigns()) }) { first, _ in first }
        }
        teamsByName = Dictionary(grouping: teams.indices) {
            String(decoding: teams[$0].team.directoryName, as: UTF8.self)
        }
        for (index, judged) in teams.enumerated() { takeRoster(judged.team, index) }
        for (index, judged) in teams.enumerated() {
            for inbox in judged.team.inboxes { take(inbox, of: index, teams) }
            guard let key = report.key(of: judged.team) else { continue }
            for (agent, atMs) in transcripts[key] ?? [:] {
                signs[index][agent]?.note(.transcript, atMs: clock.counted(atMs))
            }
        }
    }

    func signs(of agent: String, inTeam index: Int) -> AgentSigns { signs[index][agent] ?? AgentSigns() }

    private mutating func takeRoster(_ team: Team, _ index: Int) {
        let clock = clock
        for member in team.members {
            signs[index][member.name]?.note(.joined, atMs: member.joinedAtMs.map(clock.counted))
        }
        for task in team.tasks {
            guard let owner = task.owner, signs[index][owner] != nil else { continue }
            signs[index][owner]?.note(.task, atMs: task.updatedAtMs.map(clock.counted))
            if task.isWorkInProgress { signs[index][owner]?.tasksInProgress += 1 }
        }
        guard let lead = team.leadName else { return }
        for entry in team.leadSessions {
            signs[index][lead]?.note(.session, atMs: entry.statusUpdatedAtMs.map(clock.counted))
        }
    }

    private mutating func take(_ inbox: Inbox, of index: Int, _ teams: [JudgedTeam]) {
        let writers = inbox.senders.map { writer($0, into: index, teams) }
        let recipient = String(decoding: inbox.recipient, as: UTF8.self)
        for message in inbox.messages {
            guard let sentMs = message.sentMs.map(clock.counted) else { continue }
            if let writer = message.sender.flatMap({ writers[$0] }) {
                signs[writer.team][writer.name]?.note(.message, atMs: sentMs)
            }
        }
        let afterRead = inbox.messages.lastIndex(where: \.isRead).map { $0 + 1 } ?? 0
        signs[index][recipient]?.unread += inbox.unreadCount
        signs[index][recipient]?.waiting += inbox.messages.count - afterRead
    }

    /// Who wrote: `source_team` decides; else a sender who is a member is of this team; else what follows the last `@`.
    private func writer(
        _ sender: Inbox.SenderActivity, into index: Int, _ teams: [JudgedTeam]
    ) -> (team: Int, name: String)? {
        let short = Member.shortName(ofAgentID: sender.from)
        if sender.sourceTeam == nil, signs[index][sender.from] != nil { return (index, sender.from) }
        let suffix = short == sender.from ? nil : String(sender.from.dropFirst(short.count + 1))
        guard let name = sender.sourceTeam ?? suffix else { return nil }
        let root = teams[index].team.rootIndex
        let places = (teamsByName[name] ?? []).sorted {
            (teams[$0].team.rootIndex == root ? 0 : 1) < (teams[$1].team.rootIndex == root ? 0 : 1)
        }
        for place in places {
            if signs[place][short] != nil { return (place, short) }
            if signs[place][sender.from] != nil { return (place, sender.from) }
        }
        return nil
    }
}
