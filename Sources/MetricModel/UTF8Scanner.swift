/// Walks bytes as UTF-8, one character at a time, and says which bytes are none.
///
/// Invalid bytes are grouped as the Unicode standard recommends ("maximal subpart", chapter 3.9), which is also
/// what `String(decoding:as:)` does: each group becomes one U+FFFD. NUL counts as none too, because to some
/// scrapers it ends the input.
enum UTF8Scanner {
    struct Step {
        let length: Int
        let isValid: Bool
    }

    /// The character, or the group of bytes that is none, at `index`, which must be inside `bytes`.
    static func step(in bytes: Span<UInt8>, at index: Int) -> Step {
        let first = bytes[index]
        if first < 0x80 { return Step(length: 1, isValid: first != 0) }
        guard let shape = Shape(first: first) else { return Step(length: 1, isValid: false) }
        var length = 1
        var allowed = shape.second
        while length < shape.length {
            guard index + length < bytes.count, allowed.contains(bytes[index + length]) else {
                return Step(length: length, isValid: false)
            }
            length += 1
            allowed = 0x80...0xBF
        }
        return Step(length: length, isValid: true)
    }

    /// Whether every byte is a character of its own that needs no repair: ASCII without NUL.
    static func isPlain(_ bytes: Span<UInt8>) -> Bool {
        var highest: UInt8 = 0
        // Less one, NUL becomes the highest byte of all; a plain maximum is what the compiler makes wide.
        for index in bytes.indices { highest = max(highest, bytes[index] &- 1) }
        return highest < 0x7F
    }

    /// Length and second byte of a character by its first byte (Unicode standard, table 3-7).
    private struct Shape {
        let length: Int
        let second: ClosedRange<UInt8>

        init?(first: UInt8) {
            switch first {
            case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            default: return nil
            }
        }
    }
}
