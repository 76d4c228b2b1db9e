/// Files that turn out to be copies of others, within the globs or found for a remainder.
extension TailDriver {
    /// Compares on; true while the file is not to be read as one of its own.
    func compare(_ generation: FileGeneration, _ observation: FileObservation, _ now: Instant) -> Bool {
        if generation.check != nil {
            step(generation, now)
            return true
        }
        guard let copied = generation.copyOf else { return false }
        return waitFor(copied, generation, observation, now)
    }

    private func step(_ generation: FileGeneration, _ now: Instant) {
        guard let file = open(generation, now), var check = generation.check else { return }
        do throws(SystemCallError) {
            let answer = try check.content.step(file, budget: options.bytesPerTurn)
            bytesCompared += check.content.takeWork()
            generation.check = check
            dirty.insert(generation.slot)
            if answer == .undecided { return }
            generation.check = nil
            try conclude(check.purpose, answer == .same, generation, file, now)
        } catch {
            close(generation)
            fail(generation, error, during: .read, now)
        }
    }

    private func conclude(
        _ purpose: PendingCheck.Purpose,
        _ isSame: Bool,
        _ generation: FileGeneration,
        _ file: OpenFile,
        _ now: Instant
    ) throws(SystemCallError) {
        switch purpose {
        case .goOn(let fileID):
            guard let remainder = remainders[fileID] else { return }
            if isSame { return goOn(remainder, in: generation, now) }
            refuse(generation, for: fileID)
        case .bind(let copied, let position):
            if isSame { copyFound(copied, generation, at: position) } else { generation.isOwn = true }
        case .takeUp(let finished):
            if isSame && resumable[ResumeKey(finished)] != nil {
                takeUp(finished, in: generation)
            } else if generation.copyOf != nil {
                release(generation)
            } else {
                generation.isOwn = true
            }
        case .prefix(let copied, let length):
            if isSame {
                copyFound(copied, generation, at: try reader.position(of: file, behind: length))
            } else {
                try differ(copied, generation, now)
            }
        }
    }

    private func refuse(_ generation: FileGeneration, for fileID: Int) {
        remainders[fileID]?.refused.insert(generation.identity)
        remainders[fileID]?.isInProgress = false
        // Opened for this only; with a name of its own it is read as what it is.
        if generation.names.isEmpty && !generation.isPlaced { end(generation, as: .unread) }
    }

    func takeFileID() -> Int {
        nextFileID += 1
        return nextFileID - 1
    }

    /// Whether a file that is to be read for the first time is one of its own; false while that is not known.
    func isOwnFile(
        _ generation: FileGeneration, _ file: OpenFile, _ now: Instant
    ) throws(SystemCallError) -> Bool {
        if isCandidate(generation) || isOriginalUnplaced(generation) {
            undecided.insert(generation.slot)
            return false
        }
        if generation.isOwn { return true }
        let size = try FileSystemCalls.status(of: file).size
        let originals = originals(of: generation)
        for original in originals where size >= original.state.position.seenEnd {
            guard try ContentCheck.isPossible(file, original.state.position) else { continue }
            let position = original.state.position
            begin(.position(position), .bind(CopiedFile(original), position), generation)
            return false
        }
        if let finished = try finishedOriginal(of: generation, file, size: size) {
            begin(.position(finished.position), .takeUp(finished), generation)
            return false
        }
        for original in originals where size < original.state.position.seenEnd {
            guard let other = open(original, now) else { continue }
            var front = ContentCheck(.file(other, 0..<min(size, UInt64(ContentMarker.maxLength))))
            if try front.step(file, budget: ContentMarker.maxLength) == .different { continue }
            if size == 0 {
                guard now - generation.state.quietSince < options.copyWait else { return true }
                undecided.insert(generation.slot)
                return false
            }
            begin(.file(other, 0..<size), .prefix(CopiedFile(original), size), generation)
            return false
        }
        return true
    }

    func begin(
        _ reference: ContentCheck.Reference, _ purpose: PendingCheck.Purpose, _ generation: FileGeneration
    ) {
        generation.check = PendingCheck(content: ContentCheck(reference), purpose: purpose)
        dirty.insert(generation.slot)
    }

    /// A remainder is looked for that this file may be the copy of.
    private func isCandidate(_ generation: FileGeneration) -> Bool {
        remainders.values.contains { remainder in
            let path = remainder.checkpoint.path
            let places = searchedDirectories(of: remainder)
            return !remainder.refused.contains(generation.identity)
                && namesOrPath(generation).contains { name in
                    guard places.contains(name.directory) else { return false }
                    let bases = RotatedName.bases(of: name.name)
                    return bases.contains(path.name)
                        || RotatedName.base(of: path.name).map { bases.contains($0) } ?? false
                }
        }
    }
}

/// The generation that a file is a copy of.
struct CopiedFile: Equatable, Sendable {
    /// nil while the file was not met since the last start.
    let slot: Int?
    let fileID: Int

    init(_ generation: FileGeneration) {
        slot = generation.slot
        fileID = generation.fileID
    }

    init(fileID: Int) {
        slot = nil
        self.fileID = fileID
    }
}

/// A comparison under way, and what follows from it.
struct PendingCheck: Sendable {
    enum Purpose: Sendable {
        /// The generation with this number goes on in the file.
        case goOn(Int)
        /// The file begins with all that was read of another one, up to this position.
        case bind(CopiedFile, ReadPosition)
        /// The file is a copy of all of a finished one.
        case takeUp(FileCheckpoint)
        /// So many bytes of the file are the first ones of another one.
        case prefix(CopiedFile, UInt64)
    }

    var content: ContentCheck
    let purpose: Purpose

    func isFor(_ fileID: Int) -> Bool {
        if case .goOn(let wanted) = purpose { wanted == fileID } else { false }
    }
}
