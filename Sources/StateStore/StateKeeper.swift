/// Keeps one database in one directory usable whatever happens to them; all calls come from one thread at a time.
///
/// Memory is the truth once a start has loaded it. What lies on the disk is compared with what was last written there
/// (`anchor`): where the two do not agree, the next commit must hold everything.
final class StateKeeper {
    static let copyInterval = Duration.seconds(300)

    private let directory: StateDirectory
    private let programVersion: String
    private let clock: StateClock
    private let faults: StateFaults
    private var lock: DirectoryLock?
    private var database: StateDatabase?
    private var anchor: StateDatabase.Anchor?
    private var hasStarted = false
    private var openFiles: OpenFiles?
    private var outage = WriteOutage()
    private(set) var needsEverything = false
    private(set) var resets: [StateResetReason: Int] = [:]
    private(set) var lastCommitMilliseconds: Int64?
    private(set) var commitDurations = CommitDurations()
    private var copyInProgress: CopyInProgress?
    private var nextCopyAt: ContinuousClock.Instant
    private var hasUncopiedCommits = false
    private var familiesAgedAt: ContinuousClock.Instant
    private var ownersAgedAt: ContinuousClock.Instant

    /// The files behind the open database, to notice when others take their names.
    private struct OpenFiles {
        var database: FileFacts
        var journal: FileFacts?
    }

    var condition: StateCondition { outage.reason.map { .degraded(reason: $0) } ?? .good }

    init(
        directory: StateDirectory, programVersion: String, clock: StateClock, faults: StateFaults = .none
    ) {
        self.directory = directory
        self.programVersion = programVersion
        self.clock = clock
        self.faults = faults
        nextCopyAt = clock.now()
        familiesAgedAt = clock.now()
        ownersAgedAt = clock.now()
    }

    // MARK: Start

    /// Locks the directory and loads what it holds. Only the lock of another process is an error.
    func start() throws(StateDirectoryInUse) -> StoredState {
        defer { hasStarted = true }
        var inUse: StateDirectoryInUse?
        do throws(StateFault) {
            try system { () throws(SystemCallError) in try SystemCalls.makeDirectory(directory.path) }
            switch try DirectoryLock.take(directory) {
            case .success(let lock): self.lock = lock
            case .failure(let error): inUse = error
            }
            if inUse == nil { return try openDatabase() }
        } catch {
            note(outage: error)
        }
        if let inUse { throw inUse }
        guard let readable = SoundDatabase.readOnly(in: directory) else { return StoredState() }
        anchor = readable.anchor
        return readable.state
    }

    /// Opens the best database there is, `after` that fault of the one before, and compares it with what memory knows.
    @discardableResult
    private func openDatabase(after fault: StateFault? = nil) throws(StateFault) -> StoredState {
        try ensureLock()
        let sound = try SoundDatabase.open(
            in: directory, programVersion: programVersion, wallMilliseconds: clock.wallMilliseconds(),
            discarding: fault?.resetReason == .removed ? nil : fault)
        let difference = hasStarted ? difference(to: sound.database) : nil
        needsEverything = needsEverything || difference != nil
        let reasons = sound.faults.map(\.resetReason)
        for reason in reasons { resets[reason, default: 0] += 1 }
        if reasons.isEmpty, let reason = fault?.resetReason ?? (anchor == nil ? nil : difference) {
            resets[reason, default: 0] += 1
        }
        database = sound.database
        anchor = sound.database.anchor
        openFiles = OpenFiles(database: try facts(directory.database), journal: nil)
        hasUncopiedCommits = hasUncopiedCommits || !SystemCalls.exists(directory.copy)
        return sound.state
    }

    /// Why a database does not hold what memory believes to be committed; `nil` when it does.
    ///
    /// The commit after the last one that we know of may be ours: its success was not told, but it was written.
    private func difference(to found: StateDatabase) -> StateResetReason? {
        // Nothing could be loaded at the start, so that only an empty one agrees with memory.
        guard let anchor else { return found.isNew ? nil : .removed }
        if found.anchor.storeID != anchor.storeID { return .removed }
        // Wraps: the number of an unsound database that was only read may be any.
        let agreeing = [anchor.commitNumber, anchor.commitNumber &+ 1]
        return agreeing.contains(found.anchor.commitNumber) ? nil : .damaged
    }

    private func ensureLock() throws(StateFault) {
        let isEffective = try system { () throws(SystemCallError) in try lock?.isEffective ?? false }
        if isEffective { return }
        lock = nil
        try system { () throws(SystemCallError) in try SystemCalls.makeDirectory(directory.path) }
        switch try DirectoryLock.take(directory) {
        case .success(let taken): lock = taken
        case .failure(let inUse): throw .unwritable(inUse.message, needsReopening: true)
        }
    }

    // MARK: Commit

    func commit(_ changes: StateChanges, isLast: Bool = false) throws(StateStoreError) {
        if let reason = outage.reason, !isLast, !outage.isDue(at: clock.now()) {
            throw .notWritten(reason: reason)
        }
        let holdsEverything = needsEverything
        do throws(StateFault) {
            if database == nil { try openDatabase() } else { try checkFiles() }
        } catch {
            throw handle(error)
        }
        // What the caller has put together was meant for the database that is gone.
        if needsEverything, !holdsEverything {
            throw .databaseLost(reason: "the database in \(directory.path) is not the one last written")
        }
        // During an outage nothing is worth writing too: it shows whether the outage is over.
        if changes.isEmpty, !needsEverything, outage.reason == nil { return }
        do throws(StateFault) { try write(changes) } catch { throw handle(error) }
    }

    private func write(_ changes: StateChanges) throws(StateFault) {
        guard let database else { throw .unwritable("no database is open", needsReopening: true) }
        let now = clock.wallMilliseconds()
        let begin = clock.now()
        try database.commit(changes, replacesFiles: needsEverything, atMilliseconds: now, faults: faults)
        commitDurations.note(clock.now() - begin)
        anchor = database.anchor
        lastCommitMilliseconds = now
        needsEverything = false
        hasUncopiedCommits = true
        outage.end()
        if openFiles?.journal == nil { openFiles?.journal = try? facts(directory.journal) }
    }

    /// Costs three `stat` calls: that what is open is still what lies under the names, and not cut short.
    private func checkFiles() throws(StateFault) {
        guard let known = openFiles else { return }
        let found = try presentFacts(directory.database)
        guard found.isSameFile(as: known.database) else {
            throw .removed("\(directory.database) was replaced")
        }
        // A database never shrinks: nothing here vacuums it.
        guard found.size >= known.database.size else { throw .damaged("\(directory.database) was cut short") }
        openFiles?.database = found
        if let journal = known.journal, try !presentFacts(directory.journal).isSameFile(as: journal) {
            throw .removed("\(directory.journal) was replaced")
        }
        try ensureLock()
    }

    private func facts(_ path: String) throws(StateFault) -> FileFacts {
        try system { () throws(SystemCallError) in try SystemCalls.facts(of: path) }
    }

    private func presentFacts(_ path: String) throws(StateFault) -> FileFacts {
        do throws(SystemCallError) {
            return try SystemCalls.facts(of: path)
        } catch {
            throw error.isAbsence ? .removed("\(path) was removed") : StateFault(error)
        }
    }

    // MARK: Faults

    private func handle(_ fault: StateFault) -> StateStoreError {
        switch fault {
        case .unwritable:
            note(outage: fault)
            return .notWritten(reason: fault.text)
        case .removed, .damaged, .incompatible:
            replaceDatabase(fault)
            return outage.reason.map { .notWritten(reason: $0) } ?? .databaseLost(reason: fault.text)
        }
    }

    private func note(outage fault: StateFault) {
        if case .unwritable(_, needsReopening: true) = fault { closeDatabase() }
        if outage.fail(fault.text, at: clock.now()) { resets[.unwritable, default: 0] += 1 }
    }

    /// Gives the open database up, for another in its place.
    private func replaceDatabase(_ fault: StateFault) {
        closeDatabase()
        needsEverything = true
        do throws(StateFault) { try openDatabase(after: fault) } catch { note(outage: error) }
    }

    private func closeDatabase() {
        copyInProgress = nil
        database = nil
        openFiles = nil
    }

    // MARK: Upkeep

    /// Looks after the files, and goes on with a copy or begins one that is due; tells what failed.
    func maintain(now: ContinuousClock.Instant) -> StateStoreError? {
        guard database != nil, outage.reason == nil, !needsEverything else { return nil }
        do throws(StateFault) { try checkFiles() } catch { return handle(error) }
        return maintainCopy(now: now)
    }

    private func maintainCopy(now: ContinuousClock.Instant) -> StateStoreError? {
        guard let database else { return nil }
        guard copyInProgress != nil || (hasUncopiedCommits && now >= nextCopyAt) else { return nil }
        do throws(StateFault) {
            try advanceCopy(of: database, now: now)
            return nil
        } catch .damaged(let text) {
            return handle(.damaged(text))
        } catch {
            copyInProgress = nil
            nextCopyAt = now + Self.copyInterval
            hasUncopiedCommits = true
            // What is there of it takes room on a disk that may be full.
            _ = try? SystemCalls.remove(directory.newCopy)
            return .copyNotWritten(reason: error.text)
        }
    }

    private func advanceCopy(of database: StateDatabase, now: ContinuousClock.Instant) throws(StateFault) {
        let copy: CopyInProgress
        if let running = copyInProgress {
            copy = running
        } else {
            copy = try CopyInProgress(of: database, in: directory)
            copyInProgress = copy
        }
        guard try copy.step() else { return }
        copyInProgress = nil
        try CopyInProgress.accept(in: directory)
        hasUncopiedCommits = false
        nextCopyAt = now + Self.copyInterval
    }

    /// Time that the program did not run, and jumps of the wall clock, let nothing grow older.
    func forgetFamilies(
        notIn registered: Set<StoredFamily>, after limit: Duration
    ) -> Set<StoredFamily> {
        age(limit, since: \.familiesAgedAt) { (database, aging) throws(StateFault) in
            try database.ageFamilies(registered: registered, aging)
        }
    }

    func absentOwners(notIn present: Set<StoredOwner>, after limit: Duration) -> Set<StoredOwner> {
        age(limit, since: \.ownersAgedAt) { (database, aging) throws(StateFault) in
            try database.ageOwners(present: present, aging)
        }
    }

    private func age<Thing>(
        _ limit: Duration, since last: ReferenceWritableKeyPath<StateKeeper, ContinuousClock.Instant>,
        _ body: (StateDatabase, StateDatabase.Aging) throws(StateFault) -> Set<Thing>
    ) -> Set<Thing> {
        guard let database, outage.reason == nil else { return [] }
        let now = clock.now()
        do throws(StateFault) {
            let old = try body(
                database,
                StateDatabase.Aging(
                    elapsedMilliseconds: milliseconds(now - self[keyPath: last]),
                    limitMilliseconds: milliseconds(limit)))
            self[keyPath: last] = now
            return old
        } catch {
            _ = handle(error)
            return []
        }
    }

    private func milliseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    }

    /// Moves the WAL into the database, so that one file is all there is, and lets the directory go.
    func close() {
        // What cannot be moved is read from the WAL by the next start.
        _ = try? database?.checkpoint()
        closeDatabase()
        lock = nil
        _ = outage.fail("the store is closed", at: clock.now() + .seconds(1 << 40))
    }
}
