import Glibc

/// Where the lines of a block start; one array, reused from block to block.
struct BlockIndex {
    /// Start of each line, and behind the last one the end of the block.
    private var starts: [UInt32] = [0]
    private var isLastTerminated = true

    var lineCount: Int { starts.count - 1 }

    /// Finds the lines of a block of less than 4 GiB. What follows the last newline is a line too.
    mutating func read(_ block: Span<UInt8>) {
        precondition(block.count < Int(UInt32.max), "a block of \(block.count) bytes")
        starts.removeAll(keepingCapacity: true)
        // Invariant: `memchr` gets the address of byte `position` and the count of bytes from there to the end.
        unsafe block.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            var position = 0
            while position < bytes.count {
                starts.append(UInt32(truncatingIfNeeded: position))
                guard
                    let found = unsafe memchr(
                        base + position, Int32(UInt8(ascii: "\n")), bytes.count - position)
                else {
                    position = bytes.count
                    break
                }
                position = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
            }
        }
        starts.append(UInt32(truncatingIfNeeded: block.count))
        isLastTerminated = block.isEmpty || block[block.count - 1] == UInt8(ascii: "\n")
    }

    /// The bytes of a line without its newline.
    func range(ofLine line: Int) -> Range<Int> {
        let start = Int(starts[line])
        let end = Int(starts[line + 1])
        return start..<(line + 2 < starts.count || isLastTerminated ? end - 1 : end)
    }

    /// The line that holds a byte, searched from a line at or before it.
    func line(holding offset: Int, from line: Int) -> Int {
        var line = line
        while Int(starts[line + 1]) <= offset { line += 1 }
        return line
    }
}
