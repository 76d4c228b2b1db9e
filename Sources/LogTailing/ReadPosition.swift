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

    package init() {}

    /// No newline lies between `offset` and here.
    var seenEnd: UInt64 { tail.end }
}
