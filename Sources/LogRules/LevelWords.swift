/// The words that mean a level, found in a line by one look at eight of its bytes.
struct LevelWords: Sendable {
    /// A word in the line: its length, and the level that it means.
    typealias Found = (end: Int, level: LogLevel)

    /// Words as numbers, their first letter in the lowest byte; 0 for a free place.
    private let words: [UInt64]
    private let levels: [LogLevel]
    /// Gives each word a place of its own.
    private let multiplier: UInt64

    private static let placeBits: UInt64 = 6

    /// `nil` when no place of its own can be found for each word, as for very many words.
    init?(_ spellings: [(word: String, level: LogLevel)]) {
        let packed = spellings.map { entry in
            (word: entry.word.utf8.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }, level: entry.level)
        }
        var candidate: UInt64 = 0x9E37_79B9_7F4A_7C15
        for _ in 0..<4096 {
            let places = Set(packed.map { Self.place(of: $0.word, candidate) })
            if places.count == packed.count { break }
            candidate = candidate &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 | 1
        }
        var words = [UInt64](repeating: 0, count: 1 << Int(Self.placeBits))
        var levels = [LogLevel](repeating: .debug, count: words.count)
        for entry in packed {
            let place = Self.place(of: entry.word, candidate)
            guard words[place] == 0 else { return nil }
            (words[place], levels[place]) = (entry.word, entry.level)
        }
        (self.words, self.levels, multiplier) = (words, levels, candidate)
    }

    private static func place(of word: UInt64, _ multiplier: UInt64) -> Int {
        Int(truncatingIfNeeded: (word &* multiplier) >> (64 - placeBits))
    }

    /// The word that the capital letters from `start` on make, as far as eight bytes go.
    @inline(__always)
    func word(in line: Span<UInt8>, at start: Int) -> Found? {
        let bytes = eightBytes(of: line, at: start)
        let count = capitals(bytes)
        guard count > 0 else { return nil }
        let word = count == 8 ? bytes : bytes & (1 &<< (8 &* UInt64(count)) &- 1)
        let place = Self.place(of: word, multiplier)
        return words[place] == word ? (start + count, levels[place]) : nil
    }

    /// How many of the bytes, from the lowest on, are capital letters.
    @inline(__always)
    private func capitals(_ bytes: UInt64) -> Int {
        let low = bytes & 0x7F7F_7F7F_7F7F_7F7F
        // The top bit of each byte tells: at least `A`; above `Z`; not ASCII.
        let fromA = low &+ 0x3F3F_3F3F_3F3F_3F3F
        let aboveZ = low &+ 0x2525_2525_2525_2525
        let others = ~(fromA & ~aboveZ & ~bytes) & 0x8080_8080_8080_8080
        return others.trailingZeroBitCount / 8
    }
}

/// Eight bytes as a number, the first in its lowest byte; 0 for bytes behind the end.
@inline(__always)
func eightBytes(of line: Span<UInt8>, at start: Int) -> UInt64 {
    if start + 8 <= line.count {
        // Invariant: start is an offset in the line, and eight bytes from it on are part of it.
        return unsafe UInt64(
            littleEndian: line.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: start, as: UInt64.self))
    }
    var result: UInt64 = 0
    var index = line.count - 1
    while index >= start {
        result = result << 8 | UInt64(line[index])
        index -= 1
    }
    return result
}
