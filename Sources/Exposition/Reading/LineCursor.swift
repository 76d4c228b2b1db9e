/// Reads one line of an exposition from left to right.
///
/// It holds the whole input, so that a token is a range of offsets and costs no memory.
struct LineCursor {
    let bytes: [UInt8]
    let line: Int
    let start: Int
    /// Offset of the line feed, or of the end of the input.
    let end: Int
    var position: Int

    init(bytes: [UInt8], line: Int, start: Int, end: Int) {
        self.bytes = bytes
        self.line = line
        self.start = start
        self.end = end
        position = start
    }

    var next: UInt8? { position < end ? bytes[position] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    mutating func take(_ word: StaticString) -> Bool {
        let text = word.description.utf8
        guard end - position >= text.count, bytes[position..<position + text.count].elementsEqual(text) else {
            return false
        }
        position += text.count
        return true
    }

    /// Skips blanks and tabs; says whether there were any.
    mutating func skipBlanks() -> Bool {
        let before = position
        while let byte = next, byte == Ascii.blank || byte == Ascii.tab { position += 1 }
        return position > before
    }

    /// Takes all bytes up to the next blank or tab.
    mutating func word() -> Range<Int> {
        let begin = position
        while let byte = next, byte != Ascii.blank, byte != Ascii.tab { position += 1 }
        return begin..<position
    }

    /// Takes a name, `[a-zA-Z_][a-zA-Z0-9_]*`, with `:` too where a metric is named; empty when there is none.
    mutating func name(allowingColon: Bool) -> Range<Int> {
        let begin = position
        while let byte = next, Ascii.isNameByte(byte) || (allowingColon && byte == Ascii.colon) {
            if position == begin, Ascii.isDigit(byte) { break }
            position += 1
        }
        return begin..<position
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Names what stands at `offset`, for a message.
    func description(at offset: Int) -> String {
        guard offset < end else { return "the end of the line" }
        switch bytes[offset] {
        case Ascii.blank: return "a blank"
        case Ascii.tab: return "a tab"
        case Ascii.carriageReturn: return "a carriage return"
        case 0..<32, 127: return "the control character \(bytes[offset])"
        default:
            // The input is valid UTF-8 and `offset` the start of a character, so there is a first scalar.
            let scalar = text(offset..<min(offset + 4, end)).unicodeScalars.first
            return scalar.map { "'\($0)'" } ?? "an unreadable byte"
        }
    }

    func fault(at offset: Int, _ message: String, hint: String) -> ExpositionError {
        let place = SourcePlace(line: line, column: column(of: offset), offset: offset)
        return ExpositionError(place: place, message: message, hint: hint)
    }

    private func column(of offset: Int) -> Int {
        // Continuation bytes of UTF-8 are 10xxxxxx; all others start a code point.
        bytes[start..<offset].count { $0 & 0xc0 != 0x80 } + 1
    }
}

/// The bytes that the formats are made of.
enum Ascii {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let blank = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let hash = UInt8(ascii: "#")
    static let comma = UInt8(ascii: ",")
    static let point = UInt8(ascii: ".")
    static let colon = UInt8(ascii: ":")
    static let equals = UInt8(ascii: "=")
    static let backslash = UInt8(ascii: "\\")
    static let braceOpen = UInt8(ascii: "{")
    static let braceClose = UInt8(ascii: "}")

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

    static func isNameByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 97 < 26 || isDigit(byte) || byte == 95
    }
}
