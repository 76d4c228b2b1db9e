/// Finds where any of many literals occurs in a block, in one pass for all literals of similar length.
///
/// A literal of `n` bytes contains, wherever it stands, a window of four bytes that starts at a multiple of
/// `n - 3`. So it is enough to look at one window in `n - 3` bytes: its hash names the few literals that have
/// this window at one of their places, and only these are compared. The table of hashes stays in the first cache.
struct LiteralScanner: Sendable {
    /// A place where a literal of a rule was found.
    struct Hit {
        /// A byte within the literal's place, so in the same line; ascending within a pass.
        let offset: UInt32
        let owner: UInt16
    }

    /// Literals that are searched together, with the stride that the shortest of them allows. All storage is flat.
    struct Pass: Sendable {
        fileprivate let stride: Int
        /// By the hash of a window: bucket number plus one, 0 for windows of no literal.
        fileprivate var cells: [UInt8]
        /// Shift that leaves as many bits of a hash as `cells` has places.
        fileprivate let hashShift: UInt32
        /// Where the windows of each bucket start in `windows`, and behind the last one their end.
        fileprivate var bucketStarts: [Int] = []
        fileprivate var windows: [Window] = []
        fileprivate var literalBytes: [UInt8] = []
    }

    /// Four bytes of a literal.
    fileprivate struct Window: Sendable {
        let value: UInt32
        /// Where the window lies in its literal.
        let place: Int
        let literal: Range<Int>
        let owner: UInt16
    }

    /// Shorter literals have no window; their rules run on every line.
    static let minimumLiteralBytes = 4
    /// Longer strides gain nothing: each step touches a new cache line then.
    private static let maxStride = 16
    /// Powers of two of cells: from 4 KiB, which leave room in the first cache, to 32 KiB for many literals.
    private static let cellBits: ClosedRange<UInt32> = 12...15

    /// Enough cells that a window of no literal meets an empty one in at least 31 of 32 cases.
    fileprivate static func hashShift(windows: Int) -> UInt32 {
        let bits = cellBits.first { windows * 32 <= 1 << $0 } ?? cellBits.upperBound
        return 32 - bits
    }

    let passes: [Pass]

    /// `literals` holds for each owner the literals any of which makes a line a candidate for it.
    init(_ literals: [(owner: Int, anyOf: [[UInt8]])]) {
        let usable = literals.filter { Self.canFilter($0.anyOf) }
            .sorted { (Self.stride(of: $0.anyOf), $0.owner) > (Self.stride(of: $1.anyOf), $1.owner) }
        passes = Self.split(usable).map { Pass(Array($0)) }
    }

    static func canFilter(_ anyOf: [[UInt8]]) -> Bool {
        !anyOf.isEmpty && anyOf.allSatisfy { $0.count >= minimumLiteralBytes }
    }

    fileprivate static func stride(of anyOf: [[UInt8]]) -> Int {
        min(maxStride, (anyOf.map(\.count).min() ?? minimumLiteralBytes) - minimumLiteralBytes + 1)
    }

    /// One pass costs a step each stride: two passes pay off when they spare the long literals a short stride.
    private static func split(
        _ sorted: [(owner: Int, anyOf: [[UInt8]])]
    ) -> [ArraySlice<(owner: Int, anyOf: [[UInt8]])>] {
        guard let last = sorted.last else { return [] }
        let whole = 1 / Double(stride(of: last.anyOf))
        var best = (cost: whole, cut: sorted.count)
        for cut in sorted.indices.dropFirst() {
            let cost = 1 / Double(stride(of: sorted[cut - 1].anyOf)) + whole
            if cost < best.cost { best = (cost, cut) }
        }
        return [sorted[..<best.cut], sorted[best.cut...]].filter { !$0.isEmpty }
    }

}

extension LiteralScanner.Pass {
    fileprivate init(_ literals: [(owner: Int, anyOf: [[UInt8]])]) {
        stride = literals.map { LiteralScanner.stride(of: $0.anyOf) }.min() ?? 1
        hashShift = LiteralScanner.hashShift(windows: literals.reduce(0) { $0 + $1.anyOf.count } * stride)
        cells = [UInt8](repeating: 0, count: 1 << Int(32 - hashShift))
        var buckets: [[LiteralScanner.Window]] = []
        for entry in literals {
            for literal in entry.anyOf {
                let start = literalBytes.count
                literalBytes += literal
                for place in 0..<stride {
                    add(place, of: start..<literalBytes.count, owner: UInt16(entry.owner), to: &buckets)
                }
            }
        }
        for bucket in buckets {
            bucketStarts.append(windows.count)
            windows += bucket
        }
        bucketStarts.append(windows.count)
    }

    /// Bucket numbers fit a byte; when they run out, windows share a bucket, which only costs comparisons.
    private mutating func add(
        _ place: Int, of literal: Range<Int>, owner: UInt16, to buckets: inout [[LiteralScanner.Window]]
    ) {
        let start = literal.lowerBound + place
        let value = literalBytes[start..<(start + 4)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let cell = hash(value)
        if cells[cell] == 0 {
            let isFull = buckets.count == Int(UInt8.max)
            if !isFull { buckets.append([]) }
            cells[cell] = UInt8(isFull ? 1 + cell % Int(UInt8.max) : buckets.count)
        }
        let window = LiteralScanner.Window(value: value, place: place, literal: literal, owner: owner)
        buckets[Int(cells[cell]) - 1].append(window)
    }

    /// Appends every place where a literal stands, ascending.
    func collect(_ block: Span<UInt8>, into hits: inout [LiteralScanner.Hit]) {
        // Invariant: bytes have no layout to get wrong.
        let bytes = unsafe block.bytes
        let cells = cells.span
        let end = bytes.byteCount - 3
        var offset = 0
        while offset < end {
            // Invariant: `offset + 4` is at most the count of bytes, by the loop's condition; a hash has as many
            // bits as the count of cells, a power of two, has places for.
            let window = unsafe UInt32(
                littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
            let bucket = unsafe cells[unchecked: hash(window)]
            if bucket != 0 { confirm(window, bucket: Int(bucket) - 1, at: offset, block, into: &hits) }
            offset &+= stride
        }
    }

    private func hash(_ window: UInt32) -> Int {
        Int(truncatingIfNeeded: (window &* 0x9E37_79B1) &>> hashShift)
    }

    /// Stays out of line, so that the loop above keeps its values in registers.
    @inline(never)
    private func confirm(
        _ value: UInt32, bucket: Int, at offset: Int, _ block: Span<UInt8>,
        into hits: inout [LiteralScanner.Hit]
    ) {
        for number in bucketStarts[bucket]..<bucketStarts[bucket + 1] {
            let window = windows[number]
            let start = offset - window.place
            guard window.value == value, start >= 0, start + window.literal.count <= block.count else {
                continue
            }
            var index = 0
            while index < window.literal.count,
                block[start + index] == literalBytes[window.literal.lowerBound + index]
            {
                index += 1
            }
            if index == window.literal.count {
                hits.append(
                    LiteralScanner.Hit(offset: UInt32(truncatingIfNeeded: offset), owner: window.owner))
            }
        }
    }
}
