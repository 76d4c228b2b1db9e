/// Cuts a block of bytes into runs of whole lines, over-long lines, and the rest.
///
/// Pure: the pieces of a file do not depend on how its bytes were cut into blocks.
struct LineSplitter {
    enum Piece: Equatable {
        /// Whole lines, none longer than the limit.
        case lines(Range<Int>)
        /// The first `maxLineBytes` of a line longer than that; skipping begins after it.
        case oversizedHead(Range<Int>)
        /// The rest of an over-long line up to here; its newline came if `endsLine`.
        case skipped(Range<Int>, endsLine: Bool)
        /// No newline in what is left, and still within the limit.
        case incomplete
    }

    let maxLineBytes: Int

    /// The next piece of `bytes[start..<end]`, where `start` is at a line start, or inside an over-long line if
    /// `isSkipping`; no newline lies between `start` and `searched`.
    func nextPiece(
        in bytes: Span<UInt8>,
        from start: Int,
        to end: Int,
        searched: Int,
        isSkipping: Bool
    ) -> Piece {
        if isSkipping {
            let newline = firstNewline(in: bytes, start..<end)
            return .skipped(start..<(newline.map { $0 + 1 } ?? end), endsLine: newline != nil)
        }
        var lineStart = start
        // Each window holds one longest line and its newline; looking for its last newline skips all lines before
        // it unseen, so that the whole block is read only when lines are over-long.
        while lineStart < end {
            let isShort = end - lineStart <= maxLineBytes
            let windowEnd = isShort ? end : lineStart + maxLineBytes + 1
            guard let newline = lastNewline(in: bytes, max(lineStart, searched)..<max(windowEnd, searched))
            else {
                if lineStart > start || isShort { break }
                return .oversizedHead(lineStart..<(lineStart + maxLineBytes))
            }
            lineStart = newline + 1
        }
        return lineStart > start ? .lines(start..<lineStart) : .incomplete
    }

    func firstNewline(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        for index in range where bytes[index] == newlineByte { return index }
        return nil
    }

    private func lastNewline(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var index = range.upperBound
        while index > range.lowerBound {
            index -= 1
            if bytes[index] == newlineByte { return index }
        }
        return nil
    }
}

let newlineByte = UInt8(ascii: "\n")
