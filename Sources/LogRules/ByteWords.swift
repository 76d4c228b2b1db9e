/// Hashes and compares bytes eight at a time; for values of a few bytes, which most labels have.
enum ByteWords {
    /// Continues a hash with a part of the text.
    ///
    /// The text's writer does not know where a hash that begins with a secret number leads to.
    static func hash(_ text: Span<UInt8>, _ range: Range<Int>, from state: UInt64) -> UInt64 {
        precondition(range.lowerBound >= 0 && range.upperBound <= text.count, "a range outside of the text")
        var state = state ^ UInt64(range.count) &* 0x9E37_79B9_7F4A_7C15
        guard range.count >= 8 else { return mixed(state ^ shortWord(text, range)) }
        var index = range.lowerBound
        let last = range.upperBound - 8
        while index < last {
            // Invariant: eight bytes from here on end before those at `last`, which are the range's last ones.
            state = mixed(state ^ (unsafe word(text, index)))
            index += 8
        }
        // Invariant: as above.
        return mixed(state ^ (unsafe word(text, last)))
    }

    /// Whether a part of one text, as long as the range, is the range of the other.
    static func areEqual(
        _ left: Span<UInt8>, at start: Int, _ right: Span<UInt8>, _ range: Range<Int>
    ) -> Bool {
        precondition(range.lowerBound >= 0 && range.upperBound <= right.count, "a range outside of the text")
        precondition(start >= 0 && start + range.count <= left.count, "a part outside of the text")
        guard range.count >= 8 else {
            return shortWord(left, start..<(start + range.count)) == shortWord(right, range)
        }
        var offset = 0
        let last = range.count - 8
        while offset < last {
            // Invariant: both parts have as many bytes as the range, and eight from here on end before `last + 8`.
            guard unsafe word(left, start + offset) == word(right, range.lowerBound + offset) else {
                return false
            }
            offset += 8
        }
        // Invariant: as above.
        return unsafe word(left, start + last) == word(right, range.lowerBound + last)
    }

    /// A length in four bytes, the lowest first.
    static func append(length: Int, to bytes: inout [UInt8]) {
        for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
    }

    static func length(in bytes: Span<UInt8>, at place: Int) -> Int {
        precondition(place >= 0 && place + 4 <= bytes.count, "no length at \(place)")
        // Invariant: four bytes from `place` on are part of the span, by the line above.
        let value = unsafe bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt32.self)
        return Int(UInt32(littleEndian: value))
    }

    /// All of up to seven bytes in one number; no two parts of the same length share it.
    private static func shortWord(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        if range.count >= 4 {
            // Invariant: the range is part of the text, by the callers, and has four bytes at both ends.
            let (head, tail) = unsafe (
                text.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: range.lowerBound, as: UInt32.self),
                text.bytes.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: range.upperBound - 4, as: UInt32.self)
            )
            return UInt64(head) | UInt64(tail) << 32
        }
        var word: UInt64 = 0
        for index in range { word = word << 8 | UInt64(text[index]) }
        return word
    }

    /// Callers answer for eight bytes from `place` on.
    @unsafe
    private static func word(_ text: Span<UInt8>, _ place: Int) -> UInt64 {
        unsafe text.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x2D35_8DCC_AA6C_78A5)
        return product.high ^ product.low
    }
}
