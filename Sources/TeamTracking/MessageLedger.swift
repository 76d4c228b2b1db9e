package import TeamState

/// The bookkeeping of all messages: which are new, which were picked up, which were answered.
///
/// Pure: it is shown what the files say at a time, and tells what that means. The state of all its pieces can be
/// stored (`takeChanges`) and taken up again, with the counters, so that each message is counted once over restarts.
package struct MessageLedger: Sendable {
    let settings: LedgerSettings
    package internal(set) var totals = MessageTotals()
    var books: [TeamKey: TeamBook] = [:]
    var labels: PairLabels
    /// Roots that were looked at, each with the time of the last look of this run.
    var roots: [String: Int64] = [:]
    /// Roots known from an earlier run that this one has not looked at yet.
    var restoredRoots: Set<String> = []
    /// Directory names of teams that were there once, the latest last.
    var formerTeams: [String] = []
    /// Pieces whose stored form is out of date.
    var dirty: Set<StatePiece> = []
    private var look = 0
    private var expiredMs: Int64 = .min

    private static let expiryIntervalMs: Int64 = 60_000
    static let maxFormerTeams = 1000

    package init(settings: LedgerSettings = LedgerSettings()) {
        self.settings = settings
        labels = PairLabels(limit: settings.teamLimit)
    }

    /// Takes in what the files show now.
    ///
    /// - Parameters:
    ///   - rootPaths: the roots of the snapshot, in its order.
    ///   - nowMs: time of the look, in milliseconds since 1970.
    @discardableResult
    package mutating func observe(
        _ snapshot: TeamSnapshot, roots rootPaths: [String], nowMs: Int64
    ) -> MessageNews {
        look += 1
        let origins = origins(of: snapshot.roots, rootPaths)
        var found = LookFindings(nowMs: nowMs, snapshot: snapshot, roots: rootPaths, former: formerTeams)
        for (index, team) in snapshot.teams.enumerated() {
            let key = TeamKey(root: rootPaths[team.rootIndex], directory: team.directoryName)
            guard let origin = origins[team.rootIndex] else {
                books[key]?.isBlind(look: look)
                continue
            }
            let isDue = books[key, default: TeamBook(confirmedMs: roots[key.root] ?? nowMs)].isDue(
                look: look, label: team.label, revision: snapshot.revisions[index], nowMs: nowMs)
            if isDue { take(team, key, origin, &found) }
        }
        converse(&found)
        missTeams(blindRoots: Self.blind(snapshot.roots, rootPaths), nowMs: nowMs)
        for index in origins.keys { noteRoot(rootPaths[index], nowMs: nowMs) }
        expire(nowMs: nowMs)
        return found.news
    }

    /// Another reader has taken the place of the one before: its revisions mean nothing here.
    package mutating func forgetRevisions() {
        for key in books.keys { books[key]?.forgetRevision() }
    }

    package func report(nowMs: Int64) -> MessageReport {
        let present = books.values.filter { $0.lastLook == look && look > 0 }
        let teams = present.map { book in
            MessageReport.TeamMessages(
                team: book.label, inboxes: book.summaries, phantomInboxes: book.phantoms,
                rewrites: book.rewrites, oldestQuestionMs: book.questions.oldestMs)
        }
        return MessageReport(teams: teams.sorted { $0.team < $1.team }, totals: totals, nowMs: nowMs)
    }
}

// MARK: - Roots

extension MessageLedger {
    /// What this look is for each root that can be looked at.
    private mutating func origins(of states: [RootState], _ paths: [String]) -> [Int: SightOrigin] {
        var origins: [Int: SightOrigin] = [:]
        for (index, state) in states.enumerated() where state != .unreadable {
            let isRestored = restoredRoots.contains(paths[index])
            origins[index] = isRestored ? .afterRestart : roots[paths[index]] == nil ? .backlog : .watched
        }
        return origins
    }

    private static func blind(_ states: [RootState], _ paths: [String]) -> Set<String> {
        Set(zip(paths, states).filter { $0.1 == .unreadable }.map(\.0))
    }

    private mutating func noteRoot(_ path: String, nowMs: Int64) {
        restoredRoots.remove(path)
        if roots.updateValue(nowMs, forKey: path) == nil { dirty.insert(.totals) }
    }
}

// MARK: - Teams and inboxes

extension MessageLedger {
    /// Looks through a team that may have changed.
    private mutating func take(
        _ team: Team, _ key: TeamKey, _ origin: SightOrigin, _ found: inout LookFindings
    ) {
        guard var book = books.removeValue(forKey: key) else { return }
        if book.noteRoster(of: team) { dirty.insert(.team(key)) }
        if let active = team.lastActivityMs, found.nowMs - active < settings.activeMs {
            prepare(team.label, &found)
        }
        for recipient in team.unreadableInboxes { book.missContent(of: recipient, origin) }
        for inbox in team.inboxes {
            guard inbox.fault == nil else {
                book.missContent(of: inbox.recipient, origin)
                continue
            }
            take(inbox, of: &book, PairTeam(label: team.label, key: key), origin, &found)
        }
        let present = Set(team.inboxes.map(\.recipient) + team.unreadableInboxes)
        for gone in book.missInboxes(except: present, nowMs: found.nowMs, graceMs: settings.graceMs) {
            count(.removed, Int64(gone.open))
            dirty.insert(.inbox(key, recipient: gone.recipient))
        }
        book.summarize(team, nowMs: found.nowMs)
        book.confirm(nowMs: found.nowMs)
        books[key] = book
    }

    private mutating func take(
        _ inbox: Inbox, of book: inout TeamBook, _ team: PairTeam, _ origin: SightOrigin,
        _ found: inout LookFindings
    ) {
        guard let key = team.key else { return }
        let isBacklog = (book.inboxes[inbox.recipient]?.pendingOrigin ?? origin) == .backlog
        let change = book.inboxes[inbox.recipient, default: InboxBook()].take(
            inbox.messages, origin: origin, nowMs: found.nowMs, confirmedMs: book.confirmedMs,
            lateMs: 2 * settings.intervalMs)
        guard change.isNews else { return }
        dirty.formUnion([.inbox(key, recipient: inbox.recipient), .totals])
        for (reason, amount) in change.unobserved { count(reason, amount) }
        if change.isRewritten {
            book.rewrites += 1
            dirty.insert(.team(key))
        }
        let writers = found.writers(of: inbox, in: team, members: book.everMembers)
        for place in change.arrivals {
            let message = inbox.messages[place]
            if !isBacklog { arrive(message, from: writers, &found) }
            found.note(message, from: writers, isBacklog: isBacklog)
        }
        for pickup in change.pickups {
            observe(pickup, of: inbox.messages[pickup.place], from: writers, &found)
        }
    }

    private mutating func arrive(
        _ message: InboxMessage, from writers: InboxWriters, _ found: inout LookFindings
    ) {
        let pair = pair(from: writers.team(of: message).label, to: writers.recipientTeam.label, &found)
        totals.count(message.type, pair)
        if message.type == .unknown { totals.unknownTypes += 1 }
        if let sentMs = message.sentMs, sentMs > found.nowMs + 5000 { totals.aheadOfClock += 1 }
    }

    private mutating func observe(
        _ pickup: InboxBook.Pickup, of message: InboxMessage, from writers: InboxWriters,
        _ found: inout LookFindings
    ) {
        let writer = writers.team(of: message)
        let pair = pair(from: writer.label, to: writers.recipientTeam.label, &found)
        totals.observeDelivery(milliseconds: pickup.upperMs, pair, bounds: settings.deliveryBounds)
        found.news.deliveries.append(
            DeliveryObservation(
                fromTeam: writer.label, toTeam: writers.recipientTeam.label,
                sender: writers.name(of: message),
                recipient: writers.recipient, lowerMs: pickup.lowerMs, upperMs: pickup.upperMs))
    }

    private mutating func count(_ reason: UnobservedReason, _ amount: Int64) {
        guard amount > 0 else { return }
        totals.unobserved[reason, default: 0] += amount
        dirty.insert(.totals)
    }

    private mutating func missTeams(blindRoots: Set<String>, nowMs: Int64) {
        for (key, book) in books where book.lastLook != look && !blindRoots.contains(key.root) {
            let since = book.missingSinceMs ?? nowMs
            books[key]?.missingSinceMs = since
            if nowMs - since > settings.graceMs { forget(key, book) }
        }
    }

    private mutating func forget(_ key: TeamKey, _ book: TeamBook) {
        books[key] = nil
        count(.removed, book.inboxes.values.reduce(0) { $0 + Int64($1.openCount) })
        totals.unanswered[.teamGone, default: 0] += Int64(book.questions.count)
        let name = String(decoding: key.directory, as: UTF8.self)
        formerTeams.removeAll { $0 == name }
        formerTeams.append(name)
        if formerTeams.count > Self.maxFormerTeams { formerTeams.removeFirst() }
        dirty.formUnion([.totals, .team(key)])
        for recipient in book.inboxes.keys { dirty.insert(.inbox(key, recipient: recipient)) }
    }
}

// MARK: - Labels

extension MessageLedger {
    /// Shows the series of a team's own messages before the first one comes.
    private mutating func prepare(_ team: String, _ found: inout LookFindings) {
        let pair = pair(from: team, to: team, &found)
        guard pair.from != PairLabels.other else { return }
        totals.prepare(
            pair, deliveryBounds: settings.deliveryBounds.count, responseBounds: settings.responseBounds.count
        )
    }

    mutating func pair(from: String, to: String, _ found: inout LookFindings) -> MessageTotals.Pair {
        MessageTotals.Pair(from: label(from, &found), to: label(to, &found))
    }

    private mutating func label(_ team: String, _ found: inout LookFindings) -> String {
        if labels.contains(team) { return team }
        var released: [String] = []
        let label = labels.label(
            for: team, isGone: { !found.isPresent($0) }, released: { released.append($0) })
        for old in released { totals.drop(team: old) }
        return label
    }
}

// MARK: - Answers

extension MessageLedger {
    /// Goes through the new messages of all inboxes in the order in which they were written.
    private mutating func converse(_ found: inout LookFindings) {
        for sight in found.takeSights() {
            switch sight.message.type {
            case let type where type.isResponse: respond(sight, &found)
            case let type where type.isRequest: request(sight)
            default: talk(sight, &found)
            }
        }
    }

    private mutating func request(_ sight: LookFindings.Sight) {
        guard let hash = sight.message.requestHash, let asked = sight.recipientTeam.key,
            let kind = sight.message.type.responseKind
        else { return }
        let key = OpenQuestions.RequestKey(asker: sight.writerTeam.key, hash: hash)
        ask(asked) { $0.ask(key, OpenQuestions.Request(kind: kind, sentMs: sight.sentMs)) }
    }

    private mutating func respond(_ sight: LookFindings.Sight, _ found: inout LookFindings) {
        guard let hash = sight.message.requestHash, let asker = sight.recipientTeam.key else { return }
        let replier = sight.writerTeam.key ?? asker
        // The asker's team may not have been known.
        guard
            let request = books[replier]?.questions.answer(.init(asker: asker, hash: hash))
                ?? books[replier]?.questions.answer(.init(asker: nil, hash: hash))
        else { return }
        dirty.insert(.team(replier))
        observe(sight, waitedMs: sight.sentMs - request.sentMs, kind: request.kind, &found)
    }

    /// A text answers what its recipient asked its writer; one that answers nothing asks.
    private mutating func talk(_ sight: LookFindings.Sight, _ found: inout LookFindings) {
        guard let writer = sight.writer, let recipient = sight.recipient, writer != recipient,
            writer.name != "user"
        else { return }
        if sight.message.type == .prose {
            let asked = OpenQuestions.Conversation(asker: recipient, replier: writer.name)
            if let waitedMs = books[writer.team]?.questions.answer(asked, sentMs: sight.sentMs) {
                dirty.insert(.team(writer.team))
                return observe(sight, waitedMs: waitedMs, kind: .text, &found)
            }
        }
        let question = OpenQuestions.Conversation(asker: writer, replier: recipient.name)
        ask(recipient.team) { $0.ask(question, sentMs: sight.sentMs) }
    }

    private mutating func ask(_ team: TeamKey, _ body: (inout OpenQuestions) -> Bool) {
        guard books[team] != nil else { return }
        dirty.insert(.team(team))
        if body(&books[team, default: TeamBook(confirmedMs: 0)].questions) { return }
        totals.unanswered[.tooMany, default: 0] += 1
        dirty.insert(.totals)
    }

    /// - Parameter sight: of the answer.
    private mutating func observe(
        _ sight: LookFindings.Sight, waitedMs: Int64, kind: ResponseKind, _ found: inout LookFindings
    ) {
        guard !sight.isBacklog else { return }
        dirty.insert(.totals)
        guard waitedMs >= 0 else {
            totals.unanswered[.negative, default: 0] += 1
            return
        }
        let (asker, replier) = (sight.recipientTeam.label, sight.writerTeam.label)
        let key = MessageTotals.ResponsePair(pair: pair(from: asker, to: replier, &found), kind: kind)
        totals.observeResponse(milliseconds: waitedMs, key, bounds: settings.responseBounds)
        found.news.responses.append(
            ResponseObservation(
                askerTeam: asker, replierTeam: replier, asker: sight.recipientName, replier: sight.writerName,
                kind: kind, waitedMs: waitedMs))
    }

    /// Gives up questions that nobody has answered for a day.
    private mutating func expire(nowMs: Int64) {
        guard expiredMs == .min || nowMs - expiredMs >= Self.expiryIntervalMs else { return }
        expiredMs = nowMs
        for (key, book) in books where !book.questions.isEmpty {
            let expired = books[key]?.questions.expire(nowMs: nowMs) ?? 0
            guard expired > 0 else { continue }
            totals.unanswered[.expired, default: 0] += expired
            dirty.formUnion([.totals, .team(key)])
        }
    }
}
