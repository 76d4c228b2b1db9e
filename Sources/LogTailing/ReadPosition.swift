/// How far a file was read; what must be stored to go on exactly there after a restart.
package struct ReadPosition: Hashable, Sendable {
    /// All before it was delivered; a line starts here unless `isInsideOversizedLine`.
    package var offset: UInt64 = 0
    /// The head of the line around `offset` was delivered; the rest up to its newline is skipped.
    package var isInsideOversizedLine = false
    /// The bytes before the furthest one looked at: `tail.end` - `offset` bytes are a line still without its newline.
    package var tail = ContentMarker.none
    /// The first bytes of the file.
    package var head = ContentMarker.none
    /// All bytes before `offset`; nil when reading did not begin at the front, or skipped a hole.
    package var digest: ContentDigest? = ContentDigest()
    /// The size of the file as far as it was known when the position was handed out, for the count of what is lost.
    package var knownSize: UInt64 = 0
    /// When this generation began by the clock of its file system, in nanoseconds since 1970, as far as known: no copy of
    /// it was written before.
    package var begunNanoseconds: Int64 = 0

    package init() {}

    /// No newline lies between `offset` and here.
    var seenEnd: UInt64 { tail.end }

    /// Moves on over bytes that were delivered or skipped, all of them in `buffer`, which begins at `start`.
    mutating func advance(to end: UInt64, in buffer: Span<UInt8>, from start: UInt64) {
        digest?.update(buffer.extracting(Int(offset - start)..<Int(end - start)))
        offset = end
    }
}
