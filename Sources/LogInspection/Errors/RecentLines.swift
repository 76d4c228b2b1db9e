/// The last lines that were no entry looked for: what stands before the next one.
struct RecentLines {
    private struct Line {
        let number: Int
        let offset: UInt64
        let bytes: Range<Int>
        let isCut: Bool
    }

    private let capacity: Int
    private var bytes: [UInt8] = []
    private var lines: [Line] = []
    /// Lines before this one have dropped out.
    private var first = 0

    init(capacity: Int) { self.capacity = capacity }

    mutating func append(_ line: Span<UInt8>, number: Int, offset: UInt64, isCut: Bool) {
        guard capacity > 0 else { return }
        let kept = min(line.count, FoundEntry.maxContextLineBytes)
        let start = bytes.count
        bytes.append(copying: line.extracting(0..<kept))
        lines.append(
            Line(
                number: number, offset: offset, bytes: start..<bytes.count, isCut: isCut || kept < line.count)
        )
        if lines.count - first > capacity { first += 1 }
        if first > 2 * capacity + 64 { compact() }
    }

    /// Those behind the line with this number, with the number of the first.
    func behind(_ number: Int) -> (lines: [PlacedLine], first: Int?) {
        let kept = lines[first...].drop { $0.number <= number }
        let placed = kept.map {
            PlacedLine(offset: $0.offset, bytes: Array(bytes[$0.bytes]), isTruncated: $0.isCut)
        }
        return (placed, kept.first?.number)
    }

    mutating func removeAll() {
        lines.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        first = 0
    }

    private mutating func compact() {
        let start = first < lines.count ? lines[first].bytes.lowerBound : bytes.count
        bytes.removeFirst(start)
        lines = lines[first...].map {
            Line(
                number: $0.number, offset: $0.offset,
                bytes: ($0.bytes.lowerBound - start)..<($0.bytes.upperBound - start), isCut: $0.isCut)
        }
        first = 0
    }
}

extension [UInt8] {
    mutating func append(copying span: Span<UInt8>) {
        // Invariant: the buffer is only read, within the call.
        unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    init(copying span: Span<UInt8>) {
        self = []
        append(copying: span)
    }
}
