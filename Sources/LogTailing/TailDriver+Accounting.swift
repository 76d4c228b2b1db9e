/// Counts, totals and deadlines.
extension TailDriver {
    func countError(_ reason: TailErrorReason, log index: Int) {
        logs[index].status.errors[reason, default: 0] += 1
        isStatusChanged = true
    }

    /// Counts the bytes of a file that were known and never delivered.
    func recordLoss(of generation: FileGeneration, _ reason: LossReason) {
        recordLoss(of: generation, generation.state.undelivered, reason)
    }

    func recordLoss(of generation: FileGeneration, _ range: Range<UInt64>, _ reason: LossReason) {
        let index = generation.logIndex
        recordLoss(
            of: generation.checkpoint(logName: logs[index].source.name), index, range, reason,
            isExtentKnown: true)
    }

    /// Counts a loss; one of unknown extent counts as an event even if no byte of it is known.
    func recordLoss(
        of file: FileCheckpoint,
        _ index: Int,
        _ range: Range<UInt64>,
        _ reason: LossReason,
        isExtentKnown: Bool
    ) {
        guard !range.isEmpty || !isExtentKnown else { return }
        if !range.isEmpty {
            logs[index].status.lostBytes[reason, default: 0] += UInt64(range.count)
        }
        logs[index].status.lossEvents[reason, default: 0] += 1
        losses.append(
            LossEvent(
                number: nextLoss,
                atMilliseconds: calls.wallClockNanoseconds() / 1_000_000,
                logName: file.logName,
                fileID: file.fileID,
                path: file.path,
                identity: file.identity,
                reason: reason,
                range: range,
                isExtentKnown: isExtentKnown
            )
        )
        nextLoss += 1
        if losses.count > options.maxLossEvents { losses.removeFirst(losses.count - options.maxLossEvents) }
        isStatusChanged = true
    }

    /// Brings the totals of the log up to date for one file; sums over all files would cost too much each turn.
    func account(_ generation: FileGeneration) {
        let size = generation.state.knownSize
        let seenSize = max(size, generation.state.observed?.size ?? 0)
        let isNamed = generation.state.namelessSince == nil
        settle(
            generation,
            FileAccount(
                files: isNamed ? 1 : 0,
                drainingFiles: isNamed ? 0 : 1,
                size: seenSize,
                lag: size - min(size, generation.state.position.offset)
            )
        )
    }

    /// Takes a file that ended out of the totals.
    func closeAccount(_ generation: FileGeneration) { settle(generation, FileAccount()) }

    private func settle(_ generation: FileGeneration, _ account: FileAccount) {
        let old = generation.accounted
        guard account != old else { return }
        let index = generation.logIndex
        logs[index].status.files += account.files - old.files
        logs[index].status.drainingFiles += account.drainingFiles - old.drainingFiles
        // The total holds the old share, so the wrapped difference brings it to the right sum.
        logs[index].status.sizeBytes &+= account.size &- old.size
        logs[index].status.lagBytes &+= account.lag &- old.lag
        generation.accounted = account
        isStatusChanged = true
    }

    /// The earliest time at which something is due without an event.
    func nextDeadline(_ now: Instant) -> Instant {
        if !dirty.isEmpty || !pathsToReconcile.isEmpty { return now }
        var deadline = nextScan ?? now
        if isScanNeeded, let earliestScan { deadline = min(deadline, earliestScan) }
        if !draining.isEmpty || !undecided.isEmpty {
            deadline = min(deadline, nextDrain ?? now + options.drainInterval)
        }
        if let nextPoll, logs.contains(where: { $0.status.watchMode == .poll }) {
            deadline = min(deadline, nextPoll)
        }
        if let retryAt = relisting.retryAt { deadline = min(deadline, retryAt) }
        if !renamedAway.isEmpty { deadline = min(deadline, adoption.retryAt ?? now) }
        for search in skippedSearches { deadline = min(deadline, search.backoff.retryAt ?? now) }
        for remainder in remainders.values where !remainder.isInProgress {
            deadline = min(deadline, remainder.searches.retryAt ?? now)
        }
        for unpacking in unpackings { deadline = min(deadline, unpacking.backoff.retryAt ?? now) }
        for slot in failing {
            if let retryAt = generations[slot]?.backoff.retryAt { deadline = min(deadline, retryAt) }
        }
        for path in failingPaths {
            if let retryAt = paths[path]?.failure?.backoff.retryAt { deadline = min(deadline, retryAt) }
        }
        return max(deadline, now)
    }

    /// The status if it changed since the last call.
    func takeChangedStatus() -> TailStatus? {
        guard isStatusChanged else { return nil }
        isStatusChanged = false
        return status()
    }

    /// All logs as they are now.
    package func status() -> TailStatus {
        var status = TailStatus(logs: logs.map(\.status))
        status.losses = losses
        status.hasScanned = !isFirstScan
        status.openFiles = openSlots.count
        return status
    }
}
