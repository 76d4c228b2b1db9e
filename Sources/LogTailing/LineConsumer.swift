/// Where a block of lines comes from.
package struct BlockOrigin: Sendable, Equatable {
    /// Index in the sources the tailer was made with.
    package var logIndex: Int
    /// Stable small number of the file generation; a truncated file goes on under a new one.
    package var fileID: Int
    /// Offset in the file of the first byte of the block.
    package var offset: UInt64
    /// The block is the kept head of one over-long line, closed with a newline of ours.
    package var isTruncatedLine: Bool
    /// The first block of this file generation.
    package var isNewGeneration: Bool

    package init(
        logIndex: Int,
        fileID: Int,
        offset: UInt64,
        isTruncatedLine: Bool = false,
        isNewGeneration: Bool = false
    ) {
        self.logIndex = logIndex
        self.fileID = fileID
        self.offset = offset
        self.isTruncatedLine = isTruncatedLine
        self.isNewGeneration = isNewGeneration
    }
}

/// What changed in one batch besides the lines themselves.
package struct TailBatch: Sendable {
    /// Every file whose position moved or that was finished, with its position after the batch.
    package var moved: [FileCheckpoint] = []
    /// Generations of which nothing more is expected; what is carried from line to line of them can go.
    ///
    /// The position of a finished one stays of use: should its file turn up again and have grown, it goes on under
    /// the same number, as if a new entry began there.
    package var endedFileIDs: [Int] = []
    /// Generations whose positions are of no use any more: their bytes are gone, or newer ones took their place in
    /// the bounded memory of finished files.
    package var forgottenFileIDs: [Int] = []

    package init() {}

    package var isEmpty: Bool { moved.isEmpty && endedFileIDs.isEmpty && forgottenFileIDs.isEmpty }
}

/// Receives what a tailer reads, on the tailer's thread.
package protocol LineConsumer {
    /// Takes whole lines of one file, each ending in `\n`, in file order; the span is valid during the call only.
    ///
    /// The last line of a file that ended without a newline comes as a block of its own, closed with a newline
    /// of ours, once the file is finished for good.
    mutating func consume(_ lines: Span<UInt8>, from origin: BlockOrigin)

    /// Takes lines like `consume`, unless one of their bytes is a NUL: then it takes none and answers false.
    ///
    /// For consumers that look at each byte anyway; the others have the look done for them.
    mutating func consumeUnlessNUL(_ lines: Span<UInt8>, from origin: BlockOrigin) -> Bool

    /// Called after each round of reads that moved anything: the place to merge counts, and later to commit.
    mutating func batchEnded(_ batch: TailBatch)

    /// Called after every turn, also when nothing was read: the place to commit.
    /// - Returns: when the consumer wants the next turn at the latest; nil when it does not mind.
    mutating func turnEnded(_ turn: TailTurn) -> ContinuousClock.Instant?
}

extension LineConsumer {
    package mutating func consumeUnlessNUL(_ lines: Span<UInt8>, from origin: BlockOrigin) -> Bool {
        guard lines.firstIndex(of: 0, in: lines.indices) == nil else { return false }
        consume(lines, from: origin)
        return true
    }

    package mutating func turnEnded(_ turn: TailTurn) -> ContinuousClock.Instant? { nil }
}
