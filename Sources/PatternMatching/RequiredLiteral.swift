/// Bytes that a match must contain, as they are or with ASCII letters of either case.
package struct RequiredLiteral: Hashable, Sendable {
    /// Small letters where case does not matter.
    package let bytes: [UInt8]
    package let isCaseless: Bool

    package init(_ bytes: [UInt8], isCaseless: Bool = false) {
        let hasLetters = bytes.contains(where: \.isASCIILetter)
        self.isCaseless = isCaseless && hasLetters
        self.bytes = self.isCaseless ? bytes.map { $0.isASCIILetter ? $0 | 0x20 : $0 } : bytes
    }

    static func + (left: RequiredLiteral, right: RequiredLiteral) -> RequiredLiteral {
        RequiredLiteral(left.bytes + right.bytes, isCaseless: left.isCaseless || right.isCaseless)
    }

    func holds(_ word: [UInt8]) -> Bool {
        guard bytes.count >= word.count else { return false }
        return (0...(bytes.count - word.count)).contains { place in
            bytes[place..<(place + word.count)].elementsEqual(word)
        }
    }

    /// Whether `self + other` means what its parts mean one after the other.
    func joins(_ other: RequiredLiteral) -> Bool {
        isCaseless == other.isCaseless || !bytes.contains(where: \.isASCIILetter)
            || !other.bytes.contains(where: \.isASCIILetter)
    }
}

extension UInt8 {
    var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
