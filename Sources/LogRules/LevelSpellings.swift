/// The words that mean a level, found by bytes without allocation.
struct LevelSpellings: Sendable {
    /// A word fits into eight bytes, so that finding it is one comparison of numbers.
    static let maxWordBytes = 8

    private var entries: [(word: UInt64, level: LogLevel)] = []
    private(set) var words: [String] = []

    /// Each word with the level that it means, in the order of the file.
    var all: [(word: String, level: LogLevel)] { zip(words, entries).map { ($0, $1.level) } }

    /// Adds a word of 1 to 8 capital letters; `false` when it is something else or already there.
    mutating func add(_ word: String, for level: LogLevel) -> Bool {
        let bytes = Array(word.utf8)
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        guard !bytes.isEmpty, bytes.count <= Self.maxWordBytes, bytes.allSatisfy(capitals.contains) else {
            return false
        }
        let packed = bytes.reduce(0) { $0 << 8 | UInt64($1) }
        guard !entries.contains(where: { $0.word == packed }) else { return false }
        entries.append((packed, level))
        words.append(word)
        return true
    }

    /// The level that a word means, in letters of either case.
    func level(of word: Span<UInt8>) -> LogLevel? {
        guard word.count <= Self.maxWordBytes else { return nil }
        var packed: UInt64 = 0
        for index in word.indices { packed = packed << 8 | UInt64(word[index] & 0xDF) }
        for entry in entries where entry.word == packed { return entry.level }
        return nil
    }

    /// Alternatives for a pattern in the order of the file, but WARNING before WARN, which it begins with.
    var alternatives: String {
        var ordered: [String] = []
        for word in words {
            let place = ordered.firstIndex { word.hasPrefix($0) } ?? ordered.endIndex
            ordered.insert(word, at: place)
        }
        return ordered.joined(separator: "|")
    }
}
