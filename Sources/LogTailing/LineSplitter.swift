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

    /// In bytes of the file, a whole number of code units.
    let maxLineBytes: Int
    let encoding: TextEncoding

    init(maxLineBytes: Int, encoding: TextEncoding = .bytes) {
        let unit = encoding.unitBytes
        self.maxLineBytes = max(maxLineBytes / unit * unit, unit)
        self.encoding = encoding
    }

    /// From this length on a line without a newline is over-long: a newline at the limit would be seen whole.
    var oversizedFromBytes: Int { maxLineBytes + encoding.unitBytes }

    /// The next piece of `bytes[start..<end]`, where `start` is at a line start, or at a code unit inside an over-long
    /// line if `isSkipping`; no newline begins and ends between `start` and `searched`.
    func nextPiece(
        in bytes: Span<UInt8>,
        from start: Int,
        to end: Int,
        searched: Int,
        isSkipping: Bool
    ) -> Piece {
        let unit = encoding.unitBytes
        if isSkipping {
            let newline = firstNewline(in: bytes, start..<end)
            return .skipped(start..<(newline.map { $0 + unit } ?? end), endsLine: newline != nil)
        }
        // Half a newline may have been seen.
        let searched = searched - (searched - start) % unit
        var lineStart = start
        // Each window holds one longest line and its newline; looking for its last newline skips all lines before
        // it unseen, so that the whole block is read only when lines are over-long.
        while lineStart < end {
            let isShort = end - lineStart < oversizedFromBytes
            let windowEnd = isShort ? end : lineStart + oversizedFromBytes
            guard let newline = lastNewline(in: bytes, max(lineStart, searched)..<max(windowEnd, searched))
            else {
                if lineStart > start || isShort { break }
                return .oversizedHead(lineStart..<(lineStart + maxLineBytes))
            }
            lineStart = newline + unit
        }
        return lineStart > start ? .lines(start..<lineStart) : .incomplete
    }

    /// Where the first newline of a range begins; the range begins at a code unit.
    func firstNewline(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var start = range.lowerBound
        while let found = bytes.firstIndex(of: newlineByte, in: start..<range.upperBound) {
            if let newline = newline(at: found, in: bytes, range) { return newline }
            start = found + 1
        }
        return nil
    }

    /// Where the last newline of a range begins; the range begins at a code unit.
    func lastNewline(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var end = range.upperBound
        while let found = bytes.lastIndex(of: newlineByte, in: range.lowerBound..<end) {
            if let newline = newline(at: found, in: bytes, range) { return newline }
            end = found
        }
        return nil
    }

    /// The start of the code unit that a newline byte belongs to, if that is a newline too.
    private func newline(at index: Int, in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        if encoding == .bytes { return index }
        let start = index - (index - range.lowerBound) % 2
        guard start + 1 < range.upperBound else { return nil }
        return encoding.unit(in: bytes, at: start) == UInt16(newlineByte) ? start : nil
    }
}

let newlineByte = UInt8(ascii: "\n")
