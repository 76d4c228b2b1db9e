/// Remainders that are read out of compressed copies.
extension TailDriver {
    func unpack(_ consumer: inout some LineConsumer, _ now: Instant) {
        for (index, unpacking) in unpackings.filter({ $0.backoff.isDue(at: now) }).enumerated() {
            // Those that had their turn come last in the next one.
            if index > 0 && isTurnSpent { return }
            guard remainders[unpacking.fileID] != nil else {
                unpackings.removeAll { $0 === unpacking }
                continue
            }
            step(unpacking, &consumer, now)
            bytesCompared += options.bytesPerTurn
            if let place = unpackings.firstIndex(where: { $0 === unpacking }) {
                unpackings.append(unpackings.remove(at: place))
            }
        }
    }

    private func step(_ unpacking: Unpacking, _ consumer: inout some LineConsumer, _ now: Instant) {
        let offset = unpacking.position.offset
        do throws(SystemCallError) {
            let outcome = try unpacking.step(
                budget: options.bytesPerTurn,
                maxLineBytes: logs[unpacking.logIndex].source.maxLineBytes,
                &reader.delivery,
                into: &consumer
            )
            let size = try unpacking.size()
            conclude(unpacking, outcome, size, &consumer, now)
        } catch {
            countError(error.isPermission ? .permission : .read, log: unpacking.logIndex)
            wait(unpacking, now)
        }
        if unpacking.position.offset != offset { move(unpacking) }
    }

    private func conclude(
        _ unpacking: Unpacking,
        _ outcome: Unpacking.Outcome,
        _ size: UInt64,
        _ consumer: inout some LineConsumer,
        _ now: Instant
    ) {
        switch outcome {
        case .budgetSpent:
            unpacking.backoff.succeed()
            unpacking.quietSince = now
        case .different:
            abandon(unpacking)
        case .damaged:
            abandon(unpacking)
        case .incomplete:
            if unpacking.endedAtSize != size { unpacking.quietSince = now }
            unpacking.endedAtSize = size
            wait(unpacking, now)
        case .ended where unpacking.endedAtSize != size:
            // Another member may follow; a second look finds the file as it was.
            unpacking.endedAtSize = size
            unpacking.backoff.fail(at: now, first: options.retryFirst, longest: options.retryFirst)
        case .ended where !unpacking.isVerified:
            abandon(unpacking)
        case .ended:
            unpacking.deliverLastLine(&reader.delivery, into: &consumer)
            move(unpacking)
            unpackings.removeAll { $0 === unpacking }
            remainders[unpacking.fileID] = nil
            letGo(unpacking.fileID)
        }
    }

    /// Looks again later, until nothing changed for as long as a file is waited for.
    private func wait(_ unpacking: Unpacking, _ now: Instant) {
        unpacking.backoff.fail(at: now, first: options.retryFirst, longest: options.retryLongest)
        if now - unpacking.quietSince >= options.rotateWait { abandon(unpacking) }
    }

    private func abandon(_ unpacking: Unpacking) {
        unpackings.removeAll { $0 === unpacking }
        remainders[unpacking.fileID]?.refused.insert(unpacking.identity)
        // At once: while one waits, a rotation may bring the next file that is not it.
        remainders[unpacking.fileID]?.isInProgress = false
        remainders[unpacking.fileID]?.searches.hurry()
        if let remainder = remainders[unpacking.fileID] { forgetListings(for: remainder) }
    }

    private func move(_ unpacking: Unpacking) {
        guard var remainder = remainders[unpacking.fileID] else { return }
        var checkpoint = remainder.checkpoint
        checkpoint.position = unpacking.position
        checkpoint.position.knownSize = max(unpacking.position.knownSize, unpacking.unpackedEnd)
        remainder.checkpoint = checkpoint
        remainders[unpacking.fileID] = remainder
        batch.moved.append(remainder.stored)
        isStatusChanged = true
    }
}
