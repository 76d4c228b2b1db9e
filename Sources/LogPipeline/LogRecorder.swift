import LogRules
import LogTailing
import MetricModel
import StateStore

/// Counts what a tailer reads, and commits positions and counts together.
///
/// After each batch the positions of the files and the counts in the ledger agree; every commit takes such a moment.
/// - Safety: used by one thread at a time: by whoever makes it until the tailer's thread has it, and after that
///   thread was joined.
final class LogRecorder: LineConsumer, @unchecked Sendable {
    let ledger: Ledger
    private var counters: LogCounters
    private var files: FileRecords
    private var shapes: ErrorShapeBook
    private var exemplars: ErrorExemplars
    private let board: ErrorShapeBoard
    private var owners = OwnerRecords()
    private var statusCounters: LogStatusCounters
    private let store: StateStore?
    private let requests: CommitRequests
    private var schedule = CommitSchedule()
    private var hasNews = false
    /// A file was met for the first time: should it be renamed while we are down, only its stored identity tells it.
    private var hasNewFile = false
    /// Lines that are older than the watching are still being read.
    private var isBacklog = true
    /// Configured logs of which it is not known yet where reading begins in all of their files.
    private var unbegunLogs: Set<String>
    private let logNames: Set<String>
    private var losses: [StoredLoss] = []
    private var lastLoss: UInt64 = 0

    /// Makes the counters of all logs; throws when rules' families clash with one another.
    ///
    /// - Parameters:
    ///   - published: the registry that is scraped; nothing is written to it before `begin`.
    ///   - board: shows the shapes of errors as committed.
    init(
        _ configuration: LogPipelineConfiguration,
        published: MetricRegistry,
        store: StateStore?,
        requests: CommitRequests,
        board: ErrorShapeBoard = ErrorShapeBoard()
    ) throws(RegistryError) {
        counters = try LogCounters(configuration)
        shapes = try ErrorShapeBook(configuration, registry: counters.registry)
        self.board = board
        let initial = LogTailer(sources: configuration.sources).status()
        statusCounters = try LogStatusCounters(initial, registry: counters.registry)
        files = FileRecords(rulesHash: configuration.ruleSet.hash)
        ledger = Ledger(counters.registry, published: published, names: LedgerNames(configuration))
        exemplars = ErrorExemplars(logNames: configuration.sources.map(\.name))
        logNames = Set(configuration.sources.map(\.name))
        unbegunLogs = logNames
        self.store = store
        self.requests = requests
    }

    /// Takes up what an earlier run, or the recorder before a reload, left, and shows it.
    ///
    /// After an error nothing has changed.
    func begin(
        with state: StoredState, pending: StateChanges = StateChanges(),
        replacing predecessor: LogRecorder? = nil, sources: [LogSource]
    ) throws(RegistryError) {
        ledger.restore(
            state.series, unwritten: Set(pending.series.map(\.key)), forgotten: pending.forgottenSeries,
            nowMilliseconds: WallClock.milliseconds()
        )
        try ledger.takePlace(of: predecessor?.ledger)
        let names = sources.map(\.name)
        let entries = files.restore(state.files, pending: pending, logNames: logNames)
        losses = pending.losses
        let indices = Dictionary(zip(names, names.indices)) { first, _ in first }
        let logIndices = files.allCheckpoints.map { ($0.fileID, indices[$0.logName] ?? 0) }
        counters.restore(entries, logIndices: Dictionary(uniqueKeysWithValues: logIndices), now: .now)
        restoreOwners(state, pending)
        shapes.restore(state.documents, pending: pending)
        showShapes()
        lastLoss = predecessor?.lastLoss ?? 0
        // What a log that is new to this process holds was there before it could be watched.
        isBacklog = predecessor.map { $0.isBacklog || !logNames.isSubset(of: $0.logNames) } ?? true
    }

    private func restoreOwners(_ state: StoredState, _ pending: StateChanges) {
        let ofFiles = Set(state.files.map { StoredOwner(kind: .log, name: $0.logName) })
        owners.restore(state.owners, pending: pending, others: ofFiles.union(ledger.dormantOwners))
        owners.add(ledger.names.ruleOwners)
        unbegunLogs.subtract(owners.logNames)
        hasNews = !owners.uncommitted.isEmpty
    }

    /// Logs that the store has known, whether or not they are configured: to others `start_at` applies.
    var knownLogs: Set<String> { owners.logNames }

    var checkpoints: [FileCheckpoint] { files.allCheckpoints }

    var nextFileID: Int { files.nextFileID }
}

// MARK: - Counting

extension LogRecorder {
    func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
        let counts = counters.count(lines, from: origin)
        files.add(counts, ruleNames: counters.ruleNames(ofLog: origin.logIndex), from: origin)
        let errors = counters.errorLines(ofLog: origin.logIndex)
        guard !errors.isEmpty else { return }
        let nowMs = WallClock.milliseconds()
        exemplars.note(errors, from: origin, nowMs: nowMs)
        shapes.note(errors, in: lines, ofLog: origin.logIndex, nowMs: nowMs)
    }

    func batchEnded(_ batch: TailBatch) {
        for fileID in batch.endedFileIDs {
            if let counts = counters.closeEntry(ofFile: fileID) { files.add(counts, toFile: fileID) }
            counters.forget(file: fileID)
        }
        counters.flush()
        shapes.flush(into: ledger.registry)
        hasNewFile = hasNewFile || batch.moved.contains { !files.knows($0.fileID) }
        files.batchEnded(batch)
        hasNews = true
    }

    func turnEnded(_ turn: TailTurn) -> ContinuousClock.Instant? {
        closeQuietEntries(turn.now)
        noteBegunLogs(turn.status)
        if turn.isCaughtUp, turn.status.hasScanned { endLearning() }
        let waiters = requests.take()
        if !waiters.isEmpty || schedule.isDue(turn.now, news) {
            commit(turn.status, forScrape: waiters.contains { $0.isStillThere })
            schedule.didCommit(turn.now)
        }
        requests.answer(waiters)
        if turn.isCaughtUp { endBacklog() }
        maintain(turn.now)
        return [schedule.next(news), counters.nextEntryTimeout].compactMap(\.self).min()
    }

    /// Committed at once: what a kill makes us read again is learned, not counted.
    private func endLearning() {
        guard shapes.endLearning() else { return }
        hasNews = true
        hasNewFile = true
    }

    /// What was counted up to now is no news, also where its commit is still to come.
    private func endBacklog() {
        guard isBacklog else { return }
        ledger.takeChanges(isBacklog: true, nowMilliseconds: WallClock.milliseconds())
        isBacklog = false
    }

    /// A log is known once the files that were there at its first look have their positions: these go with it.
    private func noteBegunLogs(_ status: TailStatus) {
        guard !unbegunLogs.isEmpty else { return }
        let begun = status.logs.filter { $0.isBegun && unbegunLogs.contains($0.name) }.map(\.name)
        guard !begun.isEmpty else { return }
        unbegunLogs.subtract(begun)
        owners.add(Set(begun.map { StoredOwner(kind: .log, name: $0) }))
        hasNews = true
    }

    private var news: CommitSchedule.News { hasNewFile ? .urgent : hasNews ? .ordinary : .none }

    private func closeQuietEntries(_ now: ContinuousClock.Instant) {
        let closed = counters.closeQuietEntries(now)
        guard !closed.isEmpty else { return }
        for (fileID, counts) in closed { files.add(counts, toFile: fileID) }
        counters.flush()
        hasNews = true
    }
}

// MARK: - Committing

extension LogRecorder {
    /// Writes all that is new in one transaction, then shows it.
    ///
    /// While the store cannot be written the program counts and serves from memory; all that was not written
    /// stays noted and goes with the next transaction that succeeds.
    ///
    /// - Parameter isLast: the program ends after it.
    func commit(_ status: TailStatus, forScrape: Bool, isLast: Bool = false) {
        statusCounters.add(status, to: ledger.registry)
        noteLosses(status)
        ledger.takeChanges(isBacklog: isBacklog, nowMilliseconds: WallClock.milliseconds())
        hasNews = false
        hasNewFile = false
        if forScrape { ledger.passScrape() }
        if let store { write(to: store, isLast: isLast) }
        ledger.publish()
        let sightings = exemplars.take { [files] in files.inode(ofFile: $0) }
        ErrorExemplars.show(sightings, in: ledger.published)
        showShapes()
    }

    private func showShapes() {
        if let picture = shapes.takePicture() { board.show(picture) }
    }

    private func write(to store: StateStore, isLast: Bool) {
        do {
            do throws(StateStoreError) {
                try write(to: store, everything: store.needsEverything, isLast: isLast)
            } catch .databaseLost {
                try write(to: store, everything: true, isLast: isLast)
            }
        } catch {
            // The store tells of its condition itself; here it only means to try again.
            hasNews = true
        }
    }

    private func write(
        to store: StateStore, everything: Bool, isLast: Bool
    ) throws(StateStoreError) {
        // Without news too: the store notices then that its database is gone.
        try store.commit(changes(everything: everything), isLast: isLast)
        ledger.didCommit()
        files.didCommit()
        owners.didCommit()
        shapes.didCommit()
        losses.removeAll()
    }

    /// Lets the store make its copy, and drop what no rule has had for long.
    private func maintain(_ now: ContinuousClock.Instant) {
        guard let store, schedule.isMaintenanceDue(now) else { return }
        store.maintain(now: now)
        if schedule.isHousekeepingDue(now) { forgetDormant(store) }
        // A database that was lost is written anew, also when nothing happens.
        if store.needsEverything { hasNews = true }
    }

    /// Drops what belongs to rules and logs that were not configured for long.
    private func forgetDormant(_ store: StateStore) {
        ledger.forget(store.forgetSeries(notIn: ledger.storedFamilies, after: Self.dormancy))
        let present = ledger.names.ruleOwners.union(ledger.names.logOwners)
        let gone = store.absentOwners(notIn: present, after: Self.dormancy)
        guard !gone.isEmpty else { return }
        owners.forget(gone)
        ledger.forget(gone)
        let goneLogs = Set(gone.filter { $0.kind == .log }.map(\.name))
        files.forget(logs: goneLogs)
        shapes.forget(logs: goneLogs)
        hasNews = true
    }

    /// A rule or log that is put back within this time goes on where it was.
    private static let dormancy: Duration = .seconds(30 * 86_400)

    private func changes(everything: Bool) -> StateChanges {
        var changes = StateChanges()
        changes.series = everything ? ledger.everySeries() : ledger.uncommittedSeries()
        changes.losses = losses
        changes.forgottenSeries = ledger.forgottenSeries
        owners.fill(&changes, everything: everything)
        shapes.fill(&changes, everything: everything)
        files.fill(&changes, everything: everything) { counters.entryState(ofFile: $0) }
        return changes
    }

    private static let maxLosses = 10_000

    /// Puts new losses into the journal.
    private func noteLosses(_ status: TailStatus) {
        for loss in status.losses where loss.number > lastLoss {
            lastLoss = loss.number
            losses.append(StoredLoss(loss))
        }
        // While the store cannot be written; the journal keeps no more either.
        if losses.count > Self.maxLosses { losses.removeFirst(losses.count - Self.maxLosses) }
    }

    /// Everything that a recorder taking this one's place must know, and what is not written yet.
    func handover() -> (state: StoredState, pending: StateChanges) {
        var everything = StateChanges()
        files.fill(&everything, everything: true) { counters.entryState(ofFile: $0) }
        shapes.fill(&everything, everything: true)
        var state = StoredState()
        state.files = everything.files
        state.series = ledger.everySeries()
        state.owners = owners.known
        state.documents = everything.documents
        var pending = changes(everything: false)
        pending.segments = everything.segments
        return (state, pending)
    }
}

extension StoredLoss {
    fileprivate init(_ loss: LossEvent) {
        self.init(
            atMilliseconds: loss.atMilliseconds,
            logName: loss.logName,
            path: loss.path.bytes,
            inode: loss.identity.inode,
            reason: loss.reason.rawValue,
            start: loss.range.lowerBound,
            end: loss.range.upperBound
        )
    }
}
