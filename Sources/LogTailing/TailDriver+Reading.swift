/// Looking at files and doing what the decision says.
extension TailDriver {
    /// Puts on the list what no event announces: files without a name, and failures whose wait is over.
    func markDue(_ now: Instant) {
        if draining.isEmpty && undecided.isEmpty {
            nextDrain = nil
        } else if nextDrain.map({ $0 <= now }) ?? true {
            dirty.formUnion(draining)
            findSurplus()
            dirty.formUnion(undecided)
            undecided.removeAll(keepingCapacity: true)
            // Thousands rotated at once are looked at less often, so that they cost little.
            nextDrain = now + options.drainInterval * (1 + draining.count / 1000)
        }
        for slot in failing where generations[slot]?.backoff.isDue(at: now) ?? true { dirty.insert(slot) }
    }

    func readRound(_ consumer: inout some LineConsumer, _ now: Instant) {
        guard !dirty.isEmpty else { return }
        var isFirst = true
        for slot in roundOrder() {
            guard let generation = generations[slot], generation.backoff.isDue(at: now) else {
                dirty.remove(slot)
                continue
            }
            if isWaitingForPredecessor(generation) { continue }
            if isStopping() || (!isFirst && isTurnSpent) { return }
            isFirst = false
            dirty.remove(slot)
            lastServed = slot
            look(generation, &consumer, now)
            generation.isSeenNameless = generation.state.namelessSince != nil
            if generations[slot] != nil { account(generation) }
        }
        lastServed = -1
    }

    /// Older generations first: what was rotated is read before what follows it. A round that ended early goes on with
    /// those that had no turn in it.
    private func roundOrder() -> [Int] {
        let sorted = dirty.sorted()
        let next = sorted.firstIndex { $0 > lastServed } ?? 0
        return Array(sorted[next...] + sorted[..<next])
    }

    private func isWaitingForPredecessor(_ generation: FileGeneration) -> Bool {
        guard let slot = generation.predecessor else { return false }
        if let old = generations[slot], dirty.contains(slot), old.backoff.failures == 0 { return true }
        generation.predecessor = nil
        return false
    }

    private func look(_ generation: FileGeneration, _ consumer: inout some LineConsumer, _ now: Instant) {
        guard let status = currentStatus(of: generation, now) else { return }
        let observation = FileObservation(status)
        if observation != generation.state.observed { generation.state.quietSince = now }
        // What comes into an empty file may be a copy of another one.
        if generation.isPlaced && generation.state.position.seenEnd == 0 && observation.size > 0
            && generation.copyOf == nil
        {
            generation.isPlaced = false
            generation.startSize = nil
        }
        if compare(generation, observation, now) { return }
        switch generation.state.action(for: observation, at: now, rotateWait: options.rotateWait) {
        case .wait where surplus.remove(generation.slot) != nil:
            finish(generation, &consumer, isGone: status.linkCount == 0, now)
        case .wait: succeed(generation)
        case .read: read(generation, observation, &consumer, now)
        case .restart where generation.hasLostName: endReplaced(generation)
        case .restart:
            restart(generation, observation)
            read(generation, observation, &consumer, now)
        case .finish: finish(generation, &consumer, isGone: status.linkCount == 0, now)
        }
    }

    /// The file's status by the open file, else by its path; nil when the path leads elsewhere by now.
    private func currentStatus(of generation: FileGeneration, _ now: Instant) -> FileStatus? {
        do throws(SystemCallError) {
            if let file = generation.file { return try FileSystemCalls.status(of: file) }
            let status = try calls.status(of: generation.path, followsLinks: true)
            if status.identity == generation.identity { return status }
        } catch {
            if !error.isAbsence {
                if error.isStaleHandle { close(generation) }
                fail(generation, error, during: .open, now)
                return nil
            }
        }
        pathWentElsewhere(generation, now)
        return nil
    }

    private func pathWentElsewhere(_ generation: FileGeneration, _ now: Instant) {
        pathsToReconcile.formUnion(generation.names)
        if generation.names.isEmpty && relocate(generation, now) { dirty.insert(generation.slot) }
    }

    private func read(
        _ generation: FileGeneration,
        _ observation: FileObservation,
        _ consumer: inout some LineConsumer,
        _ now: Instant
    ) {
        guard let file = open(generation, now) else { return }
        let before = generation.state.position
        generation.state.isEventPending = false
        generation.isWritePending = false
        generation.state.hasBacklog = true
        do throws(SystemCallError) {
            try readOn(generation, file, observation, &consumer, now)
        } catch {
            // Opened again by its name, a file may be well; one without a name has only what is open.
            if error.isStaleHandle || !generation.isPathStale { close(generation) }
            fail(generation, error, during: .read, now)
        }
        if generation.state.position != before && generations[generation.slot] === generation {
            generation.state.quietSince = now
            moved.insert(generation.slot)
            isStatusChanged = true
        }
    }

    private func readOn(
        _ generation: FileGeneration,
        _ file: OpenFile,
        _ observation: FileObservation,
        _ consumer: inout some LineConsumer,
        _ now: Instant
    ) throws(SystemCallError) {
        var observation = observation
        // A file that is rewritten while it is read must not hold up the others: two new starts, then next turn.
        for _ in 0..<3 {
            let wasPlaced = generation.isPlaced
            guard try place(generation, file, now) else {
                generation.state.observed = observation
                return
            }
            // Its identity is news, also when there is nothing in it yet: should it be renamed while the program is
            // down, only that tells it from other files.
            if !wasPlaced {
                moved.insert(generation.slot)
                // It may have been emptied between the look and its opening.
                observation = FileObservation(try FileSystemCalls.status(of: file))
            }
            let outcome = reader.read(
                generation,
                file,
                maxLineBytes: logs[generation.logIndex].source.maxLineBytes,
                budget: options.bytesPerTurn,
                into: &consumer
            )
            guard outcome == .contentReplaced else {
                return try conclude(generation, file, outcome, observation)
            }
            if generation.hasLostName { return endReplaced(generation) }
            if generation.state.namelessSince != nil, try reader.beginsWithNoText(file) {
                return endReplaced(generation, wasSeen: false)
            }
            restart(generation, observation)
            dirty.insert(generation.slot)
            // The size of before the truncation says nothing of what is there now.
            observation = FileObservation(try FileSystemCalls.status(of: file))
        }
    }

    private func conclude(
        _ generation: FileGeneration,
        _ file: OpenFile,
        _ outcome: FileReader.Outcome,
        _ observation: FileObservation
    ) throws(SystemCallError) {
        generation.state.knownSize = max(
            generation.state.knownSize, observation.size, generation.state.position.seenEnd)
        switch outcome {
        case .reachedEnd:
            try settleEnd(generation, file)
            generation.state.hasBacklog = false
            generation.state.observed = observation
            succeed(generation)
            dirty.remove(generation.slot)
        case .budgetSpent, .contentReplaced:
            dirty.insert(generation.slot)
        case .failed(let error):
            throw error
        }
    }

    /// All content was read: what was known behind it was cut off, unless the file is as large as before; then it is
    /// space allocated ahead, which nobody waits for.
    private func settleEnd(_ generation: FileGeneration, _ file: OpenFile) throws(SystemCallError) {
        let seenEnd = generation.state.position.seenEnd
        guard generation.state.knownSize > seenEnd else { return }
        let cut = max(try FileSystemCalls.status(of: file).size, seenEnd)
        if cut < generation.state.knownSize {
            recordLoss(of: generation, cut..<generation.state.knownSize, .truncated)
        }
        generation.state.knownSize = seenEnd
    }

    private func succeed(_ generation: FileGeneration) {
        generation.backoff.succeed()
        failing.remove(generation.slot)
    }

    /// What was read of the file is no longer in it: a new generation begins at its front, and what was not delivered
    /// of the old one is looked for in copies.
    private func restart(_ generation: FileGeneration, _ observation: FileObservation) {
        let index = generation.logIndex
        logs[index].status.truncations += 1
        seek(generation.checkpoint(logName: logs[index].source.name), index, .truncated)
        generation.renew(fileID: takeFileID())
        generation.state.position.begunNanoseconds = observation.modifiedNanoseconds
        moved.insert(generation.slot)
    }

    /// Ends a file that no name of a log leads to any more and that was emptied or overwritten, as `shred` does before
    /// it removes one: what is in it now is no log. What was emptied before it lost its name may well be one.
    ///
    /// - Parameter wasSeen: a look met it without a name before: then all that was written to it was seen.
    func endReplaced(_ generation: FileGeneration, wasSeen: Bool = true) {
        let index = generation.logIndex
        if wasSeen && generation.state.undelivered.isEmpty { return end(generation, as: .gone) }
        end(generation, as: .sought)
        seek(generation.checkpoint(logName: logs[index].source.name), index, .truncated)
    }

    private func finish(
        _ generation: FileGeneration,
        _ consumer: inout some LineConsumer,
        isGone: Bool,
        _ now: Instant
    ) {
        let hasLastLine = generation.state.position.seenEnd > generation.state.position.offset
        if hasLastLine {
            guard let file = open(generation, now) else {
                // Given up for good, to be tried again after a failure, or found under another name.
                if generations[generation.slot] === generation { dirty.insert(generation.slot) }
                return
            }
            do throws(SystemCallError) {
                try reader.deliverLastLine(of: generation, file, into: &consumer)
            } catch {
                countError(.read, log: generation.logIndex)
            }
        }
        recordLoss(of: generation, generation.lossReason)
        end(generation, as: isGone ? .gone : .finished)
    }

    func fail(
        _ generation: FileGeneration, _ error: SystemCallError, during reason: TailErrorReason, _ now: Instant
    ) {
        countError(error.isPermission ? .permission : reason, log: generation.logIndex)
        generation.backoff.fail(at: now, first: options.retryFirst, longest: options.retryLongest)
        failing.insert(generation.slot)
        dirty.remove(generation.slot)
        // Without a name and without a way in for so long, nobody will ever read it.
        guard let nameless = generation.state.namelessSince, let failing = generation.backoff.failingSince
        else { return }
        if now - max(nameless, failing) >= options.rotateWait {
            let earlier = unresumed(generation)?.position
            let range = earlier.map { $0.offset..<max($0.offset, $0.knownSize) }
            recordLoss(of: generation, range ?? generation.state.undelivered, generation.lossReason)
            end(generation, as: .gone)
        }
    }
}
