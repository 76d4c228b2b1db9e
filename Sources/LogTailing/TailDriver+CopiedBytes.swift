/// Files that are known to begin as another one does: what they hold of it was counted there.
///
/// What a copy holds is compared with its original before it counts as read, and so is what it grows by. A file that holds
/// anything else is one of its own, and is read from its front.
extension TailDriver {
    /// True while the file is not to be read as one of its own.
    func waitFor(
        _ copied: CopiedFile, _ generation: FileGeneration, _ observation: FileObservation, _ now: Instant
    ) -> Bool {
        if observation.size < generation.state.position.seenEnd { return endOverwritten(generation) }
        if remainders[copied.fileID] != nil {
            dirty.insert(generation.slot)
            return true
        }
        generation.state.observed = observation
        generation.state.hasBacklog = false
        generation.state.isEventPending = false
        do throws(SystemCallError) {
            guard let original = original(copied, of: generation) else {
                return try outlive(copied, generation, observation, now)
            }
            if observation.size == generation.state.position.seenEnd {
                finishCopy(generation, now)
                return true
            }
            undecided.insert(generation.slot)
            return try compareGrowth(generation, original, observation, now)
        } catch {
            close(generation)
            fail(generation, error, during: .read, now)
            return true
        }
    }

    private func original(_ copied: CopiedFile, of generation: FileGeneration) -> FileGeneration? {
        if let slot = copied.slot, let known = generations[slot], known.fileID == copied.fileID {
            return known
        }
        // Met since the last start, or continued in another copy.
        let found = generations.values.first { $0.fileID == copied.fileID && $0.isPlaced }
        if let found { generation.copyOf = CopiedFile(found) }
        return found
    }

    /// The original ended, or was not met yet since the start.
    private func outlive(
        _ copied: CopiedFile, _ generation: FileGeneration, _ observation: FileObservation, _ now: Instant
    ) throws(SystemCallError) -> Bool {
        let isAwaited = renamedAway.contains { $0.fileID == copied.fileID }
        let known = resumable.values { $0.fileID == copied.fileID }.first
        if isAwaited || known.map({ !$0.isFinished }) ?? false {
            undecided.insert(generation.slot)
            return true
        }
        if observation.size > generation.state.position.seenEnd {
            guard let known else { return try closeCopy(generation, observation, now) }
            if observation.size >= known.position.seenEnd {
                if known.position.seenEnd > generation.state.position.seenEnd {
                    begin(.position(known.position), .takeUp(known), generation)
                } else {
                    // There was never more in the original.
                    becomeOwn(generation)
                }
                return true
            }
            return try closeCopy(generation, observation, now)
        }
        if generation.state.namelessSince != nil { return endCopy(generation) }
        release(generation)
        return false
    }

    /// What is left of the original is read elsewhere, or is lost: what else a copy holds of it is no news.
    private func closeCopy(
        _ generation: FileGeneration, _ observation: FileObservation, _ now: Instant
    ) throws(SystemCallError) -> Bool {
        if generation.state.namelessSince != nil { return endCopy(generation) }
        guard let file = open(generation, now) else { return true }
        generation.state.position = try reader.position(of: file, behind: observation.size)
        generation.state.knownSize = generation.state.position.offset
        release(generation)
        return true
    }

    private func endCopy(_ generation: FileGeneration) -> Bool {
        end(generation, as: .finished)
        return true
    }

    /// What comes after the bytes that it has in common with the original is its own.
    func release(_ generation: FileGeneration) {
        generation.copyOf = nil
        generation.state.hasBacklog = true
        moved.insert(generation.slot)
        dirty.insert(generation.slot)
    }

    /// Looks whether what came to a copy is in the original too.
    private func compareGrowth(
        _ generation: FileGeneration, _ original: FileGeneration, _ observation: FileObservation,
        _ now: Instant
    ) throws(SystemCallError) -> Bool {
        let agreed = generation.state.position.seenEnd
        guard let file = open(generation, now), let other = open(original, now) else { return true }
        guard try ContentCheck.isPossible(file, generation.state.position) else {
            return endOverwritten(generation)
        }
        if original.state.position.offset >= observation.size {
            begin(
                .file(other, agreed..<observation.size), .prefix(CopiedFile(original), observation.size),
                generation)
        } else if observation.size > original.state.knownSize,
            now - generation.state.quietSince >= options.copyWait,
            try isSettled(original, other)
        {
            becomeOwn(generation)
        }
        return true
    }

    /// All of the file was read, and it is now what it was then.
    private func isSettled(
        _ generation: FileGeneration, _ file: OpenFile
    ) throws(SystemCallError) -> Bool {
        let state = generation.state
        guard !state.hasBacklog, !state.isEventPending, generation.backoff.failures == 0,
            FileObservation(try FileSystemCalls.status(of: file)) == state.observed
        else { return false }
        return try ContentCheck.isPossible(file, state.position)
    }

    /// A file differs from the one that it seemed to be a copy of; unless that was emptied meanwhile, it is none.
    func differ(
        _ copied: CopiedFile, _ generation: FileGeneration, _ now: Instant
    ) throws(SystemCallError) {
        guard let original = original(copied, of: generation), let other = open(original, now),
            try ContentCheck.isPossible(other, original.state.position)
        else {
            undecided.insert(generation.slot)
            return
        }
        becomeOwn(generation)
    }

    /// A file that has no more in common with another one than a header is read from its front; in a longer one only
    /// what comes after it is its own: somebody has written on in a copy.
    private func becomeOwn(_ generation: FileGeneration) {
        if generation.state.position.seenEnd > Self.longestHeader { return release(generation) }
        letGo(generation.fileID)
        generation.renew(fileID: takeFileID())
        generation.copyOf = nil
        generation.isOwn = true
        dirty.insert(generation.slot)
    }

    /// The file holds what was counted in another one up to this position.
    func copyFound(_ copied: CopiedFile, _ generation: FileGeneration, at position: ReadPosition) {
        var position = position
        // A line that has not ended is delivered where it goes on, or with the original.
        if position.offset < position.seenEnd { position.digest = nil }
        position.offset = position.seenEnd
        position.begunNanoseconds = generation.state.position.begunNanoseconds
        generation.copyOf = copied
        generation.state.position = position
        generation.state.knownSize = position.offset
        generation.isPlaced = true
        moved.insert(generation.slot)
    }

    /// Another copy was written over it.
    /// - Returns: whether nothing more is to be done with it.
    private func endOverwritten(_ generation: FileGeneration) -> Bool {
        if generation.hasLostName {
            end(generation, as: .gone)
            return true
        }
        letGo(generation.fileID)
        generation.renew(fileID: takeFileID())
        generation.copyOf = nil
        return false
    }

    /// Bytes that different logs may have in common at their front.
    private static let longestHeader: UInt64 = 4096

    /// Lets go of a copy without a name that does not change any more.
    private func finishCopy(_ generation: FileGeneration, _ now: Instant) {
        guard let nameless = generation.state.namelessSince,
            now - max(nameless, generation.state.quietSince) >= options.rotateWait
        else { return }
        end(generation, as: .finished)
    }
}
