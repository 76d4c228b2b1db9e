/// Names come and go; files begin, lose their names, and end.
extension TailDriver {
    /// A name leads to this file.
    func attach(_ path: BytePath, _ status: FileStatus, _ now: Instant) {
        guard let entry = paths[path] else { return }
        if let slot = entry.slot, let generation = generations[slot], generation.identity == status.identity {
            observe(generation, status)
            return
        }
        let oldSlot = entry.slot
        loseName(path, to: status.identity)
        if let slot = slots[status.identity], let known = generations[slot] {
            name(known, path)
            observe(known, status)
            return
        }
        var predecessor = oldSlot
        if let former = formerFiles[path] {
            logs[entry.logIndex].status.rotations += 1
            let search = SkippedSearch(
                path: path, logIndex: entry.logIndex, former: former, successor: status)
            predecessor = recoverSkipped(search, predecessor, now)
            formerFiles[path] = nil
        }
        let generation = begin(path, entry.logIndex, status, now)
        generation.predecessor = predecessor
        name(generation, path)
    }

    private func name(_ generation: FileGeneration, _ path: BytePath) {
        generation.names.insert(path)
        generation.path = path
        generation.isPathStale = false
        generation.state.namelessSince = nil
        draining.remove(generation.slot)
        paths[path]?.slot = generation.slot
        account(generation)
    }

    /// Marks a file for reading when anything about it changed since all of it was read.
    private func observe(_ generation: FileGeneration, _ status: FileStatus) {
        let observation = FileObservation(status)
        if observation != generation.state.observed { dirty.insert(generation.slot) }
    }

    /// A name leads nowhere now.
    func nameVanished(_ path: BytePath) {
        loseName(path)
        failingPaths.remove(path)
        if paths[path]?.isNamedInFull ?? false {
            paths[path]?.failure = nil
        } else {
            paths[path] = nil
        }
    }

    func loseName(_ path: BytePath, to successor: FileIdentity? = nil) {
        guard let slot = paths[path]?.slot, let generation = generations[slot] else { return }
        paths[path]?.slot = nil
        formerFiles[path] = FormerFile(
            identity: generation.identity, position: generation.state.position)
        generation.names.remove(path)
        generation.lossReason = successor == nil ? .deleted : .replaced
        bereft.insert(slot)
        isStatusChanged = true
    }

    /// Files that lost their last name in this turn are drained; those that only changed it go on.
    func settleBereft(_ now: Instant) {
        for slot in bereft.sorted() {
            guard let generation = generations[slot] else { continue }
            if let name = generation.names.min() {
                generation.path = name
            } else if generation.state.namelessSince == nil {
                generation.state.namelessSince = now
                generation.state.isEventPending = true
                draining.insert(slot)
                dirty.insert(slot)
                account(generation)
                if followed[generation.path] == slot { continue }
                generation.isPathStale = generation.file != nil
                if generation.file == nil { relocate(generation, now) }
            }
        }
        bereft.removeAll(keepingCapacity: true)
    }

    /// Looks for a file that was renamed while it was not open among its old neighbours and in the directories of its
    /// log, by inode; ends it when it is not there: then nothing leads to its bytes any more. If they cannot be listed
    /// now, it is tried again.
    @discardableResult
    func relocate(_ generation: FileGeneration, _ now: Instant) -> Bool {
        do throws(SystemCallError) {
            if let path = try presentPath(of: generation) {
                generation.path = path
                generation.isPathStale = false
                return true
            }
        } catch {
            fail(generation, error, during: .open, now)
            return false
        }
        giveUp(generation, now)
        return false
    }

    private func presentPath(of generation: FileGeneration) throws(SystemCallError) -> BytePath? {
        let (path, identity) = (generation.path, generation.identity)
        if let found = try neighbour(of: path, identity: identity) { return found }
        for directory in logs[generation.logIndex].globs.directories where directory != path.directory {
            let place = directory.appending(path.name)
            if let found = try neighbour(of: place, identity: identity) { return found }
        }
        return nil
    }

    /// Nothing leads to the file's bytes any more; if some may not have been read, a copy of it may hold them.
    private func giveUp(_ generation: FileGeneration, _ now: Instant) {
        let index = generation.logIndex
        if let earlier = unresumed(generation) {
            end(generation, as: .unread)
            guard !earlier.isFinished else { return }
            resumable[ResumeKey(earlier)] = nil
            return seek(earlier, index, generation.lossReason)
        }
        guard isLossPossible(generation, now) else { return end(generation, as: .gone) }
        end(generation, as: .sought)
        seek(generation.checkpoint(logName: logs[index].source.name), index, generation.lossReason)
    }

    /// What an earlier run read of a file that was met and not opened yet, with the size it was met with; nil if it is
    /// not known from there.
    func unresumed(_ generation: FileGeneration) -> FileCheckpoint? {
        guard !generation.isPlaced, var checkpoint = resumable[ResumeKey(generation.identity)],
            checkpoint.logName == logs[generation.logIndex].source.name
        else { return nil }
        let position = checkpoint.position
        checkpoint.path = generation.path
        checkpoint.position.knownSize = max(position.knownSize, generation.state.knownSize)
        checkpoint.isFinished = checkpoint.isFinished && generation.state.knownSize <= position.seenEnd
        return checkpoint
    }

    /// Whether bytes may have been written after the last read: what was quiet for the rotate wait counts as complete.
    private func isLossPossible(_ generation: FileGeneration, _ now: Instant) -> Bool {
        if generation.copyOf != nil || generation.check != nil { return false }
        if !generation.state.undelivered.isEmpty || generation.state.hasBacklog { return true }
        if generation.isWritePending { return true }
        return logs[generation.logIndex].status.watchMode == .poll
            && now - generation.state.quietSince < options.rotateWait
    }

    /// A file in the same directory that is this one, under whatever name; nil once it is certain that none is.
    func neighbour(of path: BytePath, identity: FileIdentity) throws(SystemCallError) -> BytePath? {
        let directory = path.directory
        let isKept = listings[directory] != nil
        if let found = try listedPath(of: identity, in: directory) { return found }
        guard isKept, listings[directory]?.isOutdated(directory, calls) ?? true else { return nil }
        listings[directory] = nil
        return try listedPath(of: identity, in: directory)
    }

    private func listedPath(
        of identity: FileIdentity, in directory: BytePath
    ) throws(SystemCallError) -> BytePath? {
        do throws(SystemCallError) {
            guard let name = try listing(of: directory).name(ofInode: identity.inode) else { return nil }
            let path = directory.appending(name)
            let status = try calls.status(of: path, followsLinks: false)
            return status.identity.isSameAcrossRestart(identity) ? path : nil
        } catch {
            if error.isAbsence { return nil }
            throw error
        }
    }

    func listing(
        of directory: BytePath, notBefore birthNanoseconds: Int64? = nil
    ) throws(SystemCallError) -> DirectoryListing {
        if let kept = listings[directory], birthNanoseconds.map({ kept.covers(birthNanoseconds: $0) }) ?? true
        {
            return kept
        }
        listings[directory] = nil
        let listing = try DirectoryListing(of: directory, calls)
        listings[directory] = listing
        return listing
    }

    func begin(_ path: BytePath, _ logIndex: Int, _ status: FileStatus, _ now: Instant) -> FileGeneration {
        let generation = FileGeneration(
            slot: nextSlot,
            logIndex: logIndex,
            identity: status.identity,
            fileID: nextFileID,
            path: path,
            now: now
        )
        nextSlot += 1
        nextFileID += 1
        generations[generation.slot] = generation
        slots[status.identity] = generation.slot
        setOrigin(generation, path)
        dirty.insert(generation.slot)
        isStatusChanged = true
        generation.state.position.begunNanoseconds = status.identity.birthNanoseconds ?? 0
        if isFirstScan && logs[logIndex].isFirstSeen && logs[logIndex].source.startAt == .end
            && !options.wholeFiles.contains(path)
        {
            generation.startSize = status.size
        } else {
            generation.state.knownSize = status.size
        }
        return generation
    }

    /// Sets where reading begins: at the position of an earlier time, at the end if so configured, else at the front.
    /// - Returns: false while it is not known whether the file is a copy of another one.
    func place(
        _ generation: FileGeneration, _ file: OpenFile, _ now: Instant
    ) throws(SystemCallError) -> Bool {
        if generation.isPlaced { return true }
        let source = logs[generation.logIndex].source
        if try resume(generation, file), generation.copyOf != nil || generation.state.position.seenEnd > 0 {
            generation.isPlaced = true
            // Of a copy only what is in no other file is to be read.
            if generation.copyOf != nil { dirty.insert(generation.slot) }
            return generation.copyOf == nil
        }
        guard try isOwnFile(generation, file, now) else { return false }
        if let size = generation.startSize, try FileSystemCalls.status(of: file).size >= size {
            generation.state.position = try reader.positionAtEnd(
                of: file,
                size: size,
                maxLineBytes: source.maxLineBytes
            )
            moved.insert(generation.slot)
        }
        generation.isPlaced = true
        return true
    }

    private func resume(
        _ generation: FileGeneration, _ file: OpenFile
    ) throws(SystemCallError) -> Bool {
        let key = ResumeKey(generation.identity)
        guard let checkpoint = resumable[key], let earlier = unresumed(generation) else { return false }
        let isSame = try reader.hasHead(checkpoint.position.head, file)
        resumable[key] = nil
        if isSame {
            resume(generation, at: checkpoint)
        } else if checkpoint.isFinished {
            letGo(checkpoint.fileID)
        } else {
            logs[generation.logIndex].status.truncations += 1
            seek(earlier, generation.logIndex, .truncated)
        }
        // What it was met with was the old content, as far as that is known.
        if !isSame { generation.state.knownSize = 0 }
        return isSame
    }

    func resume(_ generation: FileGeneration, at checkpoint: FileCheckpoint) {
        generation.fileID = checkpoint.fileID
        generation.state.position = checkpoint.position
        generation.state.knownSize = checkpoint.position.seenEnd
        generation.copyOf = checkpoint.copyOfFileID.map(CopiedFile.init(fileID:))
        generation.isNew = false
        setOrigin(generation, checkpoint.origin)
    }

    /// What becomes of the position of a file that is let go of.
    enum Ending {
        /// It is kept in case a name leads to the file again.
        case finished
        /// It is kept in case a copy shows up.
        case gone
        /// The bytes after it are looked for elsewhere.
        case sought
        /// There was none: nothing of the file was ever read.
        case unread
    }

    /// Lets go of a file.
    func end(_ generation: FileGeneration, as ending: Ending) {
        close(generation)
        generations[generation.slot] = nil
        slots[generation.identity] = nil
        removeOrigin(generation)
        draining.remove(generation.slot)
        dirty.remove(generation.slot)
        failing.remove(generation.slot)
        moved.remove(generation.slot)
        for name in generation.names { paths[name]?.slot = nil }
        if case .goOn(let fileID) = generation.check?.purpose { remainders[fileID]?.isInProgress = false }
        switch ending {
        case .finished: keepFinished(generation.checkpoint(logName: logs[generation.logIndex].source.name))
        case .gone: keepGone(generation)
        case .sought: break
        case .unread: letGo(generation.fileID)
        }
        closeAccount(generation)
        isStatusChanged = true
    }
}
