/// The file that a name led to before.
struct FormerFile: Equatable {
    let identity: FileIdentity
    let position: ReadPosition
}

/// How rotation tools call the older files of a log.
enum RotatedName {
    /// Whether `name` is one a rotation may give to the file called `base`: `app.log.1`, `app.log-20260207`,
    /// `app-20260207.log`; not a compressed one, whose bytes are not lines.
    static func isRotated(_ name: BytePath, of base: BytePath) -> Bool {
        guard name.bytes.count > base.bytes.count, !isCompressed(name) else { return false }
        if name.bytes.starts(with: base.bytes) { return isSeparator(name.bytes[base.bytes.count]) }
        guard let dot = base.bytes.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
        let stem = base.bytes[..<dot]
        let suffix = base.bytes[dot...]
        return name.bytes.starts(with: stem) && isSeparator(name.bytes[dot])
            && name.bytes.suffix(suffix.count) == suffix
    }

    /// `app.log.3` is older than `app.log.2`; a name with a date is older than one with a later date.
    static func isOlder(_ name: BytePath, than other: BytePath) -> Bool {
        guard let number = generationNumber(name), let otherNumber = generationNumber(other) else {
            return name < other
        }
        return number > otherNumber
    }

    /// The number at the end, unless it is so long that it must be a date.
    private static func generationNumber(_ name: BytePath) -> Int? {
        let digits = name.bytes.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.count <= 4 ? Int(String(decoding: digits.reversed(), as: UTF8.self)) : nil
    }

    /// What every rotated name of `base` begins with, for a search in sorted names.
    static func prefixes(of base: BytePath) -> [[UInt8]] {
        let stem = base.bytes.lastIndex(of: UInt8(ascii: ".")).flatMap { $0 > 0 ? base.bytes[..<$0] : nil }
        return separators.map { Array(stem ?? base.bytes[...]) + [$0] }
    }

    static let separators = [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")]

    private static func isSeparator(_ byte: UInt8) -> Bool { separators.contains(byte) }

    /// Whether the name says that the bytes are compressed; a file called just `.gz` is not.
    static func isCompressed(_ name: BytePath) -> Bool {
        compressedSuffixes.contains { suffix in
            name.bytes.count > suffix.count && name.bytes.suffix(suffix.count).elementsEqual(suffix)
        }
    }

    private static let compressedSuffixes = [".gz", ".bz2", ".xz", ".zst", ".lz4", ".Z", ".zip"]
        .map { Array($0.utf8) }
}

/// A file that came and was rotated away while nobody looked.
struct SkippedFile {
    let path: BytePath
    let status: FileStatus

    /// By birth; within one tick of the clock by last change, then by name.
    func isOlder(than other: SkippedFile) -> Bool {
        let births = (status.identity.birthNanoseconds ?? 0, other.status.identity.birthNanoseconds ?? 0)
        if births.0 != births.1 { return births.0 < births.1 }
        if status.modifiedNanoseconds != other.status.modifiedNanoseconds {
            return status.modifiedNanoseconds < other.status.modifiedNanoseconds
        }
        return RotatedName.isOlder(path.name, than: other.path.name)
    }
}

extension TailDriver {
    /// Begins the files that came and were rotated away again between two looks at a name.
    ///
    /// They are the unknown neighbours with a rotated name that were born after the old file and not after the new
    /// one; one with the head of another is a copy of it. Needs birth times: without them nothing is guessed.
    /// - Returns: the last of them, which the new file follows.
    func recoverSkipped(
        _ path: BytePath,
        _ logIndex: Int,
        after former: FormerFile,
        before status: FileStatus,
        _ predecessor: Int?,
        _ now: Instant
    ) -> Int? {
        guard let oldest = former.identity.birthNanoseconds, let newest = status.identity.birthNanoseconds,
            oldest <= newest,
            let listing = countedListing(of: path.directory, notBefore: newest, logIndex)
        else { return predecessor }
        let candidates = RotatedName.prefixes(of: path.name).flatMap { listing.names(withPrefix: $0) }
            .filter { RotatedName.isRotated($0, of: path.name) }
            .compactMap { skippedFile(path.directory.appending($0), births: oldest...newest) }
            .sorted { $0.isOlder(than: $1) }
        var heads: Set<ContentMarker> = []
        var last = predecessor
        for candidate in candidates where candidate.status.identity != status.identity {
            guard let head = newHead(of: candidate.path, after: former), heads.insert(head).inserted
            else { continue }
            let generation = begin(candidate.path, logIndex, candidate.status, now)
            generation.predecessor = last
            bereft.insert(generation.slot)
            last = generation.slot
        }
        return last
    }

    private func countedListing(
        of directory: BytePath, notBefore birthNanoseconds: Int64, _ logIndex: Int
    ) -> DirectoryListing? {
        do throws(SystemCallError) {
            return try listing(of: directory, notBefore: birthNanoseconds)
        } catch {
            countError(error.isPermission ? .permission : .open, log: logIndex)
            return nil
        }
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

    /// The head of a file that is no copy of what was read.
    private func newHead(of path: BytePath, after former: FormerFile) -> ContentMarker? {
        guard let file = try? calls.openForReading(path) else { return nil }
        let known = [former.position] + remainders.values.map(\.checkpoint.position)
        for position in known where position.seenEnd > 0 {
            if (try? ContentCheck.isPossible(file, position)) ?? true { return nil }
        }
        return try? reader.head(of: file)
    }
}
