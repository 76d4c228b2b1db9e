import TeamState

/// The agents of one team between looks.
struct TeamAgents: Sendable {
    private(set) var label = ""
    private(set) var facts: [AgentFacts] = []
    private(set) var foreign: [AgentKey: AgentMessage] = [:]
    private(set) var books: [String: AgentBook] = [:]
    private(set) var ahead = AheadTimes()
    /// False while nobody can say who is in the team.
    private(set) var hasRoster = false
    /// False when the team is gone.
    private(set) var isPresent = false
    /// Its root cannot be read: nothing can be said of it.
    private(set) var isHidden = false
    private(set) var lastLook = 0
    /// No verdict changes before this, unless something happens.
    private(set) var dueMs: Int64 = .min
    /// Since when there is no such team.
    var missingSinceMs: Int64?
    /// The lead's session, as it counts and as it is written.
    private var statusMs, writtenStatusMs: Int64?
    private var leadName: String?
    private var revision: Int?

    /// Names beyond those of the roster that are remembered.
    private static let maxDeparted = 1000

    /// What judging needs beyond the team itself.
    struct Context {
        let key: TeamKey
        let settings: AgentSettings
        let dead: Set<String>
        let transcriptActivityMs: [String: Int64]
        /// What agents wrote into inboxes of other teams.
        let elsewhere: [AgentKey: AgentMessage]
        let nowMs: Int64
    }

    init() {}

    /// Notes that the team is there; true when its files may have changed.
    mutating func isDue(look: Int, team: Team, revision: Int, nowMs: Int64) -> Bool {
        (lastLook, isHidden) = (look, false)
        missingSinceMs = nil
        let writtenMs = team.leadSessions.lazy.compactMap(\.statusUpdatedAtMs).max()
        if !isPresent || label != team.label || writtenMs != writtenStatusMs { dueMs = .min }
        if writtenMs != writtenStatusMs {
            writtenStatusMs = writtenMs
            let isAhead = writtenMs.map { $0 > nowMs + AheadTimes.toleratedSkewMs } ?? false
            statusMs = isAhead ? nowMs : writtenMs
        }
        (isPresent, label) = (true, team.label)
        defer { self.revision = revision }
        return self.revision != revision
    }

    mutating func take(_ team: Team, _ gathered: AgentGathering) {
        hasRoster = team.config != nil
        leadName = team.leadName
        facts = gathered.facts
        foreign = gathered.foreign
        ahead = gathered.ahead
        dueMs = .min
    }

    /// Notes that the team cannot be looked at.
    mutating func hide() { isHidden = true }

    mutating func forgetRevision() { revision = nil }

    mutating func becomeDue() { dueMs = .min }

    /// The team is gone, and all its agents with it.
    mutating func vanish(nowMs: Int64) {
        guard isPresent || missingSinceMs == nil else { return }
        missingSinceMs = nowMs
        isHidden = false
        (isPresent, hasRoster, facts, foreign, revision) = (false, false, [], [:], nil)
        for name in books.keys { depart(name, atMs: nowMs) }
    }

    /// Whether an agent would count as timed out now that did not before.
    func wouldTimeOut(_ context: Context) -> Bool {
        facts.contains { facts in
            books[facts.name]?.timeouts.verdict == .up
                && look(at: facts, context).verdict(by: context.settings.upRule) == .timedOut
        }
    }

    /// Judges all members; true when something is to be stored.
    mutating func judge(_ context: Context, isFirst: Bool) -> Bool {
        guard isPresent else { return false }
        let before = books
        dueMs = .max
        for member in facts { judge(member, context, isFirst: isFirst) }
        if hasRoster { departAbsent(nowMs: context.nowMs) }
        return books != before
    }

    private mutating func judge(_ member: AgentFacts, _ context: Context, isFirst: Bool) {
        var book = books[member.name] ?? AgentBook(firstSeenMs: context.nowMs)
        let look = look(at: member, context, firstSeenMs: book.firstSeenMs)
        let verdict = look.verdict(by: context.settings.upRule)
        book.timeouts.take(verdict, activityMs: look.activityMs, isFirst: isFirst)
        if look.state == .departed {
            book.departedMs = book.departedMs ?? min(member.shutdownApprovedMs ?? .max, context.nowMs)
        } else {
            book.departedMs = nil
        }
        books[member.name] = book
        if let change = look.timesOutMs(by: context.settings.upRule) { dueMs = min(dueMs, change) }
    }

    private mutating func departAbsent(nowMs: Int64) {
        guard books.count > facts.count else { return }
        let present = Set(facts.map(\.name))
        let absent = books.keys.filter { !present.contains($0) }
        for name in absent { depart(name, atMs: nowMs) }
        guard absent.count > Self.maxDeparted else { return }
        let oldest = absent.sorted { books[$0]?.departedMs ?? 0 < books[$1]?.departedMs ?? 0 }
        for name in oldest.dropLast(Self.maxDeparted) { books[name] = nil }
    }

    private mutating func depart(_ name: String, atMs: Int64) {
        books[name]?.timeouts.take(.down, activityMs: nil)
        if books[name]?.departedMs == nil { books[name]?.departedMs = atMs }
    }

    /// - Parameter firstSeenMs: where the agent has no book yet.
    func look(at member: AgentFacts, _ context: Context, firstSeenMs: Int64? = nil) -> AgentLook {
        var facts = member
        if let written = elsewhere(member, context) { facts.noteWritten(written) }
        if !context.transcriptActivityMs.isEmpty {
            facts.note(activityMs: context.transcriptActivityMs[member.name])
        }
        // After a restart the books know more than what was read so far.
        facts.note(activityMs: books[member.name]?.timeouts.activityMs)
        if statusMs != nil, member.name == leadName { facts.note(activityMs: statusMs) }
        return AgentLook(
            facts: facts, activityMs: facts.activityMs.map { min($0, context.nowMs) },
            firstSeenMs: books[member.name]?.firstSeenMs ?? firstSeenMs ?? context.nowMs,
            isDead: context.dead.contains(member.name), nowMs: context.nowMs,
            timeoutMs: context.settings.timeoutMs(team: label, agent: member.name))
    }

    private func elsewhere(_ member: AgentFacts, _ context: Context) -> AgentMessage? {
        context.elsewhere.isEmpty
            ? nil : context.elsewhere[AgentKey(team: context.key, name: member.name)]
    }
}

// MARK: - Storing

extension TeamAgents {
    func encode() -> [UInt8]? {
        guard !books.isEmpty else { return nil }
        var writer = ByteWriter()
        writer.put(StatePiece.version)
        writer.put(label)
        writer.put(UInt64(books.count))
        for (name, book) in books {
            writer.put(name)
            book.encode(into: &writer)
        }
        ahead.encode(into: &writer)
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(UndecodableBytes) {
        var reader = ByteReader(bytes)
        guard try reader.byte() == StatePiece.version else { throw UndecodableBytes() }
        label = try reader.text()
        for _ in 0..<(try reader.count()) {
            let name = try reader.text()
            books[name] = try AgentBook(from: &reader)
        }
        // Versions before 0.2 ended here.
        if !reader.isAtEnd { ahead = try AheadTimes(from: &reader) }
        guard reader.isAtEnd else { throw UndecodableBytes() }
    }
}
