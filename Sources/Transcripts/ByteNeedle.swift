/// A short byte string to look for among many bytes, 32 places at a time.
struct ByteNeedle: Sendable {
    private let bytes: [UInt8]
    private let probes: (first: Int, second: Int)

    /// - Parameter probes: offsets of two bytes that seldom stand so far from each other in what is searched.
    init(_ text: String, probes: (first: Int, second: Int)) {
        bytes = Array(text.utf8)
        precondition(bytes.indices.contains(probes.first) && bytes.indices.contains(probes.second), text)
        self.probes = probes
    }

    /// Whether the needle stands somewhere in `range`.
    func stands(in text: Span<UInt8>, _ range: Range<Int>) -> Bool { place(in: text, range) != nil }

    /// The first place of `range` at which the needle stands, all of it in `range`.
    func place(in text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        precondition(range.lowerBound >= 0 && range.upperBound <= text.count, "a range outside of the text")
        let end = range.upperBound - bytes.count
        var place = range.lowerBound
        let (first, second) = (Block(of: bytes[probes.first]), Block(of: bytes[probes.second]))
        while place <= end - 31 {
            let differences =
                (text.block(at: place + probes.first) ^ first)
                | (text.block(at: place + probes.second) ^ second)
            if differences.hasZeroByte, let found = firstPlace(in: text, place..<(place + 32)) {
                return found
            }
            place += 32
        }
        return place <= end ? firstPlace(in: text, place..<(end + 1)) : nil
    }

    private func firstPlace(in text: Span<UInt8>, _ places: Range<Int>) -> Int? {
        places.first { place in bytes.indices.allSatisfy { text[place + $0] == bytes[$0] } }
    }
}

extension Span<UInt8> {
    /// The first place in `range` that holds the byte.
    func place(of byte: UInt8, in range: Range<Int>) -> Int? {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "a range outside of the text")
        let wanted = Block(of: byte)
        var place = range.lowerBound
        while place <= range.upperBound - 32, !(block(at: place) ^ wanted).hasZeroByte { place += 32 }
        while place < range.upperBound {
            if self[place] == byte { return place }
            place += 1
        }
        return nil
    }

    /// The first place in `range` that holds either byte.
    func place(of first: UInt8, or second: UInt8, in range: Range<Int>) -> Int? {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "a range outside of the text")
        let (one, other) = (Block(of: first), Block(of: second))
        var place = range.lowerBound
        while place <= range.upperBound - 32 {
            let block = block(at: place)
            if (block ^ one).hasZeroByte || (block ^ other).hasZeroByte { break }
            place += 32
        }
        while place < range.upperBound {
            if self[place] == first || self[place] == second { return place }
            place += 1
        }
        return nil
    }

    /// 32 bytes from `place` on; the callers have looked that there are so many.
    @inline(__always)
    fileprivate func block(at place: Int) -> Block {
        // SAFETY: any memory of bytes may be looked at as raw memory.
        let raw = unsafe bytes
        // SAFETY: place + 32 <= count by the callers' conditions; the load needs no alignment.
        return unsafe raw.unsafeLoadUnaligned(fromByteOffset: place, as: Block.self)
    }
}

/// 32 bytes as four numbers: masks of vectors become one branch a byte (18 MB/s of transcript; these: see the commit).
private typealias Block = SIMD4<UInt64>

extension Block {
    /// The byte in all 32 places.
    @inline(__always)
    fileprivate init(of byte: UInt8) { self.init(repeating: UInt64(byte) &* 0x0101_0101_0101_0101) }

    /// Whether one of the bytes is 0: only there a borrow meets a top bit that was off.
    @inline(__always)
    fileprivate var hasZeroByte: Bool {
        let zeros = (self &- Block(of: 1)) & ~self & Block(of: 0x80)
        return zeros[0] | zeros[1] | zeros[2] | zeros[3] != 0
    }
}
