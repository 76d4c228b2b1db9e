import Dispatch
package import ProcessTable
package import StateStore
import Synchronization
import TeamState
package import TeamTracking

/// Looks at the teams' files for all who keep books of them, and keeps the books over restarts.
///
/// One thread (`run`) looks, at once when the kernel tells of news, and commits what changed: within a second, and
/// before a scrape is answered. Others see what was committed. While nobody runs it, each report looks by itself.
package final class TeamRecorder: Sendable {
    /// Asks the processes which members of the teams are proved to be dead.
    package typealias EvidenceSource = @Sendable () -> [TeamKey: Set<String>]

    /// What changed outside and takes effect at the next look, so that nobody waits for one that is under way.
    private struct Inputs {
        var roots: [String]?
        var settings: AgentSettings?
        var dead: [TeamKey: Set<String>]?
        var transcriptActivityMs: [TeamKey: [String: Int64]]?
    }

    /// Held during I/O, against the house rule: one thread alone ever asks for it.
    private let books: Mutex<TeamBooks>
    private let schedule = Mutex(CommitSchedule())
    private let usage: Mutex<UsageBook>
    private let contributions = Mutex<[BookContribution]>([])
    private let inputs = Mutex(Inputs())
    private let shown = Mutex<TeamReport?>(nil)
    private let lookedAt = Mutex(ContinuousClock.now)
    private let store: StateStore?
    private let evidence: EvidenceSource?
    private let looksAtFiles: Bool
    private let nowMs: @Sendable () -> Int64
    private let requests = CommitRequests()
    private let signal = WakeSignal()
    private let isRunning = Atomic(false)
    private let isEnding = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)

    /// Longest time that a scrape waits for its commit, as the design's section 5 sets it.
    private static let scrapePatienceMilliseconds = 100
    /// And for the first look of all, before which there is nothing to show.
    private static let firstPatienceMilliseconds = 5000
    /// Numbers are not shown once no look has ended for so long: one hangs.
    private static let shownFor = Duration.seconds(60)
    /// Evidence younger than this is that of now.
    private static let evidenceAge = Duration.seconds(1)

    /// - Parameters:
    ///   - looksAtFiles: false where only the processes' books are kept.
    ///   - store: keeps the books over restarts; nil: nothing does.
    ///   - state: what the store held when it was opened.
    ///   - evidence: asked when an agent would count as timed out.
    ///   - nowMs: milliseconds since 1970.
    package init(
        roots: [String], settings: AgentSettings = AgentSettings(), looksAtFiles: Bool = true,
        store: StateStore? = nil, state: StoredState = StoredState(), evidence: EvidenceSource? = nil,
        nowMs: @escaping @Sendable () -> Int64
    ) {
        let stored = Self.pieces(of: state)
        books = Mutex(TeamBooks(roots: roots, settings: settings, stored: stored))
        usage = Mutex(UsageBook(restoring: stored))
        self.looksAtFiles = looksAtFiles
        self.store = store
        self.evidence = evidence
        self.nowMs = nowMs
    }
}

// MARK: - What comes from outside

extension TeamRecorder {
    /// Looks at other roots, or judges agents otherwise, from the next look on. No count is lost.
    package func reconfigure(roots: [String], settings: AgentSettings) {
        inputs.withLock { inputs in
            inputs.roots = roots
            inputs.settings = settings
        }
    }

    /// Tells which members are proved to be dead, as of now.
    package func note(dead: [TeamKey: Set<String>]) { inputs.withLock { $0.dead = dead } }

    /// Tells when each agent last wrote into a transcript; all that is known, not only what is new.
    package func note(transcriptActivityMs: [TeamKey: [String: Int64]]) {
        inputs.withLock { $0.transcriptActivityMs = transcriptActivityMs }
    }

    /// Counts what processes use, and returns what was committed, that included unless the disk is slow.
    ///
    /// What they use now waits for no disk: that is what was counted last.
    package func countUsage(
        _ body: (inout AgentUsage) -> Void
    ) -> (committed: AgentUsage, present: AgentUsage) {
        usage.withLock { $0.update(body) }
        commit()
        return usage.withLock { ($0.committed, $0.counted) }
    }
}

// MARK: - Reporting

extension TeamRecorder {
    /// Stores what another counts with the next commits; names of pieces must differ from those of others.
    package func add(_ contribution: BookContribution) { contributions.withLock { $0.append(contribution) } }

    /// What the store held of all books when it was opened: contributors take up theirs.
    package static func pieces(of state: StoredState) -> [StateChange] {
        state.documents.map { StateChange(name: $0.name, bytes: $0.content) }
    }
}

extension TeamRecorder {
    /// Looks, commits, and tells what the books say then; waits 100 ms at most and tells what they said last.
    package func report() throws(TeamReportError) -> TeamReport {
        commit()
        guard let report = shown.withLock({ $0 }), .now - lookedAt.withLock({ $0 }) < Self.shownFor else {
            throw .noRecentLook
        }
        return report
    }

    /// What the last `report` told; nil before the first. Looks at nothing.
    package var latestReport: TeamReport? { shown.withLock { $0 } }

    /// Commits all that is counted so far; waits 100 ms at most.
    package func commit() {
        guard isRunning.load(ordering: .acquiring) else { return turn(LookPace(), isAsked: true) }
        let isFirst = looksAtFiles && shown.withLock { $0 == nil }
        let patience = isFirst ? Self.firstPatienceMilliseconds : Self.scrapePatienceMilliseconds
        _ = requests.commit(withinMilliseconds: patience) { signal.wake() }
    }
}

// MARK: - The thread

extension TeamRecorder {
    /// Looks again and again until `stop`; may be called once.
    ///
    /// - Parameter onFirstLook: there is something to show.
    package func run(onFirstLook: () -> Void = {}) {
        isRunning.store(true, ordering: .releasing)
        var pace = LookPace()
        turn(pace, isAsked: true)
        onFirstLook()
        while !isEnding.load(ordering: .acquiring) {
            let news = books.withLock { $0.reader.newsDescriptor }
            signal.wait(atLeast: pace.least, atMost: pace.most, newsOn: news)
            let duration = ContinuousClock().measure { turn(pace) }
            pace.looked(in: duration)
        }
        books.withLock { books in write(&books, isLast: true) }
        store?.close()
        ended.signal()
    }

    /// Ends `run` after the look under way and a last commit, or leaves it behind when these take longer than `limit`.
    package func stop(within limit: Duration) {
        isEnding.store(true, ordering: .releasing)
        signal.wake()
        guard isRunning.load(ordering: .acquiring) else { return }
        _ = ended.wait(timeout: .now() + .milliseconds(Int(limit / .milliseconds(1))))
    }

    /// One look, with a commit when one is due or asked for.
    private func turn(_ pace: LookPace, isAsked: Bool = false) {
        let waiters = requests.take()
        books.withLock { books in
            takeInputs(&books)
            if looksAtFiles { look(&books) }
            lookedAt.withLock { $0 = .now }
            let isAsked = isAsked || !waiters.isEmpty
            if isAsked || isDue(books) {
                write(&books)
                schedule.withLock { $0.didCommit(.now) }
            }
            if isAsked, looksAtFiles { show(books, pace) }
        }
        requests.answer(waiters)
        maintain()
    }

    private func takeInputs(_ books: inout TeamBooks) {
        let inputs = inputs.withLock { inputs in
            defer { inputs = Inputs() }
            return inputs
        }
        if let roots = inputs.roots { books.reconfigure(roots: roots) }
        if let settings = inputs.settings { books.agents.reconfigure(settings) }
        if let activity = inputs.transcriptActivityMs {
            books.agents.evidence.transcriptActivityMs = activity
        }
        if let dead = inputs.dead {
            books.agents.evidence.dead = dead
            books.evidenceAt = .now
        }
    }

    private func look(_ books: inout TeamBooks) {
        let nowMs = nowMs()
        books.look(nowMs: nowMs)
        let isFresh = books.evidenceAt.map { .now - $0 < Self.evidenceAge } ?? false
        if let evidence, !isFresh, books.agents.wantsEvidence(nowMs: nowMs) {
            books.agents.evidence.dead = evidence()
            books.evidenceAt = .now
        }
        books.agents.judge(nowMs: nowMs)
    }

    private func show(_ books: TeamBooks, _ pace: LookPace) {
        let report = books.report(interval: pace.most, nowMs: nowMs())
        shown.withLock { $0 = report }
    }
}

// MARK: - Committing

extension TeamRecorder {
    private func isDue(_ books: TeamBooks) -> Bool {
        let others = contributions.withLock { $0 }
        let hasNews = books.hasNews || usage.withLock(\.hasNews) || others.contains { $0.hasNews() }
        return schedule.withLock { $0.isDue(.now, hasNews ? .ordinary : .none) }
    }

    /// Writes all that is new in one transaction; what could not be written goes with the next one that succeeds.
    ///
    /// Meanwhile the program counts and serves from memory, as with the logs.
    private func write(_ books: inout TeamBooks, isLast: Bool = false) {
        let everything = store?.needsEverything ?? false
        var (counted, changes) = takeChanges(of: &books, everything: everything)
        // Also where nothing could be written: then what is in memory is shown.
        defer {
            usage.withLock { $0.show(counted) }
            for other in contributions.withLock({ $0 }) { other.didCommit() }
        }
        guard let store else { return books.didWrite() }
        do {
            do throws(StateStoreError) {
                try store.commit(changes, isLast: isLast)
            } catch .databaseLost {
                (counted, changes) = takeChanges(of: &books, everything: true)
                try store.commit(changes, isLast: isLast)
            }
            books.didWrite()
        } catch {
            // The store tells of its condition itself; what was not written is kept, and tried again.
            return
        }
    }

    private func takeChanges(
        of books: inout TeamBooks, everything: Bool
    ) -> (usage: AgentUsage, changes: StateChanges) {
        let (counted, ofUsage) = usage.withLock { $0.take(everything: everything) }
        let ofOthers = contributions.withLock { $0 }.flatMap { $0.takeChanges(everything) }
        return (counted, books.changes(everything: everything, adding: ofUsage + ofOthers))
    }

    /// Lets the store make its copy and look after its files; what it lost is written anew at once.
    private func maintain() {
        guard let store, schedule.withLock({ $0.isMaintenanceDue(.now) }) else { return }
        store.maintain(now: .now)
        if store.needsEverything { books.withLock { books in write(&books) } }
    }
}
