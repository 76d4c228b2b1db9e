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
        case .bind(let original):
            if isSame {
                generation.copyOf = original
                generation.state.knownSize = 0
            } else {
                generation.isOwn = true
            }
        case .prefix(let original):
            if isSame {
                generation.copyOf = original
                try placeAtEnd(generation, file)
            } else {
                generation.isOwn = true
            }
        }
    }

    private func refuse(_ generation: FileGeneration, for fileID: Int) {
        remainders[fileID]?.refused.insert(generation.identity)
        remainders[fileID]?.isInProgress = false
        // Opened for this only; with a name of its own it is read as what it is.
        if generation.names.isEmpty && !generation.isPlaced { end(generation, as: .unread) }
    }

    /// What the file holds so far was counted in another one.
    private func placeAtEnd(_ generation: FileGeneration, _ file: OpenFile) throws(SystemCallError) {
        let size = try FileSystemCalls.status(of: file).size
        generation.state.position = try reader.positionAtEnd(
            of: file, size: size, maxLineBytes: logs[generation.logIndex].source.maxLineBytes)
        generation.state.knownSize = generation.state.position.seenEnd
        generation.isPlaced = true
        moved.insert(generation.slot)
    }

    /// A copy waits for what becomes of its original: if that is emptied, what it had left is read from the copy.
    private func waitFor(
        _ copied: CopiedFile, _ generation: FileGeneration, _ observation: FileObservation, _ now: Instant
    ) -> Bool {
        if generation.isPlaced && observation.size < generation.state.position.seenEnd {
            // Another copy was written over it.
            letGo(generation.fileID)
            generation.renew(fileID: takeFileID())
            generation.copyOf = nil
            return false
        }
        if remainders[copied.fileID] != nil {
            dirty.insert(generation.slot)
            return true
        }
        let original = generations[copied.slot].flatMap { $0.fileID == copied.fileID ? $0 : nil }
        generation.state.observed = observation
        generation.state.hasBacklog = false
        generation.state.isEventPending = false
        let isCounted = original.map { $0.state.position.offset >= observation.size } ?? true
        if isCounted && !generation.isPlaced, let file = open(generation, now) {
            do throws(SystemCallError) {
                try placeAtEnd(generation, file)
            } catch {
                close(generation)
                fail(generation, error, during: .read, now)
                return true
            }
        }
        if original == nil && generation.isPlaced {
            generation.copyOf = nil
            return false
        }
        return true
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
        guard !generation.isOwn, let original = original(of: generation) else { return true }
        let copied = CopiedFile(slot: original.slot, fileID: original.fileID)
        let size = try FileSystemCalls.status(of: file).size
        let position = original.state.position
        if size >= position.seenEnd {
            guard try ContentCheck.isPossible(file, position) else { return true }
            generation.check = PendingCheck(
                content: ContentCheck(.position(position)), purpose: .bind(copied))
            dirty.insert(generation.slot)
            return false
        }
        guard let other = open(original, now) else { return true }
        var begin = ContentCheck(.file(other, length: min(size, UInt64(ContentMarker.maxLength))))
        if try begin.step(file, budget: ContentMarker.maxLength) == .different { return true }
        if now - generation.state.quietSince < options.copyWait {
            undecided.insert(generation.slot)
            return false
        }
        if size == 0 { return true }
        generation.check = PendingCheck(
            content: ContentCheck(.file(other, length: size)), purpose: .prefix(copied))
        dirty.insert(generation.slot)
        return false
    }

    /// A remainder is looked for that this file may be the copy of.
    private func isCandidate(_ generation: FileGeneration) -> Bool {
        remainders.values.contains { remainder in
            let path = remainder.checkpoint.path
            return !remainder.refused.contains(generation.identity)
                && generation.names.contains { name in
                    guard name.directory == path.directory else { return false }
                    let bases = RotatedName.bases(of: name.name)
                    return bases.contains(path.name)
                        || RotatedName.base(of: path.name).map { bases.contains($0) } ?? false
                }
        }
    }

    /// Where the file that this one may be a copy of is read from is not known yet, but in a moment.
    private func isOriginalUnplaced(_ generation: FileGeneration) -> Bool {
        namesakes(of: generation).contains { !$0.isPlaced && $0.backoff.failures == 0 && $0.check == nil }
    }

    /// The files at the names that this one's names are rotations of, and those that were there before.
    private func namesakes(of generation: FileGeneration) -> [FileGeneration] {
        var found: [FileGeneration] = []
        for name in generation.names {
            for base in RotatedName.bases(of: name.name) {
                let path = name.directory.appending(base)
                for slot in [paths[path]?.slot, formerFiles[path].flatMap({ slots[$0.identity] })] {
                    if let slot, let other = generations[slot] { found.append(other) }
                }
            }
        }
        return found.filter { $0 !== generation && $0.logIndex == generation.logIndex }
    }

    /// The file being read whose name this one's name is a rotation of.
    private func original(of generation: FileGeneration) -> FileGeneration? {
        namesakes(of: generation).first {
            $0.isPlaced && $0.copyOf == nil && $0.state.position.offset > 0
        }
    }
}

/// The generation that a file is a copy of.
struct CopiedFile: Equatable, Sendable {
    let slot: Int
    let fileID: Int
}

/// A comparison under way, and what follows from it.
struct PendingCheck: Sendable {
    enum Purpose: Sendable {
        /// The generation with this number goes on in the file.
        case goOn(Int)
        /// The file is a copy of all that was read of another one.
        case bind(CopiedFile)
        /// The file is a copy of a part of what was read of another one.
        case prefix(CopiedFile)
    }

    var content: ContentCheck
    let purpose: Purpose

    func isFor(_ fileID: Int) -> Bool {
        if case .goOn(let wanted) = purpose { wanted == fileID } else { false }
    }
}
