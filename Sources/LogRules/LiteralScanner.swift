import PatternMatching

/// Finds where any of many literals occurs in a block, in one pass for all literals of similar length.
///
/// A literal of `n` bytes contains, wherever it stands, a window of four bytes that starts at a multiple of
/// `n - 3`. So it is enough to look at one window in `n - 3` bytes: its hash names the few literals that have
/// this window at one of their places, and only these are compared. The table of hashes stays in the first cache.
struct LiteralScanner: Sendable {
    /// The literals any of which makes a line a candidate for a rule.
    struct Entry: Sendable {
        let owner: Int
        let anyOf: [RequiredLiteral]
        let minimumBytes: Int

        init(owner: Int, anyOf: [RequiredLiteral]) {
            self.owner = owner
            self.anyOf = anyOf
            minimumBytes = anyOf.map(\.bytes.count).min() ?? 0
        }
    }

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
        /// Set where the case of a letter does not matter.
        fileprivate var literalMasks: [UInt8] = []
        /// 0x20 in each byte when any literal is one of either case: windows are folded before they are hashed.
        fileprivate let fold: UInt32
    }

    /// Four bytes of a literal, folded like those of the text.
    fileprivate struct Window: Sendable {
        let value: UInt32
        /// Where the window lies in its literal.
        let place: Int
        let literal: Range<Int>
        let owner: UInt16
        /// The first bytes of the literal and their masks, so that one look settles most comparisons: rules often
        /// share all but the beginning of what they look for.
        let head: UInt64
        let headMask: UInt64
        /// Set for each byte of the eight that the literal has.
        let headKeep: UInt64
    }

    /// Shorter literals have no window.
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

    init(_ entries: [Entry]) {
        let usable = entries.filter(Self.canHold)
            .sorted { (Self.stride(of: $0), $0.owner) > (Self.stride(of: $1), $1.owner) }
        passes = Self.split(usable).map { Pass(Array($0)) }
    }

    static func canHold(_ entry: Entry) -> Bool {
        !entry.anyOf.isEmpty && entry.minimumBytes >= minimumLiteralBytes
    }

    /// How many bytes further each step may look when this entry is among those searched for.
    static func stride(of entry: Entry) -> Int {
        min(maxStride, entry.minimumBytes - minimumLiteralBytes + 1)
    }

    /// One pass costs a step each stride: two passes pay off when they spare the long literals a short stride.
    private static func split(_ sorted: [Entry]) -> [ArraySlice<Entry>] {
        guard let last = sorted.last else { return [] }
        let whole = 1 / Double(stride(of: last))
        var best = (cost: whole, cut: sorted.count)
        for cut in sorted.indices.dropFirst() {
            let cost = 1 / Double(stride(of: sorted[cut - 1])) + whole
            if cost < best.cost { best = (cost, cut) }
        }
        return [sorted[..<best.cut], sorted[best.cut...]].filter { !$0.isEmpty }
    }
}

extension LiteralScanner.Pass {
    fileprivate init(_ entries: [LiteralScanner.Entry]) {
        stride = entries.map(LiteralScanner.stride).min() ?? 1
        fold = entries.contains { $0.anyOf.contains(where: \.isCaseless) } ? 0x2020_2020 : 0
        hashShift = LiteralScanner.hashShift(windows: entries.reduce(0) { $0 + $1.anyOf.count } * stride)
        cells = [UInt8](repeating: 0, count: 1 << Int(32 - hashShift))
        var buckets: [[LiteralScanner.Window]] = []
        for entry in entries {
            for literal in entry.anyOf {
                let start = literalBytes.count
                literalBytes += literal.bytes
                literalMasks += literal.caseMasks
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
        let value =
            literalBytes[start..<(start + 4)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) } | fold
        let cell = hash(value)
        if cells[cell] == 0 {
            let isFull = buckets.count == Int(UInt8.max)
            if !isFull { buckets.append([]) }
            cells[cell] = UInt8(isFull ? 1 + cell % Int(UInt8.max) : buckets.count)
        }
        let head = literal.prefix(8)
        let window = LiteralScanner.Window(
            value: value, place: place, literal: literal, owner: owner, head: word(literalBytes[head]),
            headMask: word(literalMasks[head]), headKeep: .max >> UInt64(64 - 8 * head.count))
        buckets[Int(cells[cell]) - 1].append(window)
    }

    /// Up to eight bytes as a number, the first one lowest.
    private func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Appends every place where a literal stands, ascending.
    func collect(_ block: Span<UInt8>, into hits: inout [LiteralScanner.Hit]) {
        // Invariant: bytes have no layout to get wrong.
        let bytes = unsafe block.bytes
        let cells = cells.span
        let end = bytes.byteCount - 3
        var offset = 0
        // Four steps at a time, for nearly all of which one look at the four cells is enough.
        while offset &+ 3 &* stride < end {
            let second = offset &+ stride
            let third = second &+ stride
            let fourth = third &+ stride
            // Invariant: each offset + 4 is at most the count of bytes, by the loop's condition; a hash has as many
            // bits as the count of cells, a power of two, has places for.
            let (one, two) = unsafe (
                cells[unchecked: hash(window(bytes, offset))], cells[unchecked: hash(window(bytes, second))]
            )
            let (three, four) = unsafe (
                cells[unchecked: hash(window(bytes, third))], cells[unchecked: hash(window(bytes, fourth))]
            )
            let found = one | two | three | four
            if found != 0 {
                confirm(offset, in: block, into: &hits)
                confirm(second, in: block, into: &hits)
                confirm(third, in: block, into: &hits)
                confirm(fourth, in: block, into: &hits)
            }
            offset = fourth &+ stride
        }
        while offset < end {
            confirm(offset, in: block, into: &hits)
            offset += stride
        }
    }

    /// The window at an offset, folded.
    private func window(_ bytes: borrowing RawSpan, _ offset: Int) -> UInt32 {
        // Invariant: callers keep `offset + 4` at most the count of bytes.
        let value = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self)
        return UInt32(littleEndian: value) | fold
    }

    private func hash(_ window: UInt32) -> Int {
        Int(truncatingIfNeeded: (window &* 0x9E37_79B1) &>> hashShift)
    }

    /// Appends the literals whose window stands at an offset, when their other bytes stand around it.
    ///
    /// Stays out of line, so that the loop above keeps its values in registers.
    @inline(never)
    private func confirm(_ offset: Int, in block: Span<UInt8>, into hits: inout [LiteralScanner.Hit]) {
        // Invariant: bytes have no layout to get wrong.
        let value = unsafe window(block.bytes, offset)
        let cell = Int(cells[hash(value)])
        guard cell != 0 else { return }
        for number in bucketStarts[cell - 1]..<bucketStarts[cell] {
            let window = windows[number]
            let start = offset - window.place
            guard window.value == value, start >= 0, start + window.literal.count <= block.count,
                headStands(window, at: start, in: block), stands(window.literal, at: start, in: block)
            else { continue }
            hits.append(LiteralScanner.Hit(offset: UInt32(truncatingIfNeeded: offset), owner: window.owner))
        }
    }

    /// `start` is in the block; true also where eight bytes are not there to look at.
    private func headStands(_ window: LiteralScanner.Window, at start: Int, in block: Span<UInt8>) -> Bool {
        guard start + 8 <= block.count else { return true }
        // Invariant: eight bytes from `start` on are part of the block, by the line above.
        let text = unsafe block.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: start, as: UInt64.self)
        return (UInt64(littleEndian: text) | window.headMask) & window.headKeep == window.head
    }

    private func stands(_ literal: Range<Int>, at start: Int, in block: Span<UInt8>) -> Bool {
        var index = start
        for place in literal {
            guard block[index] | literalMasks[place] == literalBytes[place] else { return false }
            index += 1
        }
        return true
    }
}
