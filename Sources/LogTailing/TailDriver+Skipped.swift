/// A search for files that came to a name and were rotated away from it between two looks.
struct SkippedSearch {
    let path: BytePath
    let logIndex: Int
    /// The file that the name led to before, and the one it leads to now.
    let former: FormerFile
    let successor: FileStatus
    var backoff = RetryBackoff()
}

extension TailDriver {
    /// Begins the files that came and were rotated away again between two looks at a name.
    ///
    /// They are the unknown neighbours with a rotated name that were born after the old file and not after the new
    /// one; one with the head of another is a copy of it. Needs birth times: without them nothing is guessed.
    /// - Returns: the last of them, which the new file follows.
    func recoverSkipped(
        _ search: SkippedSearch, _ predecessor: Int?, _ now: Instant
    ) -> Int? {
        let path = search.path
        guard let oldest = search.former.identity.birthNanoseconds,
            let newest = search.successor.identity.birthNanoseconds,
            oldest <= newest, let listing = listing(for: search, now)
        else { return predecessor }
        let candidates = RotatedName.prefixes(of: path.name).flatMap { listing.names(withPrefix: $0) }
            .filter { RotatedName.isRotated($0, of: path.name) }
            .compactMap { skippedFile(path.directory.appending($0), births: oldest...newest) }
            .sorted { $0.isOlder(than: $1) }
        var heads: Set<ContentMarker> = []
        var last = predecessor
        for candidate in candidates where candidate.status.identity != search.successor.identity {
            guard !isCopy(candidate, ofSuccessorIn: search),
                let head = newHead(of: candidate, in: search), heads.insert(head).inserted
            else { continue }
            let generation = begin(candidate.path, search.logIndex, candidate.status, now)
            generation.predecessor = last
            bereft.insert(generation.slot)
            last = generation.slot
        }
        return last
    }

    /// The listing, or nil after a fault: then the search is made again.
    private func listing(for search: SkippedSearch, _ now: Instant) -> DirectoryListing? {
        guard let newest = search.successor.identity.birthNanoseconds else { return nil }
        do throws(SystemCallError) {
            return try listing(of: search.path.directory, notBefore: newest)
        } catch {
            countError(error.isPermission ? .permission : .open, log: search.logIndex)
            var again = search
            again.backoff.fail(at: now, first: options.retryFirst, longest: options.retryLongest)
            if !error.isAbsence { skippedSearches.append(again) }
            return nil
        }
    }

    /// Makes searches again that a fault of the disk stopped.
    func retrySkippedSearches(_ now: Instant) {
        let due = skippedSearches.filter { $0.backoff.isDue(at: now) }
        skippedSearches.removeAll { $0.backoff.isDue(at: now) }
        for search in due { _ = recoverSkipped(search, nil, now) }
    }

    private func skippedFile(_ path: BytePath, births: ClosedRange<Int64>) -> SkippedFile? {
        guard let status = try? calls.status(of: path, followsLinks: false),
            status.kind == .regular,
            let birth = status.identity.birthNanoseconds, births.contains(birth),
            slots[status.identity] == nil, resumable[ResumeKey(status.identity)] == nil,
            !logs.contains(where: { $0.globs.claims(path) })
        else { return nil }
        return SkippedFile(path: path, status: status)
    }

    /// Whether a file may have come after the new one, for the clock of the file system did not go on between their
    /// births, and holds nothing but what the new one begins with.
    private func isCopy(_ candidate: SkippedFile, ofSuccessorIn search: SkippedSearch) -> Bool {
        let (status, successor) = (candidate.status, search.successor)
        guard status.identity.birthNanoseconds == successor.identity.birthNanoseconds, status.size > 0,
            let file = try? calls.openForReading(candidate.path),
            let other = try? calls.openForReading(search.path)
        else { return false }
        var check = ContentCheck(.file(other, 0..<status.size))
        return (try? check.step(file, budget: options.bytesPerTurn)) != .different
    }

    /// The head of a file that is no copy of what was read.
    private func newHead(of candidate: SkippedFile, in search: SkippedSearch) -> ContentMarker? {
        guard let file = try? calls.openForReading(candidate.path) else { return nil }
        do throws(SystemCallError) {
            if try isCopy(file, candidate.status.size, of: search.former) { return nil }
            for remainder in remainders.values {
                let position = remainder.checkpoint.position
                let isEmptied = remainder.reason == .truncated
                if try isLikely(file, candidate.status.size, toCopy: position, evenShort: isEmptied) {
                    return nil
                }
            }
            for position in emptied(search) {
                if try isLikely(file, candidate.status.size, toCopy: position, evenShort: false) {
                    return nil
                }
            }
            return try reader.head(of: file)
        } catch {
            return nil
        }
    }

    /// What was read at the name until it was emptied, or gone.
    private func emptied(_ search: SkippedSearch) -> [ReadPosition] {
        let logName = logs[search.logIndex].source.name
        return resumable.values { checkpoint in
            checkpoint.isFinished && checkpoint.identity == .none && checkpoint.path == search.path
                && checkpoint.logName == logName
        }.map(\.position)
    }

    /// Compares a file with the old one, where that is still what was read of it; a header alone makes no copy.
    private func isCopy(
        _ file: OpenFile, _ size: UInt64, of former: FormerFile
    ) throws(SystemCallError) -> Bool {
        let position = former.position
        let original = present(former)
        guard try isLikely(file, size, toCopy: position, evenShort: original != nil) else { return false }
        guard let original, try ContentCheck.isPossible(original, position) else { return true }
        if try FileSystemCalls.status(of: original).size < size { return false }
        var check = ContentCheck(.file(original, 0..<size))
        return try check.step(file, budget: options.bytesPerTurn) != .different
    }

    /// Whether it may be a copy of what was read up to this position, or of a part of it; one shorter than the bytes
    /// that are remembered is called so only where a copy is to be expected.
    private func isLikely(
        _ file: OpenFile, _ size: UInt64, toCopy position: ReadPosition, evenShort: Bool
    ) throws(SystemCallError) -> Bool {
        if position.seenEnd == 0 || size == 0 { return false }
        if size >= position.seenEnd { return try ContentCheck.isPossible(file, position) }
        return size < position.head.end ? evenShort : try ContentCheck.holds(position.head, file)
    }

    /// The old file where it is now; nil if nothing leads to it.
    private func present(_ former: FormerFile) -> OpenFile? {
        guard let generation = slots[former.identity].flatMap({ generations[$0] }) else { return nil }
        if let file = generation.file { return file }
        guard let path = try? neighbour(of: generation.path, identity: former.identity) else { return nil }
        return try? calls.openForReading(path)
    }
}
