/// Carries out what the decisions ask for: expands globs, opens and reads files, one turn at a time.
///
/// Confined to one thread. A turn never blocks beyond the reads themselves; time comes in as an argument, so that a
/// test plays hours in milliseconds.
package final class TailDriver {
    package typealias Instant = ContinuousClock.Instant

    /// A name that belongs to a log, whether or not a file is there now.
    struct PathEntry {
        let logIndex: Int
        /// The glob names it in full: then a directory there is a fault, not just something else.
        let isNamedInFull: Bool
        var slot: Int?
        var failure: PathFailure?
    }

    struct PathFailure {
        let reason: TailErrorReason
        /// The thing that is not a file, so that it is counted once and not at each look.
        let identity: FileIdentity?
        var backoff: RetryBackoff
    }

    struct Log {
        let source: LogSource
        let globs: LogGlobs
        var status: LogStatus
        /// Why a directory of interest is not watched; nil while all are.
        var unwatched: PollReason?
        /// The log was never followed before: then `startAt` decides about the files that are there.
        var isFirstSeen: Bool
        /// Files that the globs find and that are left unread, because their bytes are not lines.
        var compressed: Set<BytePath> = [] {
            didSet { status.compressedFiles = compressed.count }
        }
    }

    let options: TailOptions
    var calls: FileSystemCalls { options.calls }
    var logs: [Log]
    var reader: FileReader
    let watcher: DirectoryWatcher?

    var paths: [BytePath: PathEntry] = [:]
    var generations: [Int: FileGeneration] = [:]
    var slots: [FileIdentity: Int] = [:]
    /// Files by the names they were first met by.
    var origins: [BytePath: Set<Int>] = [:]
    var nextSlot = 0
    var nextFileID = 0

    /// Paths to look at by name, generations to look at for content.
    var pathsToReconcile: Set<BytePath> = []
    var dirty: Set<Int> = []
    /// The file after which the next round goes on, when the last one ended early.
    var lastServed = -1
    /// Bytes of copies that were compared or unpacked in this turn.
    var bytesCompared = 0
    /// Generations that lost a name in this turn; whether they kept another shows at its end.
    var bereft: Set<Int> = []
    var draining: Set<Int> = []
    /// Draining files that nothing but a descriptor leads to, beyond the number that may be held.
    var surplus: Set<Int> = []
    var failing: Set<Int> = []
    var failingPaths: Set<BytePath> = []
    /// Names on the way of symbolic links, and the paths that go through them.
    var aliases: [BytePath: Set<BytePath>] = [:]
    /// The file that went away from a name: the next one there is a rotation.
    var formerFiles = BoundedMap<BytePath, FormerFile>(capacity: 4096)
    /// Positions to resume at when a file with this identity shows up.
    var resumable: BoundedMap<ResumeKey, FileCheckpoint>
    /// Files of the earlier run that may have been renamed since; looked for at the first scan, again after a fault.
    var renamedAway: [FileCheckpoint]
    var adoption = RetryBackoff()
    /// Of these, the ones that this turn's look must meet.
    var expected: [FileCheckpoint] = []
    /// Searches for files that were rotated away unseen, to be made again after a fault.
    var skippedSearches: [SkippedSearch] = []
    /// Generations that may go on in a copy, by number, and the compressed copies that are read.
    var remainders: [Int: Remainder] = [:]
    var unpackings: [Unpacking] = []
    /// Known only by events: files no look has met yet, and files without a name of a log by the name they have now.
    var unseen = UnseenFiles()
    var followed: [BytePath: Int] = [:]
    var movingSlots: [UInt32: Int] = [:]
    /// Names that lost their file in the events of this turn.
    var vacated: Set<BytePath> = []
    /// Files of which it is not known yet whether they are copies.
    var undecided: Set<Int> = []
    var unreadableDirectories: Set<BytePath> = []
    /// When directories are listed again after a fault.
    var relisting = RetryBackoff()

    var openSlots: [Int] = []
    var useCount: UInt64 = 0
    /// Directories searched for renamed files in this turn.
    var listings: [BytePath: DirectoryListing] = [:]
    /// Directories that the globs of a log lead to, by its index, as found in this turn.
    var logDirectories: [Int: [BytePath]] = [:]

    var nextScan: Instant?
    var earliestScan: Instant?
    var nextPoll: Instant?
    var nextPollDiscovery: Instant?
    var nextDrain: Instant?
    var isScanNeeded = true
    var isFirstScan = true
    var isStatusChanged = true

    var moved: Set<Int> = []
    var batch = TailBatch()
    var losses: [LossEvent] = []
    /// The number of the next loss.
    var nextLoss: UInt64 = 1

    /// A tailer that has not looked at anything yet.
    /// - Parameters:
    ///   - checkpoints: the positions of an earlier run.
    ///   - handover: the files of the tailer before it in this process; they go before the checkpoints.
    package init(
        sources: [LogSource],
        options: TailOptions = TailOptions(),
        checkpoints: [FileCheckpoint] = [],
        handover: TailHandover? = nil
    ) {
        self.options = options
        reader = FileReader(bufferBytes: options.bufferBytes)
        let wantsEvents = sources.contains { $0.watch == .auto }
        let watcher = wantsEvents ? try? DirectoryWatcher(maxWatches: options.maxWatches, options.calls) : nil
        self.watcher = watcher
        logs = sources.map { source in
            let mode: WatchMode = source.watch == .auto && watcher != nil ? .inotify : .poll
            var status = LogStatus(name: source.name, watchMode: mode)
            if mode == .poll { status.pollReason = source.watch == .poll ? .configured : .watchFailed }
            return Log(
                source: source,
                globs: LogGlobs(source),
                status: status,
                isFirstSeen: options.isFirstStart && !options.knownLogs.contains(source.name)
            )
        }
        let handedIDs = Set(handover?.files.map(\.checkpoint.fileID) ?? [])
        let checkpoints = checkpoints.filter { !handedIDs.contains($0.fileID) }
            .sorted { $0.fileID < $1.fileID }
        renamedAway = checkpoints.filter { !$0.isFinished }
        nextFileID = max(options.firstFileID, checkpoints.map { $0.fileID + 1 }.max() ?? 0)
        resumable = BoundedMap(capacity: options.maxFinishedFiles + renamedAway.count)
        // Of what a file held at its times, the latest is what it can go on with.
        for checkpoint in checkpoints { remember(checkpoint) }
        if wantsEvents && watcher == nil {
            for index in logs.indices where sources[index].watch == .auto { countError(.watch, log: index) }
        }
        if let handover { take(handover) }
    }

    /// Keeps a position until a file with its identity shows up, or too many others are kept.
    func remember(_ checkpoint: FileCheckpoint) {
        for old in resumable.insert(checkpoint, for: ResumeKey(checkpoint)) {
            batch.forgottenFileIDs.append(old.fileID)
        }
    }

    /// Does all that is due now and returns when the next turn is due at the latest, if no event comes first.
    package func turn(_ consumer: inout some LineConsumer, now: Instant) -> Instant {
        reader.bytesRead = 0
        bytesCompared = 0
        takeEvents()
        discover(now)
        markDue(now)
        readRound(&consumer, now)
        searchRemainders(now)
        unpack(&consumer, now)
        if !moved.isEmpty || !batch.isEmpty { endBatch(&consumer) }
        noteBegun()
        let wish = consumer.turnEnded(TailTurn(now: now, isCaughtUp: isCaughtUp, status: status()))
        let deadline = nextDeadline(now)
        return wish.map { min($0, deadline) } ?? deadline
    }

    /// Files that fail are not waited for: what comes of them is read like that of later ones.
    private func noteBegun() {
        for index in logs.indices where !logs[index].status.isBegun && !isFirstScan {
            let isWaiting = generations.values.contains {
                $0.logIndex == index && !$0.isPlaced && $0.startSize != nil && $0.backoff.failures == 0
            }
            if isWaiting { continue }
            logs[index].status.isBegun = true
            isStatusChanged = true
        }
    }

    private var isCaughtUp: Bool {
        dirty.isEmpty && remainders.isEmpty && !isFirstScan
    }

    /// Asked between two files, so that a long round ends soon after a stop.
    var isStopping: () -> Bool = { false }

    /// Asked between two blocks: someone waits for this turn to end, what is left is read in the next one.
    var isHurried: () -> Bool {
        get { reader.isHurried }
        set { reader.isHurried = newValue }
    }

    /// Nothing more is begun in this turn.
    var isTurnSpent: Bool { workOfTurn >= options.bytesPerRound || isHurried() || isStopping() }

    /// Bytes read and compared in this turn.
    var workOfTurn: Int { reader.bytesRead + bytesCompared }

    /// The file descriptor queue that signals a turn before its deadline.
    var eventQueue: InotifyQueue? { watcher?.queue }

    func noteModified(_ path: BytePath) {
        for name in namesAffected(by: path) { noteModifiedName(name) }
    }

    func noteRenamed(_ path: BytePath) {
        for name in namesAffected(by: path) { noteRenamedName(name) }
    }

    /// The path itself and the names whose links lead over it.
    ///
    /// One step is enough, and the only way that ends: every link of a chain is noted with the name at its front,
    /// and links may lead in a circle.
    private func namesAffected(by path: BytePath) -> Set<BytePath> {
        (aliases[path] ?? []).union(CollectionOfOne(path))
    }

    private func noteModifiedName(_ path: BytePath) {
        if let slot = followed[path], let generation = generations[slot] {
            generation.isWritePending = true
            notePending(generation)
        }
        if let entry = paths[path] {
            if let slot = entry.slot, let generation = generations[slot] {
                generation.isWritePending = true
                notePending(generation)
            }
        } else if logs.contains(where: { $0.globs.claims(path) }) {
            pathsToReconcile.insert(path)
        }
    }

    private func noteRenamedName(_ path: BytePath) {
        if let entry = paths[path] {
            paths[path]?.failure?.backoff.hurry()
            pathsToReconcile.insert(path)
            // Also a change of permissions or a truncation arrives as this event.
            if let slot = entry.slot, let generation = generations[slot] {
                generation.backoff.hurry()
                notePending(generation)
            }
        } else if logs.contains(where: { $0.globs.claims(path) || $0.globs.claimsCompressed(path) }) {
            pathsToReconcile.insert(path)
        }
    }

    func notePending(_ generation: FileGeneration) {
        generation.state.isEventPending = true
        dirty.insert(generation.slot)
    }

    private func endBatch(_ consumer: inout some LineConsumer) {
        for slot in moved.sorted() {
            guard let generation = generations[slot] else { continue }
            batch.moved.append(generation.checkpoint(logName: logs[generation.logIndex].source.name))
        }
        let ended = batch
        moved.removeAll(keepingCapacity: true)
        batch = TailBatch()
        consumer.batchEnded(ended)
    }
}

/// What a resumed file must agree in; the device may have another number after a reboot.
struct ResumeKey: Hashable {
    let inode: UInt64
    private(set) var birthNanoseconds: Int64?

    init(_ identity: FileIdentity) {
        inode = identity.inode
        birthNanoseconds = identity.birthNanoseconds
    }

    /// Of a file that is gone: nothing has its identity.
    init(_ checkpoint: FileCheckpoint) {
        self.init(checkpoint.identity)
        if checkpoint.identity == .none { birthNanoseconds = Int64(checkpoint.fileID) }
    }
}

/// A dictionary that forgets its oldest keys beyond a capacity.
struct BoundedMap<Key: Hashable, Value> {
    private let capacity: Int
    private var values: [Key: Value] = [:]
    private var order: [Key] = []

    init(capacity: Int) { self.capacity = capacity }

    /// In the order of their first insertion.
    var elements: [(key: Key, value: Value)] {
        order.compactMap { key in values[key].map { (key, $0) } }
    }

    /// The values that are wanted, in no order.
    func values(where isWanted: (Value) -> Bool) -> [Value] { values.values.filter(isWanted) }

    subscript(key: Key) -> Value? {
        get { values[key] }
        set {
            guard let newValue else {
                values[key] = nil
                return
            }
            _ = insert(newValue, for: key)
        }
    }

    /// - Returns: what was forgotten for it.
    mutating func insert(_ value: Value, for key: Key) -> [Value] {
        if values.updateValue(value, forKey: key) == nil { order.append(key) }
        return values.count > capacity ? trim() : []
    }

    /// Forgets in runs, so that the cost of moving the order is shared by many insertions.
    private mutating func trim() -> [Value] {
        var forgotten: [Value] = []
        var dropped = 0
        while values.count > capacity - capacity / 4 && dropped < order.count {
            if let value = values.removeValue(forKey: order[dropped]) { forgotten.append(value) }
            dropped += 1
        }
        order.removeFirst(dropped)
        order.removeAll { values[$0] == nil }
        return forgotten
    }
}
