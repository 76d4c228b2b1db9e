/// Finds the lines that hits stand in, from the block's start to its end.
protocol HitLines {
    /// The key of the line that holds a byte, and where the next line begins; bytes are asked for ascending.
    mutating func line(holding place: Int, in block: Span<UInt8>) -> (key: UInt32, next: Int)
}

/// Lines of a block that is indexed; the key is the line's number.
struct IndexedHitLines: HitLines {
    private let index: BlockIndex
    private var line = 0

    init(_ index: borrowing BlockIndex) { self.index = copy index }

    mutating func line(holding place: Int, in block: Span<UInt8>) -> (key: UInt32, next: Int) {
        line = index.line(holding: place, from: line)
        return (UInt32(truncatingIfNeeded: line), index.end(ofLine: line))
    }
}

/// Lines of a block of which few are wanted; the key is the offset at which the line starts.
struct SoughtHitLines: HitLines {
    private var start = 0
    private var next = 0

    mutating func line(holding place: Int, in block: Span<UInt8>) -> (key: UInt32, next: Int) {
        if place >= next {
            let line = Newlines.line(holding: place, from: next, in: block)
            start = line.lowerBound
            next = min(line.upperBound + 1, block.count)
        }
        return (UInt32(truncatingIfNeeded: start), next)
    }
}
