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
    /// Every file whose position moved, with its position after the batch.
    package var moved: [FileCheckpoint] = []
    /// Generations that never deliver again; state kept for them can go.
    package var endedFileIDs: [Int] = []

    package init() {}

    package var isEmpty: Bool { moved.isEmpty && endedFileIDs.isEmpty }
}

/// Receives what a tailer reads, on the tailer's thread.
package protocol LineConsumer {
    /// Takes whole lines of one file, each ending in `\n`, in file order; the span is valid during the call only.
    ///
    /// The last line of a file that ended without a newline comes as a block of its own, closed with a newline
    /// of ours, once the file is finished for good.
    mutating func consume(_ lines: Span<UInt8>, from origin: BlockOrigin)

    /// Called after each round of reads that moved anything: the place to merge counts, and later to commit.
    mutating func batchEnded(_ batch: TailBatch)
}
