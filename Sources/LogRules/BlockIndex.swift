/// Where the lines of a block start; one array, reused from block to block.
struct BlockIndex {
    /// Start of each line, behind the last one the end of the block, and room to write into.
    private var starts: [UInt32] = [0]
    private(set) var lineCount = 0
    private var isLastTerminated = true

    /// The room that is made ahead of each step, so that short lines do not cost a block's whole size in memory.
    private static let stepBytes = 16 << 10

    /// Finds the lines of a block of less than 4 GiB. What follows the last newline is a line too.
    mutating func read(_ block: Span<UInt8>) {
        precondition(block.count < Int(UInt32.max), "a block of \(block.count) bytes")
        var count = 0
        var position = 0
        while position < block.count {
            let end = min(position + Self.stepBytes, block.count)
            reserve(count + 2 + Self.stepBytes + LineEnds.slack)
            count += LineEnds.write(
                of: block.extracting(position..<end), base: position, to: &starts, at: count + 1)
            position = end
        }
        isLastTerminated = block.isEmpty || block[block.count - 1] == UInt8(ascii: "\n")
        if !isLastTerminated {
            count += 1
            starts[count] = UInt32(truncatingIfNeeded: block.count)
        }
        lineCount = count
    }

    private mutating func reserve(_ count: Int) {
        guard starts.count < count else { return }
        starts += [UInt32](repeating: 0, count: max(count - starts.count, starts.count))
    }

    /// The bytes of a line without its newline.
    func range(ofLine line: Int) -> Range<Int> {
        let start = Int(starts[line])
        let end = Int(starts[line + 1])
        return start..<(line + 1 < lineCount || isLastTerminated ? end - 1 : end)
    }

    /// Where the line behind this one starts: behind its newline, or at the block's end.
    func end(ofLine line: Int) -> Int { Int(starts[line + 1]) }

    /// The line that holds a byte, searched from a line at or before it.
    func line(holding offset: Int, from line: Int) -> Int {
        // Steps that double, then halves: hits are near to each other or far apart.
        var (low, step) = (line, 1)
        while low + step < lineCount, Int(starts[low + step]) <= offset {
            low += step
            step *= 2
        }
        var high = min(low + step, lineCount)
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(starts[middle]) <= offset { low = middle } else { high = middle }
        }
        return low
    }
}
