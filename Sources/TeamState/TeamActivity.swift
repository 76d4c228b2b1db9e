/// Who did something when, from the files of one team.
struct TeamActivity: Sendable {
    /// Something a member of another team wrote into this team's inboxes.
    struct Foreign: Sendable {
        let team: String
        let agent: String
        let atMs: Int64
    }

    /// Clocks of writers may be this far ahead before a time counts as now.
    static let toleratedSkewMs: Int64 = 5000

    /// Latest of joining, writing and owning a changed task, over the members of this team.
    private(set) var latestMs: Int64?
    private(set) var foreign: [Foreign] = []
    private let members: Set<String>
    private let nowMs: Int64

    /// - Parameter nowMs: when the files were looked at; a time beyond it counts as this, and so does not keep a team
    ///   busy until it comes.
    init(team: String, config: TeamConfig?, inboxes: [Inbox], tasks: [TeamTask], nowMs: Int64) {
        members = Self.names(in: config)
        self.nowMs = nowMs
        for member in config?.members ?? [] { note(member.joinedAtMs) }
        for task in tasks {
            if let owner = task.owner, isMember(owner) { note(task.updatedAtMs) }
        }
        for sender in inboxes.lazy.flatMap(\.senders) { note(sender, in: team) }
    }

    func isMember(_ name: String) -> Bool { members.contains(name) }

    /// A time as it counts at `nowMs`.
    static func clamped(_ milliseconds: Int64, nowMs: Int64) -> Int64 {
        milliseconds > nowMs + toleratedSkewMs ? nowMs : milliseconds
    }

    /// The members, and the lead's id where the roster spells the lead otherwise.
    private static func names(in config: TeamConfig?) -> Set<String> {
        guard let config else { return [] }
        var names = Set(config.members.map(\.name))
        if let lead = config.leadAgentID { names.insert(Member.shortName(ofAgentID: lead)) }
        return names
    }

    /// `source_team` decides; else a sender who is a member is of this team; else what follows the last `@`.
    private mutating func note(_ sender: Inbox.SenderActivity, in team: String) {
        guard let latestMs = sender.latestMs else { return }
        let short = Member.shortName(ofAgentID: sender.from)
        let suffix = short == sender.from ? nil : String(sender.from.dropFirst(short.count + 1))
        let writerTeam = sender.sourceTeam ?? (isMember(sender.from) ? team : suffix ?? team)
        guard writerTeam == team else {
            let atMs = Self.clamped(latestMs, nowMs: nowMs)
            foreign.append(Foreign(team: writerTeam, agent: short, atMs: atMs))
            return
        }
        if isMember(sender.from) || isMember(short) { note(latestMs) }
    }

    private mutating func note(_ milliseconds: Int64?) {
        guard let milliseconds else { return }
        let countedMs = Self.clamped(milliseconds, nowMs: nowMs)
        latestMs = max(latestMs ?? countedMs, countedMs)
    }
}
