import TeamState

/// Who wrote into one inbox, told once for each sender.
struct InboxWriters {
    let recipientTeam: PairTeam
    let recipient: String
    fileprivate let writers: [(team: PairTeam, name: String)]
    fileprivate let nobody: (team: PairTeam, name: String)

    func team(of message: InboxMessage) -> PairTeam { writer(of: message).team }

    func name(of message: InboxMessage) -> String { writer(of: message).name }

    private func writer(of message: InboxMessage) -> (team: PairTeam, name: String) {
        message.sender.map { writers[$0] } ?? nobody
    }
}

/// What one look gathers before it can be judged: new messages of all inboxes, which answer one another.
struct LookFindings {
    /// A new message that may ask or answer.
    struct Sight {
        let message: InboxMessage
        let sentMs: Int64
        let isBacklog: Bool
        fileprivate let writers: InboxWriters

        var writerTeam: PairTeam { writers.team(of: message) }
        var recipientTeam: PairTeam { writers.recipientTeam }
        var writerName: String { writers.name(of: message) }
        var recipientName: String { writers.recipient }
        /// Nil when the team is not there.
        var writer: AgentKey? { writerTeam.key.map { AgentKey(team: $0, name: writerName) } }
        var recipient: AgentKey? { recipientTeam.key.map { AgentKey(team: $0, name: recipientName) } }
    }

    /// Where a sight lies until it is taken: 16 bytes, since a first look may have a million.
    private struct Note {
        let writers: Int32
        let isBacklog: Bool
        let message: InboxMessage
    }

    let nowMs: Int64
    var news = MessageNews()
    private let snapshot: TeamSnapshot
    private let roots: [String]
    private let former: [String]
    private var senderTeams: SenderTeams?
    private var presentLabels: Set<String>?
    private var inboxes: [InboxWriters] = []
    private var notes: [Note] = []

    init(nowMs: Int64, snapshot: TeamSnapshot, roots: [String], former: [String]) {
        self.nowMs = nowMs
        self.snapshot = snapshot
        self.roots = roots
        self.former = former
    }

    /// Whether a team of this label is there now.
    mutating func isPresent(_ label: String) -> Bool {
        let labels = presentLabels ?? Set(snapshot.teams.map(\.label))
        presentLabels = labels
        return labels.contains(label)
    }

    mutating func writers(of inbox: Inbox, in team: PairTeam, members: Set<String>) -> InboxWriters {
        let teams = teams()
        let place = SenderTeams.Place(
            team: team, directory: team.key.map { String(decoding: $0.directory, as: UTF8.self) } ?? "",
            recipient: String(decoding: inbox.recipient, as: UTF8.self), members: members)
        let writers = InboxWriters(
            recipientTeam: team, recipient: place.recipient,
            writers: inbox.senders.map { teams.writer($0, into: place) },
            nobody: teams.writer(nil, into: place))
        inboxes.append(writers)
        return writers
    }

    /// Notes a new message of the inbox whose writers were asked for last.
    ///
    /// Left out is what neither asks nor answers, has no time or one of the future, or is too old to be answered.
    mutating func note(_ message: InboxMessage, from writers: InboxWriters, isBacklog: Bool) {
        guard message.type.mayConverse, let sentMs = message.sentMs, sentMs <= nowMs + 5000,
            nowMs - sentMs <= OpenQuestions.patienceMs
        else { return }
        notes.append(Note(writers: Int32(inboxes.count - 1), isBacklog: isBacklog, message: message))
    }

    /// The noted messages in the order in which they were written.
    mutating func takeSights() -> [Sight] {
        defer { notes = [] }
        let sights = notes.map { note in
            Sight(
                message: note.message, sentMs: note.message.sentMs ?? 0, isBacklog: note.isBacklog,
                writers: inboxes[Int(note.writers)])
        }
        // Stable, so that what was written in one millisecond stays in the order of the files.
        return sights.enumerated().sorted { ($0.element.sentMs, $0.offset) < ($1.element.sentMs, $1.offset) }
            .map(\.element)
    }

    private mutating func teams() -> SenderTeams {
        if let senderTeams { return senderTeams }
        let present = snapshot.teams.map { team in
            (
                directory: String(decoding: team.directoryName, as: UTF8.self),
                team: PairTeam(
                    label: team.label,
                    key: TeamKey(root: roots[team.rootIndex], directory: team.directoryName))
            )
        }
        let teams = SenderTeams(present: present, former: Set(former))
        senderTeams = teams
        return teams
    }
}

extension MessageType {
    /// What the time to its answer is the time of.
    var responseKind: ResponseKind? {
        switch self {
        case .shutdownRequest: .shutdown
        case .planRequest: .plan
        case .permissionRequest, .sandboxRequest: .permission
        default: nil
        }
    }

    /// It asks or answers.
    fileprivate var mayConverse: Bool {
        isRequest || isResponse || messageClass == .text || messageClass == .task
    }
}
