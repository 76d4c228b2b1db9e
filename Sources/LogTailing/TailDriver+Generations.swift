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
            predecessor = recoverSkipped(
                path, entry.logIndex, after: former, before: status, predecessor, now)
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
        formerFiles[path] = FormerFile(identity: generation.identity, head: generation.state.position.head)
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
                generation.isPathStale = generation.file != nil
                if generation.file == nil { relocate(generation, now) }
            }
        }
        bereft.removeAll(keepingCapacity: true)
    }

    /// Looks for a file that was renamed while it was not open among its old neighbours, by inode; ends it when it
    /// is not among them: then nothing leads to its bytes any more. If they cannot be listed now, it is tried again.
    @discardableResult
    func relocate(_ generation: FileGeneration, _ now: Instant) -> Bool {
        do throws(SystemCallError) {
            if let path = try neighbour(of: generation.path, identity: generation.identity) {
                generation.path = path
                generation.isPathStale = false
                return true
            }
        } catch {
            fail(generation, error, during: .open, now)
            return false
        }
        recordLoss(of: generation, generation.lossReason)
        end(generation, isGone: true)
        return false
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
        dirty.insert(generation.slot)
        isStatusChanged = true
        if isFirstScan && logs[logIndex].isFirstSeen && logs[logIndex].source.startAt == .end {
            generation.startSize = status.size
        }
        return generation
    }

    /// Sets where reading begins: at the position of an earlier time, at the end if so configured, else at the front.
    func place(_ generation: FileGeneration, _ file: OpenFile) throws(SystemCallError) {
        let source = logs[generation.logIndex].source
        let key = ResumeKey(generation.identity)
        let checkpoint = resumable[key].flatMap { $0.logName == source.name ? $0 : nil }
        if let checkpoint, try reader.hasHead(checkpoint.position.head, file) {
            generation.fileID = checkpoint.fileID
            generation.state.position = checkpoint.position
            generation.state.knownSize = checkpoint.position.seenEnd
            generation.isNew = false
            resumable[key] = nil
        } else if let size = generation.startSize, try FileSystemCalls.status(of: file).size >= size {
            generation.state.position = try reader.positionAtEnd(
                of: file,
                size: size,
                maxLineBytes: source.maxLineBytes
            )
            moved.insert(generation.slot)
        }
        generation.isPlaced = true
    }

    /// Files of an earlier run that were renamed since: they are found by inode and finished first.
    func adoptRenamedWhileAway(_ now: Instant) {
        let asked = renamedAway
        renamedAway.removeAll()
        for checkpoint in asked {
            guard let index = logs.firstIndex(where: { $0.source.name == checkpoint.logName }) else {
                continue
            }
            do throws(SystemCallError) {
                try adopt(checkpoint, index, now)
            } catch {
                countError(error.isPermission ? .permission : .open, log: index)
                renamedAway.append(checkpoint)
            }
        }
        if renamedAway.isEmpty {
            adoption.succeed()
        } else {
            adoption.fail(at: now, first: options.retryFirst, longest: options.retryLongest)
        }
    }

    private func adopt(_ checkpoint: FileCheckpoint, _ index: Int, _ now: Instant) throws(SystemCallError) {
        let current = try statusIfPresent(checkpoint.path, followsLinks: true)
        if let current, current.identity.isSameAcrossRestart(checkpoint.identity) { return }
        guard let path = try neighbour(of: checkpoint.path, identity: checkpoint.identity),
            let status = try statusIfPresent(path, followsLinks: false),
            slots[status.identity] == nil
        else { return }
        if isFirstScan {
            let head = checkpoint.position.head
            formerFiles[checkpoint.path] = FormerFile(identity: checkpoint.identity, head: head)
        } else if current != nil {
            // Its successor began meanwhile, without knowing what it succeeds.
            logs[index].status.rotations += 1
        }
        let generation = begin(path, index, status, now)
        bereft.insert(generation.slot)
    }

    private func statusIfPresent(
        _ path: BytePath, followsLinks: Bool
    ) throws(SystemCallError) -> FileStatus? {
        do throws(SystemCallError) {
            return try calls.status(of: path, followsLinks: followsLinks)
        } catch {
            if error.isAbsence { return nil }
            throw error
        }
    }

    /// Lets go of a file; unless it is gone, its position is kept in case a name leads to it again.
    func end(_ generation: FileGeneration, isGone: Bool) {
        close(generation)
        generations[generation.slot] = nil
        slots[generation.identity] = nil
        draining.remove(generation.slot)
        dirty.remove(generation.slot)
        failing.remove(generation.slot)
        moved.remove(generation.slot)
        for name in generation.names { paths[name]?.slot = nil }
        if !isGone {
            var checkpoint = generation.checkpoint(logName: logs[generation.logIndex].source.name)
            checkpoint.isFinished = true
            resumable[ResumeKey(generation.identity)] = checkpoint
            batch.moved.append(checkpoint)
        } else {
            batch.forgottenFileIDs.append(generation.fileID)
        }
        batch.endedFileIDs.append(generation.fileID)
        closeAccount(generation)
        isStatusChanged = true
    }
}
