/// Taking up what an earlier run left: files that were renamed, moved or emptied while nobody looked.
extension TailDriver {
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
        if checkpoint.identity == .none {
            resumable[ResumeKey(checkpoint)] = nil
            return seek(checkpoint, index, .truncated)
        }
        let live = slots[checkpoint.identity].flatMap { generations[$0]?.fileID }
        let successor = live ?? resumable[ResumeKey(checkpoint.identity)]?.fileID
        if let successor, successor != checkpoint.fileID {
            // The file was emptied, and what it held before was being looked for.
            return seek(checkpoint, index, .truncated)
        }
        let current = try statusIfPresent(checkpoint.path, followsLinks: true)
        if let current, current.identity.isSameAcrossRestart(checkpoint.identity) {
            return adoptUnmoved(checkpoint, index, current, now)
        }
        guard
            let path = try presentPath(of: checkpoint, log: index),
            let status = try statusIfPresent(path, followsLinks: false)
        else {
            resumable[ResumeKey(checkpoint.identity)] = nil
            return seek(checkpoint, index, current == nil ? .deleted : .replaced)
        }
        guard slots[status.identity] == nil else { return }
        if isFirstScan {
            formerFiles[checkpoint.path] = FormerFile(
                identity: checkpoint.identity, position: checkpoint.position)
        } else if current != nil {
            // Its successor began meanwhile, without knowing what it succeeds.
            logs[index].status.rotations += 1
        }
        let generation = begin(path, index, status, now)
        bereft.insert(generation.slot)
    }

    /// The file is where it was: its name may be the log's, one that a rotation gave it, or the target of a link.
    private func adoptUnmoved(
        _ checkpoint: FileCheckpoint, _ index: Int, _ current: FileStatus, _ now: Instant
    ) {
        if logIndex(claiming: checkpoint.path) == index {
            expected.append(checkpoint)
            if !isFirstScan { pathsToReconcile.insert(checkpoint.path) }
        } else if isAskedFor(checkpoint, index), slots[current.identity] == nil {
            bereft.insert(begin(checkpoint.path, index, current, now).slot)
        }
    }

    /// Whether the log asks for the name by which the file was first met, or for one that its name is a rotation of.
    private func isAskedFor(_ checkpoint: FileCheckpoint, _ index: Int) -> Bool {
        ([checkpoint.origin] + basePaths(of: checkpoint.path, log: index)).contains {
            logIndex(claiming: $0) == index
        }
    }

    /// The log that a name belongs to: the first that asks for it.
    func logIndex(claiming path: BytePath) -> Int? { logs.firstIndex { $0.globs.claims(path) } }

    /// Files that were still at their names a moment ago and that the look which followed did not meet there: they
    /// were renamed in between, and are looked for once more.
    func seekUnmet() {
        guard !expected.isEmpty else { return }
        let met = Set(generations.values.map { ResumeKey($0.identity) })
        renamedAway += expected.filter { !met.contains(ResumeKey($0.identity)) }
        expected.removeAll()
    }

    private func presentPath(of checkpoint: FileCheckpoint, log index: Int) throws(SystemCallError)
        -> BytePath?
    {
        if let path = try neighbour(of: checkpoint.path, identity: checkpoint.identity) { return path }
        return try elsewhere(checkpoint, log: index)
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
}
