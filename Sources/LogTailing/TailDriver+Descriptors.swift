/// Which files are held open: the most recently used, and those to which nothing else leads.
extension TailDriver {
    /// The generation's open file, opened by path and checked by identity; nil after a failure was dealt with.
    func open(_ generation: FileGeneration, _ now: Instant) -> OpenFile? {
        useCount += 1
        generation.lastUsed = useCount
        if let file = generation.file { return file }
        do throws(SystemCallError) {
            let file = try openMakingRoom(generation.path, now)
            guard try FileSystemCalls.status(of: file).identity == generation.identity else {
                pathsToReconcile.formUnion(generation.names)
                if generation.names.isEmpty { relocate(generation, now) }
                return nil
            }
            hold(file, generation)
            return file
        } catch {
            if error.isAbsence {
                pathsToReconcile.formUnion(generation.names)
                if generation.names.isEmpty { relocate(generation, now) }
            } else {
                fail(generation, error, during: .open, now)
            }
            return nil
        }
    }

    func hold(_ file: OpenFile, _ generation: FileGeneration) {
        useCount += 1
        generation.lastUsed = useCount
        generation.file = file
        openSlots.append(generation.slot)
        if openSlots.count > options.maxOpenFiles { closeLeastRecentlyUsed(keeping: generation.slot) }
    }

    private func openMakingRoom(_ path: BytePath, _ now: Instant) throws(SystemCallError) -> OpenFile {
        do {
            return try calls.openForReading(path)
        } catch {
            guard error.isDescriptorShortage, makeRoom(now) else { throw error }
            return try calls.openForReading(path)
        }
    }

    /// Gives back descriptors: of files that can be opened again, else that of the file without a name that has been
    /// quiet for longest and was read to its end.
    /// - Returns: whether there was one to give back.
    @discardableResult
    func makeRoom(_ now: Instant) -> Bool {
        let before = openSlots.count
        if before > 1 { closeLeastRecentlyUsed(keeping: -1) }
        if openSlots.count < before { return true }
        let quiet = draining.compactMap { generations[$0] }
            .filter { $0.isPathStale && $0.state.isReadOut && now - $0.lastNews >= options.drainInterval }
            .sorted { ($0.lastNews, $0.slot) < ($1.lastNews, $1.slot) }
        for generation in quiet {
            guard let file = generation.file, let status = try? FileSystemCalls.status(of: file),
                status.size == generation.state.position.seenEnd
            else { continue }
            end(generation, as: status.linkCount == 0 ? .gone : .finished)
            return true
        }
        return false
    }

    func close(_ generation: FileGeneration) {
        guard generation.file != nil else { return }
        generation.file = nil
        openSlots.removeAll { $0 == generation.slot }
    }

    /// Half of the descriptors stay free for files with a name: of the files that only a descriptor leads to, those
    /// quiet for longest are finished before their time.
    func findSurplus() {
        surplus.removeAll(keepingCapacity: true)
        let stale = draining.compactMap { generations[$0] }.filter { $0.isPathStale && $0.file != nil }
        let limit = max(options.maxOpenFiles / 2, 1)
        guard stale.count > limit else { return }
        for generation in stale {
            // One that is still beside its old name can be closed and opened again.
            guard let found = try? neighbour(of: generation.path, identity: generation.identity) else {
                continue
            }
            generation.path = found
            generation.isPathStale = false
        }
        let held = stale.filter(\.isPathStale)
            .sorted { ($0.state.quietSince, $0.slot) < ($1.state.quietSince, $1.slot) }
        surplus = Set(held.prefix(max(held.count - limit, 0)).map(\.slot))
    }

    /// Closes a quarter, so that the search for the oldest is paid for by many openings.
    func closeLeastRecentlyUsed(keeping slot: Int) {
        let closable = openSlots.compactMap { generations[$0] }
            .filter { !$0.isPathStale && $0.slot != slot }
            .sorted { $0.lastUsed < $1.lastUsed }
        let closed = closable.prefix(max(openSlots.count / 4, 1))
        for generation in closed { generation.file = nil }
        let closedSlots = Set(closed.map(\.slot))
        openSlots.removeAll { closedSlots.contains($0) || generations[$0] == nil }
    }
}
