import TeamState

/// What is remembered of one team between looks.
struct TeamBook: Sendable {
    private(set) var label = ""
    var inboxes: [[UInt8]: InboxBook] = [:]
    var questions = OpenQuestions()
    /// Looks that found messages gone which were there before.
    var rewrites: Int64 = 0
    /// Names that were in the roster at some look, so that the inbox of a member who left is no phantom.
    private(set) var everMembers: Set<String> = []
    private(set) var summaries: [(recipient: String, summary: InboxSummary)] = []
    /// Nil without a config: then nobody can say who is no member.
    private(set) var phantoms: Int?
    /// When its files were last known to be as remembered.
    private(set) var confirmedMs: Int64
    private(set) var lastLook = 0
    /// Since when there is no such team.
    var missingSinceMs: Int64?
    private var ahead = AheadTimes()
    private var revision: Int?
    private var hasMissingInboxes = false

    /// More names than any roster has; beyond them a member who left counts as never seen.
    private static let maxMembers = 1000

    /// - Parameter confirmedMs: when it was last known that there was no such team.
    init(confirmedMs: Int64) { self.confirmedMs = confirmedMs }

    /// Notes that the team is there; false when nothing of it can have changed.
    mutating func isDue(look: Int, label: String, revision: Int, nowMs: Int64) -> Bool {
        lastLook = look
        missingSinceMs = nil
        self.label = label
        guard self.revision == revision, !hasMissingInboxes else {
            self.revision = revision
            return true
        }
        confirmedMs = nowMs
        return false
    }

    /// Notes that the team is there, but cannot be looked at.
    mutating func isBlind(look: Int) { lastLook = look }

    /// Another reader counts its revisions anew.
    mutating func forgetRevision() { revision = nil }

    /// - Returns: true when a name is new.
    mutating func noteRoster(of team: Team) -> Bool {
        guard let config = team.config else {
            phantoms = nil
            return false
        }
        let before = everMembers.count
        var names = config.members.map(\.name)
        if let lead = config.leadAgentID { names.append(Member.shortName(ofAgentID: lead)) }
        for name in names where everMembers.count < Self.maxMembers { everMembers.insert(name) }
        phantoms = team.inboxes.count { !everMembers.contains(String(decoding: $0.recipient, as: UTF8.self)) }
        return everMembers.count != before
    }

    /// An unread message from the future is as old as our knowledge of it.
    mutating func summarize(_ team: Team, nowMs: Int64) {
        ahead.begin()
        summaries = team.inboxes.map { inbox in
            let summary = InboxSummary(inbox)
            let oldestMs = summary.oldestUnreadMs.map { ahead.counted($0, nowMs: nowMs) }
            return (String(decoding: inbox.recipient, as: UTF8.self), summary.counting(oldestMs))
        }
        ahead.end()
    }

    /// Notes that an inbox is there and cannot be read.
    mutating func missContent(of recipient: [UInt8], _ origin: SightOrigin) {
        let isKnown = inboxes[recipient] != nil
        inboxes[recipient, default: InboxBook()].miss(
            lastGoodMs: confirmedMs, origin: isKnown && origin == .backlog ? .watched : origin)
    }

    mutating func confirm(nowMs: Int64) { confirmedMs = nowMs }

    /// Notes which of the known inboxes are no longer there, and gives up those that are gone for `graceMs`.
    ///
    /// - Returns: the recipients given up, each with its messages that were still open.
    mutating func missInboxes(
        except present: Set<[UInt8]>, nowMs: Int64, graceMs: Int64
    ) -> [(recipient: [UInt8], open: Int)] {
        hasMissingInboxes = false
        var gone: [(recipient: [UInt8], open: Int)] = []
        for (recipient, book) in inboxes where !present.contains(recipient) {
            let since = book.missingSinceMs ?? nowMs
            if nowMs - since > graceMs {
                gone.append((recipient, book.openCount))
            } else {
                inboxes[recipient]?.missingSinceMs = since
                hasMissingInboxes = true
            }
        }
        for entry in gone { inboxes[entry.recipient] = nil }
        return gone
    }
}

// MARK: - Storing

extension TeamBook {
    /// All but the inboxes, which are pieces of their own.
    func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.put(StatePiece.version)
        writer.put(rewrites)
        writer.put(UInt64(everMembers.count))
        for name in everMembers { writer.put(name) }
        questions.encode(into: &writer)
        return writer.bytes
    }

    mutating func restore(_ bytes: [UInt8]) throws(UndecodableBytes) {
        var reader = ByteReader(bytes)
        guard try reader.byte() == StatePiece.version else { throw UndecodableBytes() }
        let rewrites = try reader.amount()
        var members: Set<String> = []
        for _ in 0..<(try reader.count()) { members.insert(try reader.text()) }
        let questions = try OpenQuestions(from: &reader)
        guard reader.isAtEnd else { throw UndecodableBytes() }
        (self.rewrites, everMembers, self.questions) = (rewrites, members, questions)
    }
}
