/// What the events of directories tell beyond what a look at the names shows.
extension TailDriver {
    func takeEvents() {
        guard let watcher else { return }
        vacated.removeAll(keepingCapacity: true)
        let movedOut = unseen.takeMovedOut()
        for change in watcher.takeChanges({ followed[$0] != nil }) {
            switch change {
            case .modified(let path):
                unseen.wasWritten(path)
                noteModified(path)
            case .renamed(let path): noteRenamed(path)
            case .entry(let event): note(event)
            case .structure(let isOverflow):
                isScanNeeded = true
                if isOverflow { noteOverflow() }
            }
        }
        for file in movedOut { recordUnseenLoss(file) }
    }

    /// Dropped events may have been of any file: stamps alone are too coarse to tell which.
    private func noteOverflow() {
        unseen.removeAll()
        for generation in generations.values {
            generation.isWritePending = true
            notePending(generation)
        }
    }

    private func note(_ event: NameEvent) {
        let path = event.path
        switch event.kind {
        case .created:
            if isNewcomer(path) { unseen.came(to: path, hasContent: false) }
        case .deleted:
            if let file = unseen.removed(path) { recordUnseenLoss(file) }
            loseFollowed(path)
            vacated.insert(path)
        case .movedFrom:
            if !unseen.left(path, cookie: event.cookie), !vacated.contains(path),
                let slot = followed[path] ?? paths[path]?.slot
            {
                movingSlots[event.cookie] = slot
            }
            followed[path] = nil
            vacated.insert(path)
        case .movedTo:
            // What the name led to before is gone.
            if let file = unseen.removed(path) { recordUnseenLoss(file) }
            loseFollowed(path)
            if let slot = movingSlots.removeValue(forKey: event.cookie) {
                follow(slot, to: path)
            } else if !unseen.arrived(at: path, cookie: event.cookie) && isNewcomer(path) {
                unseen.came(to: path, hasContent: true)
            }
        }
    }

    /// A file came to a name of a log, and no look met it yet.
    private func isNewcomer(_ path: BytePath) -> Bool {
        guard paths[path]?.slot == nil || vacated.contains(path) else { return false }
        return logs.contains { $0.globs.claims(path) }
    }

    /// A file that was renamed is read on by events of its new name.
    private func follow(_ slot: Int, to path: BytePath) {
        guard let generation = generations[slot] else { return }
        generation.path = path
        generation.isPathStale = false
        followed[path] = slot
        notePending(generation)
    }

    private func loseFollowed(_ path: BytePath) {
        guard let slot = followed.removeValue(forKey: path), let generation = generations[slot] else {
            return
        }
        generation.isPathStale = generation.file != nil && generation.names.isEmpty
    }

    /// Begins the files that came to a name and were rotated away from it before a look met them.
    func adoptUnseen(_ now: Instant) {
        for (path, file) in unseen.files.sorted(by: { $0.value.number < $1.value.number }) {
            guard let index = logs.firstIndex(where: { $0.globs.claims(file.origin) }) else {
                unseen.wasSeen(path)
                continue
            }
            if logs.contains(where: { $0.globs.claims(path) }) { continue }
            guard !RotatedName.isCompressed(path.name),
                let status = try? calls.status(of: path, followsLinks: false), status.kind == .regular
            else { continue }
            unseen.wasSeen(path)
            guard slots[status.identity] == nil, resumable[ResumeKey(status.identity)] == nil else {
                continue
            }
            logs[index].status.rotations += 1
            let generation = begin(path, index, status, now)
            generation.lossReason = .replaced
            bereft.insert(generation.slot)
            followed[path] = generation.slot
        }
    }

    /// Files at names of logs were met by this turn's look.
    func settleUnseen() {
        for path in unseen.files.keys where paths[path]?.slot != nil { unseen.wasSeen(path) }
        if followed.count > 2 * generations.count + 64 {
            followed = followed.filter { generations[$0.value] != nil }
        }
    }

    /// It was written and is gone; how much it held nobody knows.
    private func recordUnseenLoss(_ file: UnseenFiles.File) {
        guard let index = logs.firstIndex(where: { $0.globs.claims(file.origin) }) else { return }
        let checkpoint = FileCheckpoint(
            logName: logs[index].source.name, fileID: takeFileID(), path: file.origin, identity: .none,
            position: ReadPosition())
        logs[index].status.rotations += 1
        recordLoss(of: checkpoint, index, 0..<0, .deleted, isExtentKnown: false)
    }
}
