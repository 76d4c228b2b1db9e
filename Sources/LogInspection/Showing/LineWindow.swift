import LogTailing

/// Keeps the lines around an offset while a file runs past.
struct LineWindow: LineConsumer {
    private let offset: UInt64
    /// Lines kept on each side.
    private let context: Int
    private(set) var lines: [PlacedLine] = []
    private(set) var firstLine: UInt64?
    /// Where the last line ends, its line end included; the end of an over-long line is not known.
    private(set) var end: UInt64 = 0
    /// Number in `lines` of the last line that begins at or before the offset.
    private(set) var targetIndex: Int?

    /// Lines that end so far before the offset are not looked at, however many are wanted.
    private static let lookBehind: UInt64 = 4 << 20

    init(around offset: UInt64, context: Int) {
        self.offset = offset
        self.context = context
    }

    mutating func consume(_ block: Span<UInt8>, from origin: BlockOrigin) {
        if firstLine == nil { firstLine = origin.offset }
        end = origin.isTruncatedLine ? .max : origin.offset + UInt64(block.count)
        if let targetIndex, lines.count > targetIndex + context { return }
        // Only the last line of a block far before the offset can be the one that holds it.
        let isFar = offset > end && offset - end > Self.lookBehind
        var start = isFar ? lastLineStart(of: block) : 0
        while start < block.count {
            let lineEnd = newline(in: block, from: start)
            keep(block.extracting(start..<lineEnd), origin.offset + UInt64(start), origin.isTruncatedLine)
            start = lineEnd + 1
        }
    }

    mutating func batchEnded(_ batch: TailBatch) {}

    private mutating func keep(_ line: Span<UInt8>, _ lineOffset: UInt64, _ isTruncated: Bool) {
        if lineOffset > offset, let targetIndex, lines.count > targetIndex + context { return }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(line.count)
        for index in line.indices { bytes.append(line[index]) }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        lines.append(PlacedLine(offset: lineOffset, bytes: bytes, isTruncated: isTruncated))
        guard lineOffset <= offset else { return }
        // Twice as many are let grow, so that dropping the oldest does not cost a move for each line.
        if lines.count > 2 * (context + 1) { lines.removeFirst(lines.count - context - 1) }
        targetIndex = lines.count - 1
    }

    private func newline(in block: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < block.count && block[index] != UInt8(ascii: "\n") { index += 1 }
        return index
    }

    private func lastLineStart(of block: Span<UInt8>) -> Int {
        var index = block.count - 1
        while index > 0 && block[index - 1] != UInt8(ascii: "\n") { index -= 1 }
        return max(0, index)
    }
}
