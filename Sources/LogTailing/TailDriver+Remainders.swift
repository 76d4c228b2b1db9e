/// Generations whose bytes went elsewhere: truncated after a copy, compressed, or gone.
extension TailDriver {
    /// Takes note that the bytes after this position must be looked for in copies of the file.
    func seek(_ checkpoint: FileCheckpoint, _ logIndex: Int, _ reason: LossReason) {
        let position = checkpoint.position
        let isNothingLost = position.seenEnd == 0 && position.knownSize == 0 && reason == .truncated
        if isNothingLost || checkpoint.copyOfFileID != nil {
            letGo(checkpoint.fileID)
            return
        }
        let remainder = Remainder(checkpoint: checkpoint, logIndex: logIndex, reason: reason)
        remainders[checkpoint.fileID] = remainder
        // What was delivered of it in this turn is committed with this position.
        batch.moved.append(remainder.stored)
        forgetListings(for: remainder)
    }

    /// Nothing more is delivered under this number, and its position is of no use.
    func letGo(_ fileID: Int) {
        batch.endedFileIDs.append(fileID)
        batch.forgottenFileIDs.append(fileID)
    }

    func searchRemainders(_ now: Instant) {
        guard !remainders.isEmpty else { return }
        for fileID in remainders.keys.sorted() {
            guard let remainder = remainders[fileID], !remainder.isInProgress,
                remainder.searches.isDue(at: now)
            else { continue }
            search(remainder, now)
        }
    }

    private func search(_ remainder: Remainder, _ now: Instant) {
        let position = remainder.checkpoint.position
        // Of what was never read nothing is known that a copy could be told by.
        guard position.seenEnd > 0 else { return giveUp(remainder) }
        do throws(SystemCallError) {
            let clock = calls.wallClockNanoseconds()
            let neighbours = try rotatedFiles(for: remainder)
            let candidates = neighbours.filter { neighbour in
                neighbour.isPlausible(position, clock: clock)
                    && !remainder.refused.contains(neighbour.status.identity)
            }
            let ordered = candidates.sorted { $0.isBefore($1, for: position) }
            if try begin(anyOf: ordered.prefix(64), remainder, now) { return }
            // A name that is given or taken while the directory is listed may be missing in the list.
            let patience = neighbours.isEmpty ? 2 : Remainder.maxSearches
            if remainder.searches.failures + 1 >= patience { return giveUp(remainder) }
        } catch {
            countError(error.isPermission ? .permission : .open, log: remainder.logIndex)
            if remainder.searches.failingSince.map({ now - $0 >= options.rotateWait }) ?? false {
                return giveUp(remainder)
            }
        }
        searchAgain(remainder.checkpoint.fileID, now)
    }

    /// A file that changed or went while it was looked at may be there under another name in a moment.
    func searchAgain(_ fileID: Int, _ now: Instant) {
        remainders[fileID]?.isInProgress = false
        remainders[fileID]?.searches.fail(
            at: now, first: options.retryFirst, longest: options.retryFirst)
        if let remainder = remainders[fileID] { forgetListings(for: remainder) }
    }

    /// A copy made since may be missing in what was listed before.
    func forgetListings(for remainder: Remainder) {
        for directory in searchedDirectories(of: remainder) { listings[directory] = nil }
    }

    /// Its own, and those to which a rotation may move files of its log: where another file has its name, the rotated
    /// ones are that file's.
    func searchedDirectories(of remainder: Remainder) -> [BytePath] {
        let path = remainder.checkpoint.path
        let others = logs[remainder.logIndex].globs.directories.filter { directory in
            directory != path.directory && paths[directory.appending(path.name)]?.slot == nil
        }
        // Only a file that is gone can have been archived.
        let archive = options.archives.directory(of: path.directory)
        let isArchivable =
            remainder.reason != .truncated && archive != path.directory && !others.contains(archive)
        return [path.directory] + others + (isArchivable ? [archive] : [])
    }

    private func rotatedFiles(for remainder: Remainder) throws(SystemCallError) -> [CopyCandidate] {
        var found: [CopyCandidate] = []
        for directory in searchedDirectories(of: remainder) {
            found += try rotatedFiles(of: remainder.checkpoint.path, in: directory)
        }
        return found
    }

    /// Regular files whose names a rotation may have given to this one, or to what it was rotated from.
    private func rotatedFiles(
        of path: BytePath, in directory: BytePath
    ) throws(SystemCallError) -> [CopyCandidate] {
        let bases = [path.name] + (RotatedName.base(of: path.name).map { [$0] } ?? [])
        let listing: DirectoryListing
        do throws(SystemCallError) {
            listing = try self.listing(of: directory)
        } catch {
            if error.isAbsence { return [] }
            throw error
        }
        var names: Set<BytePath> = []
        for base in bases {
            for name in RotatedName.prefixes(of: base).flatMap({ listing.names(withPrefix: $0) })
            where name != path.name || directory != path.directory {
                let plain = RotatedName.uncompressed(name) ?? name
                if plain == base || RotatedName.isRotated(plain, of: base) { names.insert(name) }
            }
        }
        return names.compactMap { name in
            let candidate = directory.appending(name)
            guard let status = try? calls.status(of: candidate, followsLinks: false), status.kind == .regular
            else { return nil }
            return CopyCandidate(
                path: candidate, status: status, isCompressed: RotatedName.isCompressed(name))
        }
    }

    /// Begins to compare the first candidate that a short look leaves possible; false when it rules out all.
    private func begin(
        anyOf candidates: some Sequence<CopyCandidate>, _ remainder: Remainder, _ now: Instant
    ) throws(SystemCallError) -> Bool {
        var unripe: Unpacking?
        for candidate in candidates {
            if !candidate.isCompressed {
                // What becomes of another comparison decides whether it may be the copy: until then nothing is refused.
                if isBeingCompared(candidate) { return true }
                if try begin(candidate, remainder, now) { return true }
            } else if RotatedName.isUnpackable(candidate.path.name) {
                let file = try calls.openForReading(candidate.path)
                let unpacking = try Unpacking(candidate.path, remainder, file, now: now)
                switch try unpacking.probe() {
                case .possible:
                    begin(unpacking)
                    return true
                case .unknown:
                    // Still being written, and perhaps a copy of another file: those that are whole come first.
                    unripe = unripe ?? unpacking
                    continue
                case .different: break
                }
            }
            remainders[remainder.checkpoint.fileID]?.refused.insert(candidate.status.identity)
        }
        unripe.map(begin)
        return unripe != nil
    }

    private func isBeingCompared(_ candidate: CopyCandidate) -> Bool {
        guard let known = slots[candidate.status.identity].flatMap({ generations[$0] }) else { return false }
        return known.check != nil && known.backoff.failures == 0
    }

    private func begin(_ unpacking: Unpacking) {
        unpackings.append(unpacking)
        remainders[unpacking.fileID]?.isInProgress = true
    }

    /// Begins to compare a plain candidate; false when a short look rules it out.
    private func begin(
        _ candidate: CopyCandidate, _ remainder: Remainder, _ now: Instant
    ) throws(SystemCallError) -> Bool {
        let fileID = remainder.checkpoint.fileID
        var known = slots[candidate.status.identity].flatMap { generations[$0] }
        if let known, known.check != nil || (known.isPlaced && known.copyOf == nil) { return false }
        let file = try calls.openForReading(candidate.path)
        guard try FileSystemCalls.status(of: file).identity == candidate.status.identity,
            try ContentCheck.isPossible(file, remainder.checkpoint.position),
            try !isCountedAlready(file, candidate.status.identity)
        else { return false }
        remainders[fileID]?.isInProgress = true
        if let other = known, other.logIndex != remainder.logIndex {
            // Met under a name that another log asks for, and not read yet.
            pathsToReconcile.formUnion(other.names)
            end(other, as: .unread)
            known = nil
        }
        let generation: FileGeneration
        if let known {
            generation = known
        } else {
            generation = self.begin(candidate.path, remainder.logIndex, candidate.status, now)
            generation.startSize = nil
            bereft.insert(generation.slot)
            hold(file, generation)
        }
        generation.check = PendingCheck(
            content: ContentCheck(.position(remainder.checkpoint.position)), purpose: .goOn(fileID))
        dirty.insert(generation.slot)
        return true
    }

    /// The file was read under a number of its own, and is still what it was then.
    private func isCountedAlready(_ file: OpenFile, _ identity: FileIdentity) throws(SystemCallError) -> Bool
    {
        // Of one that was empty nothing was counted, and its markers fit every file; in a copy more may have come.
        guard let finished = resumable[ResumeKey(identity)], finished.position.seenEnd > 0,
            finished.copyOfFileID == nil
        else { return false }
        return try ContentCheck.isPossible(file, finished.position)
    }

    /// The file is a copy of the remainder: it goes on there.
    func goOn(_ remainder: Remainder, in generation: FileGeneration, _ now: Instant) {
        remainders[remainder.checkpoint.fileID] = nil
        letGo(generation.fileID)
        generation.fileID = remainder.checkpoint.fileID
        generation.state.position = remainder.checkpoint.position
        generation.state.knownSize = remainder.checkpoint.position.seenEnd
        generation.state.hasBacklog = true
        generation.state.quietSince = now
        generation.isNew = false
        generation.isPlaced = true
        generation.copyOf = nil
        generation.lossReason = remainder.reason
        dropFormer(of: generation)
        moved.insert(generation.slot)
        dirty.insert(generation.slot)
    }

    /// Drops what was read earlier of a file with this identity: it is not what the file goes on with.
    func dropFormer(of generation: FileGeneration) {
        let key = ResumeKey(generation.identity)
        guard let former = resumable[key], former.fileID != generation.fileID else { return }
        resumable[key] = nil
        letGo(former.fileID)
    }

    /// No copy: what is known of it is lost, and perhaps more that was written after the last look.
    func giveUp(_ remainder: Remainder) {
        let checkpoint = remainder.checkpoint
        remainders[checkpoint.fileID] = nil
        recordLoss(
            of: checkpoint, remainder.logIndex, remainder.knownLoss, remainder.reason, isExtentKnown: false)
        // A copy without the lines that came between copy and cut is none that it can go on in, and no file of its own.
        let (offset, seenEnd) = (checkpoint.position.offset, checkpoint.position.seenEnd)
        if remainder.reason == .truncated && seenEnd > 0 && offset == seenEnd {
            keepFinished(remainder.stored)
        } else {
            letGo(checkpoint.fileID)
        }
    }
}
