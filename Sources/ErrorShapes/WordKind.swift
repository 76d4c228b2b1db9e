/// What one word is.
enum WordKind {
    case number, hex, id, dayOrMonth, plain

    static let uuidBytes = 36
    private static let longestWord = 40

    init(_ word: Span<UInt8>) {
        var (digits, letters, hexes, changes) = (0, 0, 0, 0)
        var isForeign = false
        for place in word.indices {
            let byte = word[place]
            let isDigit = ByteClass.isDigit(byte)
            if isDigit { digits += 1 } else if ByteClass.isLetter(byte) { letters += 1 }
            if ByteClass.isHex(byte) { hexes += 1 }
            if byte >= 0x80 { isForeign = true }
            if place > 0, ByteClass.isDigit(word[place - 1]) != isDigit { changes += 1 }
        }
        if digits == word.count {
            self = .number
        } else if Self.isPrefixedHex(word, hexes) || hexes == word.count && hexes >= 8 && digits > 0 {
            self = .hex
        } else if digits > 0, letters > 0, changes >= 3 && word.count >= 8 || word.count >= 20 {
            self = .id
        } else if word.count > Self.longestWord, !isForeign {
            self = .id
        } else {
            self = Self.isDayOrMonth(word) ? .dayOrMonth : .plain
        }
    }

    /// `0x7f00`; the `x` is no digit.
    private static func isPrefixedHex(_ word: Span<UInt8>, _ hexes: Int) -> Bool {
        word.count > 2 && word[0] == UInt8(ascii: "0") && word[1] | 0x20 == UInt8(ascii: "x")
            && hexes == word.count - 1
    }

    /// Whether a UUID begins here, of which hyphens are part.
    static func isUUID(_ run: Span<UInt8>, _ start: Int) -> Bool {
        guard run.count - start >= uuidBytes else { return false }
        for offset in 0..<uuidBytes {
            let byte = run[start + offset]
            let isHyphen = offset == 8 || offset == 13 || offset == 18 || offset == 23
            guard isHyphen ? byte == UInt8(ascii: "-") : ByteClass.isHex(byte) else { return false }
        }
        return run.count - start == uuidBytes || !ByteClass.isWord(run[start + uuidBytes])
    }

    private static let names: [InlineArray<3, UInt8>] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
    ].map { name in
        let bytes = Array(name.utf8)
        return [bytes[0], bytes[1], bytes[2]]
    }

    private static func isDayOrMonth(_ word: Span<UInt8>) -> Bool {
        guard word.count == 3 else { return false }
        return names.contains { $0[0] == word[0] && $0[1] == word[1] && $0[2] == word[2] }
    }
}
