/// A short byte string to look for among many bytes, sixteen places at a time.
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
        let (first, second) = (bytes[probes.first], bytes[probes.second])
        while place <= end - 15 {
            let fits =
                (text.block(at: place + probes.first) .== first)
                .& (text.block(at: place + probes.second) .== second)
            if fits.isAnySet, let found = firstPlace(in: text, place..<(place + 16)) { return found }
            place += 16
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
        var place = range.lowerBound
        while place <= range.upperBound - 16 {
            if (block(at: place) .== byte).isAnySet { break }
            place += 16
        }
        while place < range.upperBound {
            if self[place] == byte { return place }
            place += 1
        }
        return nil
    }

    /// The first place in `range` that holds either byte.
    func place(of first: UInt8, or second: UInt8, in range: Range<Int>) -> Int? {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "a range outside of the text")
        var place = range.lowerBound
        while place <= range.upperBound - 16 {
            let block = block(at: place)
            if ((block .== first) .| (block .== second)).isAnySet { break }
            place += 16
        }
        while place < range.upperBound {
            if self[place] == first || self[place] == second { return place }
            place += 1
        }
        return nil
    }

    /// Sixteen bytes from `place` on; the callers have looked that there are so many.
    @inline(__always)
    fileprivate func block(at place: Int) -> SIMD16<UInt8> {
        // SAFETY: any memory of bytes may be looked at as raw memory.
        let raw = unsafe bytes
        // SAFETY: place + 16 <= count by the callers' conditions; the load needs no alignment.
        return unsafe raw.unsafeLoadUnaligned(fromByteOffset: place, as: SIMD16<UInt8>.self)
    }
}

extension SIMDMask<SIMD16<Int8>> {
    /// One comparison of 64 bits instead of sixteen of one.
    @inline(__always)
    fileprivate var isAnySet: Bool {
        // SAFETY: both are sixteen bytes without padding, and every pattern of bits is a value of the second.
        let halves = unsafe unsafeBitCast(self, to: SIMD2<UInt64>.self)
        return halves[0] | halves[1] != 0
    }
}
