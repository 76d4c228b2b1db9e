/// The files of a tailer that ended, for the one that takes its place: a reload loses nothing, not even of files that
/// no name leads to any more.
package struct TailHandover: Sendable {
    /// One file as the tailer left it.
    struct HeldFile: Sendable {
        /// Older files have smaller ones; the next tailer keeps them.
        var slot: Int
        var checkpoint: FileCheckpoint
        var file: OpenFile?
        var state: FileState
        var names: Set<BytePath>
        var lossReason: LossReason
        var backoff: RetryBackoff
        var origin: BytePath
        var isPathStale: Bool
        var isNew: Bool
        var isPlaced: Bool
        var startSize: UInt64?
        var isOwn: Bool
        var copyOf: CopiedFile?
        var check: PendingCheck?
    }

    /// Older files first.
    var files: [HeldFile]
    /// Positions of files that were finished, oldest first.
    var finished: [FileCheckpoint]
    /// Positions of an earlier run whose files were not met yet.
    var sought: [FileCheckpoint]
    /// Generations of which copies are looked for or compared.
    var remainders: [Remainder]
    var formerFiles: [(path: BytePath, file: FormerFile)]
    /// Logs that were followed; to others `startAt` applies as at a first start.
    var logNames: Set<String>
    var nextFileID: Int
    var nextLoss: UInt64
}

extension TailDriver {
    /// All that the next tailer needs to go on without a gap; this one must have no more turns.
    func handover() -> TailHandover {
        let files = generations.values.sorted { $0.slot < $1.slot }.map { generation in
            TailHandover.HeldFile(
                slot: generation.slot,
                checkpoint: generation.checkpoint(logName: logs[generation.logIndex].source.name),
                file: generation.file,
                state: generation.state,
                names: generation.names,
                lossReason: generation.lossReason,
                backoff: generation.backoff,
                origin: generation.origin,
                isPathStale: generation.isPathStale,
                isNew: generation.isNew,
                isPlaced: generation.isPlaced,
                startSize: generation.startSize,
                isOwn: generation.isOwn,
                copyOf: generation.copyOf,
                check: generation.check
            )
        }
        return TailHandover(
            files: files,
            finished: resumable.elements.map(\.value),
            sought: renamedAway,
            remainders: remainders.values.sorted { $0.checkpoint.fileID < $1.checkpoint.fileID },
            formerFiles: formerFiles.elements.map { (path: $0.key, file: $0.value) },
            // One that was never looked at is still to be met.
            logNames: Set(logs.filter { !isFirstScan || !$0.isFirstSeen }.map(\.source.name)),
            nextFileID: nextFileID,
            nextLoss: nextLoss
        )
    }

    /// Goes on with the files of another tailer, as far as their logs are still followed.
    func take(_ handover: TailHandover) {
        nextFileID = max(nextFileID, handover.nextFileID)
        nextLoss = handover.nextLoss
        for checkpoint in handover.finished { remember(checkpoint) }
        let known = Set(renamedAway.map(\.fileID))
        renamedAway += handover.sought.filter { !known.contains($0.fileID) }
        for former in handover.formerFiles { formerFiles[former.path] = former.file }
        for index in logs.indices {
            let name = logs[index].source.name
            logs[index].isFirstSeen = !handover.logNames.contains(name) && !options.knownLogs.contains(name)
        }
        for held in handover.files { take(held) }
        for remainder in handover.remainders { take(remainder) }
    }

    private func take(_ held: Remainder) {
        let logName = held.checkpoint.logName
        guard let index = logs.firstIndex(where: { $0.source.name == logName }) else { return }
        var remainder = held
        remainder.logIndex = index
        // A comparison goes on with its file; a compressed copy is found and opened anew.
        remainder.isInProgress = generations.values.contains {
            $0.check?.isFor(held.checkpoint.fileID) ?? false
        }
        remainders[held.checkpoint.fileID] = remainder
    }

    private func take(_ held: TailHandover.HeldFile) {
        let logName = held.checkpoint.logName
        guard let index = logs.firstIndex(where: { $0.source.name == logName }) else { return }
        // A name that another log asks for may be one that a rotation gave to a file of this one.
        let isOwn = logIndex(claiming: held.origin) == index
        let names = held.names.filter { name in
            logIndex(claiming: name).map { isOwn || $0 == index } ?? false
        }
        // A file with a name that no log asks for is left alone; one without a name is read to its end.
        if names.isEmpty && held.state.namelessSince == nil { return }
        let generation = FileGeneration(held, slot: held.slot, logIndex: index)
        nextSlot = max(nextSlot, held.slot + 1)
        generations[generation.slot] = generation
        slots[generation.identity] = generation.slot
        setOrigin(generation, held.origin)
        dirty.insert(generation.slot)
        if generation.file != nil { openSlots.append(generation.slot) }
        if generation.backoff.failures > 0 { failing.insert(generation.slot) }
        for name in names {
            let owner = logIndex(claiming: name) ?? index
            let isNamedInFull = logs[owner].globs.includes.contains { $0.isLiteral && $0.matches(name) }
            paths[name] = PathEntry(logIndex: owner, isNamedInFull: isNamedInFull, slot: generation.slot)
        }
        generation.names = names
        if names.isEmpty { draining.insert(generation.slot) }
        account(generation)
    }
}

extension FileGeneration {
    fileprivate convenience init(_ held: TailHandover.HeldFile, slot: Int, logIndex: Int) {
        self.init(
            slot: slot,
            logIndex: logIndex,
            identity: held.checkpoint.identity,
            fileID: held.checkpoint.fileID,
            path: held.checkpoint.path,
            now: held.state.quietSince
        )
        state = held.state
        file = held.file
        lossReason = held.lossReason
        backoff = held.backoff
        isPathStale = held.isPathStale
        isNew = held.isNew
        isPlaced = held.isPlaced
        startSize = held.startSize
        isOwn = held.isOwn
        copyOf = held.copyOf
        check = held.check
        // Nobody listened for events between the two tailers.
        isWritePending = true
    }
}

extension PathGlob {
    fileprivate var isLiteral: Bool {
        components.allSatisfy { component in
            if case .pattern(let pattern) = component { pattern.literal != nil } else { false }
        }
    }
}
