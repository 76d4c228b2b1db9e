/// What a new file may be a copy of: files that are read, that were renamed, or that are gone.
///
/// Only a file with the name of a rotation can be a copy, and only of a file that had the name it is a rotation of:
/// two files with names of their own may well hold the same.
extension TailDriver {
    /// Remembers the name by which a file was first met: copies are called after it, wherever it went since.
    func setOrigin(_ generation: FileGeneration, _ path: BytePath) {
        removeOrigin(generation)
        generation.origin = path
        for key in Self.originKeys(path) { origins[key, default: []].insert(generation.slot) }
    }

    func removeOrigin(_ generation: FileGeneration) {
        for key in Self.originKeys(generation.origin) {
            origins[key]?.remove(generation.slot)
            if origins[key]?.isEmpty ?? false { origins[key] = nil }
        }
    }

    /// The path, and what it was called before a rotation gave it a name for the time of the copying.
    private static func originKeys(_ path: BytePath) -> [BytePath] {
        let name = path.name
        guard let base = RotatedName.withoutTemporarySuffix(name) else { return [path] }
        return [path, path.directory.appending(base)]
    }

    /// The files that are read and that this one may be a copy of, those at the name itself first.
    func originals(of generation: FileGeneration) -> [FileGeneration] {
        let renamed = renamedOriginals(of: generation).filter { other in other.slot < generation.slot }
        var seen: Set<Int> = []
        return (namesakes(of: generation) + renamed).filter { other in
            other.isPlaced && other.copyOf == nil && other.state.position.seenEnd > 0
                && seen.insert(other.slot).inserted
        }
    }

    /// Where a file that this one may be a copy of is read from is not known yet, but in a moment.
    func isOriginalUnplaced(_ generation: FileGeneration) -> Bool {
        if isOriginalUnmet(generation) { return true }
        let renamed = renamedOriginals(of: generation).filter { other in other.slot < generation.slot }
        return (namesakes(of: generation) + renamed).contains { other in
            !other.isPlaced && other.backoff.failures == 0 && other.check == nil
        }
    }

    /// A file came to the name that this one's is a rotation of, and no look met it yet: the next one does.
    private func isOriginalUnmet(_ generation: FileGeneration) -> Bool {
        let unmet = basePaths(of: generation).filter { path in
            paths[path] == nil && logIndex(claiming: path) == generation.logIndex
                && (try? calls.status(of: path, followsLinks: true))?.kind == .regular
        }
        pathsToReconcile.formUnion(unmet)
        return !unmet.isEmpty
    }

    func namesOrPath(_ generation: FileGeneration) -> [BytePath] {
        generation.names.isEmpty ? [generation.path] : Array(generation.names)
    }

    /// The names that this one's names are rotations of.
    private func basePaths(of generation: FileGeneration) -> [BytePath] {
        namesOrPath(generation).flatMap { basePaths(of: $0, log: generation.logIndex) }
    }

    /// The paths that this one may be a rotation of: here, one directory above, as with `olddir old`, or in another
    /// directory of the log.
    func basePaths(of path: BytePath, log index: Int) -> [BytePath] {
        let bases = RotatedName.bases(of: path.name)
        return directories(above: path, log: index).flatMap { bases.map($0.appending) }
    }

    /// Where a file may have been that a rotation put here, its own directory first.
    private func directories(above path: BytePath, log index: Int) -> [BytePath] {
        let near = [path.directory, path.directory.directory]
        return near + logs[index].globs.directories.filter { !near.contains($0) }
    }

    /// The files at the names that this one's names are rotations of, and those that were there before.
    private func namesakes(of generation: FileGeneration) -> [FileGeneration] {
        var found: [FileGeneration] = []
        for path in basePaths(of: generation) {
            for slot in [paths[path]?.slot, formerFiles[path].flatMap({ slots[$0.identity] })] {
                if let slot, let other = generations[slot] { found.append(other) }
            }
        }
        // What came to the name after a file that was rotated away from it is no original of that.
        let isRotated = generation.names.isEmpty
        return found.filter { other in
            other !== generation && other.logIndex == generation.logIndex
                && (!isRotated || Self.came(other, before: generation))
        }
    }

    /// By birth, which is the same over restarts; else by when they were met.
    private static func came(_ one: FileGeneration, before other: FileGeneration) -> Bool {
        guard let birth = one.identity.birthNanoseconds, let otherBirth = other.identity.birthNanoseconds,
            birth != otherBirth
        else { return one.slot < other.slot }
        return birth < otherBirth
    }

    /// The files that had such a name when they were met.
    private func renamedOriginals(of generation: FileGeneration) -> [FileGeneration] {
        basePaths(of: generation).flatMap { origins[$0] ?? [] }.sorted().compactMap { generations[$0] }
            .filter { $0 !== generation && $0.logIndex == generation.logIndex }
    }

    /// The finished file that this one is as long as, begins as and ends as.
    func finishedOriginal(
        of generation: FileGeneration, _ file: OpenFile, size: UInt64
    ) throws(SystemCallError) -> FileCheckpoint? {
        let bases = Set(basePaths(of: generation))
        guard !bases.isEmpty, size > 0 else { return nil }
        let logName = logs[generation.logIndex].source.name
        let candidates = resumable.values { checkpoint in
            let position = checkpoint.position
            return checkpoint.isFinished && position.offset == size && position.seenEnd == size
                && checkpoint.logName == logName
                && Self.originKeys(checkpoint.path).contains(where: bases.contains)
        }
        for candidate in candidates.sorted(by: { $0.fileID < $1.fileID }) {
            if try ContentCheck.isPossible(file, candidate.position) { return candidate }
        }
        return nil
    }

    /// The file holds what a finished one held: it goes on behind that, under the same number.
    func takeUp(_ checkpoint: FileCheckpoint, in generation: FileGeneration) {
        resumable[ResumeKey(checkpoint)] = nil
        letGo(generation.fileID)
        resume(generation, at: checkpoint)
        dropFormer(of: generation)
        generation.isPlaced = true
        generation.copyOf = nil
        moved.insert(generation.slot)
        dirty.insert(generation.slot)
    }

    /// Keeps the position of a file that is gone, so that a copy of it is known; under the name it was met by.
    func keepGone(_ generation: FileGeneration) {
        let position = generation.state.position
        guard position.offset > 0, position.offset == position.seenEnd, generation.copyOf == nil else {
            return letGo(generation.fileID)
        }
        var checkpoint = generation.checkpoint(logName: logs[generation.logIndex].source.name)
        checkpoint.path = generation.origin
        checkpoint.identity = .none
        keepFinished(checkpoint)
    }

    func keepFinished(_ finished: FileCheckpoint) {
        var checkpoint = finished
        checkpoint.isFinished = true
        remember(checkpoint)
        batch.moved.append(checkpoint)
        batch.endedFileIDs.append(checkpoint.fileID)
    }
}
