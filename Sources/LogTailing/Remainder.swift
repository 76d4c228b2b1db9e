/// A generation whose bytes are no longer where they were read; it goes on in a copy of it, if there is one.
struct Remainder: Sendable {
    /// Looks for a copy while there are neighbours that may be one or become one.
    static let maxSearches = 4

    var checkpoint: FileCheckpoint
    var logIndex: Int
    let reason: LossReason
    var searches = RetryBackoff()
    /// A copy is being compared or unpacked now.
    var isInProgress = false
    /// Files that were proved not to be copies of it.
    var refused: Set<FileIdentity> = []

    /// The position as it is committed. Of a file that was emptied the identity stays with what is in it now: two
    /// positions for one file would leave it to chance, after a restart, which of them it goes on at.
    var stored: FileCheckpoint {
        guard reason == .truncated else { return checkpoint }
        var stored = checkpoint
        stored.identity = .none
        return stored
    }

    /// What is known to be lost if no copy is found.
    var knownLoss: Range<UInt64> {
        let position = checkpoint.position
        return position.offset..<max(position.offset, position.knownSize, position.seenEnd)
    }
}

/// A file that may be the copy of a remainder.
struct CopyCandidate {
    let path: BytePath
    let status: FileStatus
    let isCompressed: Bool

    /// Those stamped since the generation began first. Of them plain ones, they cost less and may be compressed and gone
    /// soon; then the latest.
    func isBefore(_ other: CopyCandidate, for position: ReadPosition) -> Bool {
        let isOlder = isOlder(than: position)
        if isOlder != other.isOlder(than: position) { return !isOlder }
        if isCompressed != other.isCompressed { return !isCompressed }
        let stamps = (status.changedNanoseconds, other.status.changedNanoseconds)
        return stamps.0 != stamps.1 ? stamps.0 > stamps.1 : path < other.path
    }

    /// Whether it can be a copy of what was read up to this position: large enough, and not older than it.
    ///
    /// A copy was last written after the generation began, also where the copy keeps the stamp of the original; one
    /// second more than the clocks of file systems and processes differ by. A stamp rules out only what little content
    /// could match by chance, and only while the clock is not seen to have gone back since.
    func isPlausible(_ position: ReadPosition, clock now: Int64) -> Bool {
        guard status.kind == .regular, isCompressed || status.size >= position.seenEnd else { return false }
        if position.seenEnd >= UInt64(ContentMarker.maxLength) || now < position.begunNanoseconds {
            return true
        }
        return !isOlder(than: position)
    }

    private func isOlder(than position: ReadPosition) -> Bool {
        status.modifiedNanoseconds < position.begunNanoseconds - 1_000_000_000
    }
}
