import TeamState

/// Gathers from the files of one team what they say of its members, and what members of other teams wrote into it.
struct AgentGathering {
    /// In the order of the roster.
    private(set) var facts: [AgentFacts]
    /// The last message of each agent of another team.
    private(set) var foreign: [AgentKey: AgentMessage] = [:]
    private(set) var ahead: AheadTimes
    private let nowMs: Int64
    private let key: TeamKey
    private let places: [String: Int]

    /// What a sender of an inbox is to this team.
    private enum Writer {
        case member(Int)
        case foreign(AgentKey)
        case other
    }

    /// - Parameters:
    ///   - senders: tells whose a message is.
    ///   - ahead: what is known of times ahead of our clock.
    init(
        _ team: Team, key: TeamKey, senders: SenderTeams, ahead: AheadTimes = AheadTimes(), nowMs: Int64
    ) {
        self.key = key
        self.ahead = ahead
        self.nowMs = nowMs
        self.ahead.begin()
        defer { self.ahead.end() }
        facts = team.members.map { AgentFacts(name: $0.name) }
        places = Self.places(in: team)
        for (place, member) in team.members.enumerated() {
            facts[place].joinedMs = member.joinedAtMs
            facts[place].note(activityMs: counted(member.joinedAtMs))
        }
        for task in team.tasks { note(task) }
        let pair = PairTeam(label: team.label, key: key)
        for inbox in team.inboxes { note(inbox, of: pair, senders) }
        for inbox in team.inboxes { noteAnswers(in: inbox) }
        for place in facts.indices { facts[place].settle() }
    }

    /// The lead may be spelt otherwise in its id than in the roster.
    private static func places(in team: Team) -> [String: Int] {
        var places: [String: Int] = [:]
        for (place, member) in team.members.enumerated() { places[member.name] = place }
        if let id = team.config?.leadAgentID, let lead = team.leadName.flatMap({ places[$0] }) {
            let name = Member.shortName(ofAgentID: id)
            if places[name] == nil { places[name] = lead }
        }
        return places
    }

    private mutating func counted(_ writtenMs: Int64?) -> Int64? {
        writtenMs.map { ahead.counted($0, nowMs: nowMs) }
    }

    private mutating func note(_ task: TeamTask) {
        guard let place = task.owner.flatMap({ places[$0] }) else { return }
        facts[place].note(activityMs: counted(task.updatedAtMs))
        if task.isWorkInProgress { facts[place].hasWorkInProgress = true }
    }

    private mutating func note(_ inbox: Inbox, of team: PairTeam, _ senders: SenderTeams) {
        let recipient = recipient(of: inbox)
        if let recipient { facts[recipient].noteUnread(inbox) { ahead.counted($0, nowMs: nowMs) } }
        let place = SenderTeams.Place(
            team: team, directory: String(decoding: key.directory, as: UTF8.self),
            recipient: String(decoding: inbox.recipient, as: UTF8.self), members: Set(places.keys))
        let writers = inbox.senders.map { writer(senders.writer($0, into: place)) }
        for message in inbox.messages {
            note(message, from: message.sender.map { writers[$0] } ?? .other, to: recipient)
        }
    }

    private mutating func note(_ message: InboxMessage, from writer: Writer, to recipient: Int?) {
        let sentMs = counted(message.sentMs)
        let written = sentMs.map {
            AgentMessage(
                sentMs: $0, writtenMs: message.sentMs ?? $0, type: message.type,
                requestHash: message.requestHash)
        }
        var author: Int?
        switch writer {
        case .member(let place):
            author = place
            if let written { facts[place].noteWritten(written) }
        case .foreign(let agent):
            if let written, written.order >= foreign[agent]?.order ?? (.min, .min) {
                foreign[agent] = written
            }
        case .other: break
        }
        if let recipient, author != recipient { facts[recipient].noteReceived(message, sentMs: sentMs) }
    }

    private func writer(_ found: (team: PairTeam, name: String)) -> Writer {
        guard let team = found.team.key else { return .other }
        if team != key { return .foreign(AgentKey(team: team, name: found.name)) }
        return places[found.name].map(Writer.member) ?? .other
    }

    private func recipient(of inbox: Inbox) -> Int? {
        places[String(decoding: inbox.recipient, as: UTF8.self)]
    }

    /// An answer bears the request's id; where one of both has none, any later answer is it.
    private mutating func noteAnswers(in inbox: Inbox) {
        guard let recipient = recipient(of: inbox), let last = facts[recipient].lastMessage, last.asksLeave
        else { return }
        facts[recipient].isAnswered = inbox.messages.contains { message in
            guard message.type.isResponse else { return false }
            if let asked = last.requestHash, let answered = message.requestHash { return asked == answered }
            return message.sentMs.map { $0 >= last.writtenMs } ?? false
        }
    }
}
