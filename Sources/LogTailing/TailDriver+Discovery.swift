/// Finding files: which name leads to which file now.
extension TailDriver {
    /// One expansion of the globs of one log.
    private struct DiscoveryPass: GlobWalkObserver {
        let watcher: DirectoryWatcher?
        var found: [(path: BytePath, isNamedInFull: Bool)] = []
        var failures: [(directory: BytePath, error: SystemCallError)] = []
        /// A directory could not be watched; the refusal counts for more than a file system without events.
        var pollReason: PollReason?

        mutating func willSearch(_ directory: BytePath, for interest: NameInterest) {
            guard let watcher else { return }
            do {
                try watcher.watch(directory, for: interest, .content)
            } catch {
                if !error.isAbsence { noteUnwatched(error) }
            }
        }

        private mutating func noteUnwatched(_ error: WatchError) {
            if pollReason != .watchFailed { pollReason = error.pollReason }
        }

        mutating func willPass(_ directory: BytePath, to name: BytePath) {
            guard let watcher else { return }
            do {
                try watcher.watch(directory, for: .names([name]), .names)
            } catch {
                // A directory that may be passed but not read cannot be watched; the slow rescan stands in for it.
                if !error.isAbsence && !error.isPermission { noteUnwatched(error) }
            }
        }

        mutating func didFind(_ path: BytePath, isNamedInFull: Bool) { found.append((path, isNamedInFull)) }

        mutating func didFail(_ directory: BytePath, with error: SystemCallError) {
            failures.append((directory, error))
        }
    }

    func discover(_ now: Instant) {
        listings.removeAll(keepingCapacity: true)
        logDirectories.removeAll(keepingCapacity: true)
        if !renamedAway.isEmpty && adoption.isDue(at: now) { adoptRenamedWhileAway(now) }
        searchRemainders(now)
        if !skippedSearches.isEmpty { retrySkippedSearches(now) }
        if !unseen.isEmpty { adoptUnseen(now) }
        let isBackstopDue = nextScan.map { $0 <= now } ?? true
        let isListingDue = relisting.failures > 0 && relisting.isDue(at: now)
        let mayScan = earliestScan.map { $0 <= now } ?? true
        if isBackstopDue || isListingDue || (isScanNeeded && mayScan) {
            scanEverything(now)
        } else {
            pollNames(now)
        }
        let retried = failingPaths.filter { paths[$0]?.failure?.backoff.isDue(at: now) ?? true }
        let due = pathsToReconcile.union(retried)
        // Emptied first: a look may find that a name leads elsewhere again and ask for another one.
        pathsToReconcile.removeAll(keepingCapacity: true)
        for path in due.sorted() { reconcileByName(path, now) }
        seekUnmet()
        settleBereft(now)
        settleUnseen()
    }

    private func scanEverything(_ now: Instant) {
        let begin = ContinuousClock.now
        watcher?.beginPass()
        aliases.removeAll(keepingCapacity: true)
        if !scan(logs.indices.map { $0 }, now) { relisting.succeed() }
        watcher?.endPass()
        isScanNeeded = false
        isFirstScan = false
        nextScan = now + options.rescanInterval
        // Changes of directories may come by the thousand: scanning takes a fifth of the thread at most.
        earliestScan = now + (ContinuousClock.now - begin) * 4
        nextPollDiscovery = now + options.pollDiscoveryInterval
        nextPoll = now + options.pollInterval
        isStatusChanged = true
    }

    /// Many polled files are looked at less often: ten thousand, at 6 us a look, take less than 1 % of a core.
    private var pollStretch: Int { 1 + paths.count / 300 }

    private func pollNames(_ now: Instant) {
        let polled = logs.indices.filter { logs[$0].status.watchMode == .poll }
        guard !polled.isEmpty, nextPoll.map({ $0 <= now }) ?? true else { return }
        nextPoll = now + options.pollInterval * pollStretch
        if nextPollDiscovery.map({ $0 <= now }) ?? true {
            nextPollDiscovery = now + options.pollDiscoveryInterval * pollStretch
            _ = scan(polled, now)
        } else {
            for (path, entry) in paths where logs[entry.logIndex].status.watchMode == .poll {
                pathsToReconcile.insert(path)
            }
        }
    }

    /// - Returns: whether a directory could not be listed although we may.
    private func scan(_ indices: [Int], _ now: Instant) -> Bool {
        var isFaulty = false
        var walk = GlobWalk(calls)
        var found: Set<BytePath> = []
        for index in indices {
            var compressed: Set<BytePath> = []
            for match in expand(index, &walk, &isFaulty, now) where found.insert(match.path).inserted {
                if RotatedName.isCompressed(match.path.name) {
                    if isRegularFile(match.path) { compressed.insert(match.path) }
                    continue
                }
                if let entry = paths[match.path], entry.logIndex != index && !indices.contains(entry.logIndex)
                {
                    continue
                }
                reconcile(match.path, index, match.isNamedInFull, now)
            }
            logs[index].compressed = compressed
            applyWatchMode(index)
        }
        let missing = paths.keys.filter { path in
            !found.contains(path) && paths[path].map { indices.contains($0.logIndex) } ?? false
        }
        for path in missing {
            // A listing that failed says nothing of the names in it: they are looked up one by one.
            if isFaulty || !unreadableDirectories.isEmpty {
                pathsToReconcile.insert(path)
            } else {
                nameVanished(path)
            }
        }
        if isFaulty { relisting.fail(at: now, first: options.retryFirst, longest: options.retryLongest) }
        return isFaulty
    }

    private func expand(
        _ index: Int, _ walk: inout GlobWalk, _ isFaulty: inout Bool, _ now: Instant
    ) -> [(path: BytePath, isNamedInFull: Bool)] {
        let wantsEvents = logs[index].source.watch == .auto
        var pass = DiscoveryPass(watcher: wantsEvents ? watcher : nil)
        for glob in logs[index].globs.includes {
            walk.expand(glob, followsLinks: logs[index].source.followsLinks, telling: &pass)
        }
        logs[index].unwatched = pass.pollReason
        // What a fault of the disk, or want of descriptors, hid is listed again before the next rescan.
        if pass.failures.contains(where: { !$0.error.isPermission && !$0.error.isLinkLoop }) {
            isFaulty = true
        }
        if pass.failures.contains(where: \.error.isDescriptorShortage) { makeRoom(now) }
        let failed = Set(pass.failures.map(\.directory))
        for failure in pass.failures where unreadableDirectories.insert(failure.directory).inserted {
            countError(failure.error.isPermission ? .permission : .open, log: index)
        }
        unreadableDirectories.formIntersection(
            failed.union(unreadableDirectories.filter { !isWalked($0, index) }))
        return pass.found.filter { !logs[index].globs.isExcluded($0.path) }
    }

    /// Whether this log's globs lead through the directory, so that its last walk tells if it can be read again.
    private func isWalked(_ directory: BytePath, _ index: Int) -> Bool {
        let names = directory.components
        return logs[index].globs.includes.contains { glob in
            for (name, component) in zip(names, glob.components) {
                guard case .pattern(let pattern) = component else { return true }
                if !pattern.matches(name) { return false }
            }
            return names.count <= glob.components.count
        }
    }

    /// Polls a log while any directory of interest to it is not watched.
    private func applyWatchMode(_ index: Int) {
        guard watcher != nil, logs[index].source.watch == .auto else { return }
        let reason = logs[index].unwatched
        let mode: WatchMode = reason == nil ? .inotify : .poll
        logs[index].status.pollReason = reason
        guard logs[index].status.watchMode != mode else { return }
        logs[index].status.watchMode = mode
        isStatusChanged = true
        if reason == .watchFailed { countError(.watch, log: index) }
        if reason != nil { nextPoll = nil }
    }

    private func reconcileByName(_ path: BytePath, _ now: Instant) {
        if let entry = paths[path] {
            reconcile(path, entry.logIndex, entry.isNamedInFull, now)
        } else if let index = logs.firstIndex(where: { $0.globs.claims(path) }) {
            reconcile(path, index, false, now)
        } else if let index = logs.firstIndex(where: { $0.globs.claimsCompressed(path) }) {
            noteCompressed(path, index)
        } else {
            failingPaths.remove(path)
        }
    }

    private func noteCompressed(_ path: BytePath, _ index: Int) {
        if isRegularFile(path) {
            logs[index].compressed.insert(path)
        } else {
            logs[index].compressed.remove(path)
        }
        isStatusChanged = true
    }

    private func isRegularFile(_ path: BytePath) -> Bool {
        (try? calls.status(of: path, followsLinks: true))?.kind == .regular
    }

    /// Looks where a name leads now.
    private func reconcile(_ path: BytePath, _ index: Int, _ isNamedInFull: Bool, _ now: Instant) {
        if paths[path] == nil {
            paths[path] = PathEntry(logIndex: index, isNamedInFull: isNamedInFull)
        }
        var isLink = false
        defer { if isLink { followLink(path) } }
        do throws(SystemCallError) {
            var status = try calls.status(of: path, followsLinks: false)
            if status.kind == .link && !logs[index].source.followsLinks {
                return nameVanished(path)
            }
            if status.kind == .link {
                isLink = true
                watchLinks(of: path, index)
                status = try calls.status(of: path, followsLinks: true)
            }
            accept(path, status, now)
        } catch {
            if error.isAbsence && !isLink {
                nameVanished(path)
            } else {
                if error.isAbsence { loseName(path) }
                pathFailed(path, error.isPermission ? .permission : .open, nil, now)
            }
        }
    }

    /// The file is opened by its own name from now on, so that it is found also after the link leads elsewhere.
    private func followLink(_ path: BytePath) {
        guard let slot = paths[path]?.slot, let generation = generations[slot],
            let target = LinkChain(of: path, calls).steps.last,
            let status = try? calls.status(of: target, followsLinks: false),
            status.identity == generation.identity
        else { return }
        generation.path = target
    }

    private func accept(_ path: BytePath, _ status: FileStatus, _ now: Instant) {
        guard status.kind == .regular else {
            loseName(path)
            if status.kind == .directory && !(paths[path]?.isNamedInFull ?? false) {
                paths[path] = nil
                failingPaths.remove(path)
            } else {
                pathFailed(path, .notAFile, status.identity, now)
            }
            return
        }
        if failingPaths.remove(path) != nil { paths[path]?.failure = nil }
        attach(path, status, now)
    }

    private func pathFailed(
        _ path: BytePath,
        _ reason: TailErrorReason,
        _ identity: FileIdentity?,
        _ now: Instant
    ) {
        guard let entry = paths[path] else { return }
        var failure =
            entry.failure ?? PathFailure(reason: reason, identity: identity, backoff: RetryBackoff())
        let isKnown = entry.failure.map { $0.reason == reason && $0.identity == identity } ?? false
        guard !isKnown || failure.backoff.isDue(at: now) else { return }
        if !isKnown { failure = PathFailure(reason: reason, identity: identity, backoff: RetryBackoff()) }
        if !isKnown || reason != .notAFile { countError(reason, log: entry.logIndex) }
        failure.backoff.fail(at: now, first: options.retryFirst, longest: options.retryLongest)
        paths[path]?.failure = failure
        failingPaths.insert(path)
    }

    /// Watches every place where a swapped link could lead this path elsewhere.
    private func watchLinks(of path: BytePath, _ index: Int) {
        guard logs[index].source.watch == .auto, let watcher else { return }
        for step in LinkChain(of: path, calls).steps where step != path {
            aliases[step, default: []].insert(path)
            do {
                try watcher.watch(step.directory, for: .names([step.name]), .content)
            } catch {
                if error.isAbsence { continue }
                if logs[index].unwatched != .watchFailed { logs[index].unwatched = error.pollReason }
                applyWatchMode(index)
            }
        }
    }
}
