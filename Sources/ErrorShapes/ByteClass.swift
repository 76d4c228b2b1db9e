/// What single bytes are to the masking.
enum ByteClass {
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

    @inline(__always)
    static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6 }

    /// Letters of other scripts are words too.
    @inline(__always)
    static func isWord(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    /// What stands inside paths, addresses and times.
    static func joins(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "~"),
            UInt8(ascii: "+"), UInt8(ascii: "%"), UInt8(ascii: ":"), UInt8(ascii: "\\"):
            true
        default: false
        }
    }

    static func endsSentence(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-")
    }

    static func separatesNumbers(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: ","),
            UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "T"):
            true
        default: false
        }
    }

    /// What stands before and behind the time at the front of a line.
    static func surroundsTime(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "#"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: "|"), UInt8(ascii: "Z"):
            true
        default: separatesNumbers(byte) && byte != UInt8(ascii: "T")
        }
    }

    /// `/x`, `~/x`, `./x` or `../x`.
    static func beginsPath(_ text: Span<UInt8>, _ place: Int) -> Bool {
        var next = place
        while next < text.count, next < place + 2,
            text[next] == UInt8(ascii: ".") || text[next] == UInt8(ascii: "~")
        {
            next += 1
        }
        return next + 1 < text.count && text[next] == UInt8(ascii: "/") && isWord(text[next + 1])
    }
}

/// Texts in quotes.
enum Quoting {
    private static let maxBytes = 256

    /// Behind the quote that closes the one at `start`; nil where none begins, or it has no end near by.
    static func end(in text: Span<UInt8>, at start: Int) -> Int? {
        let quote = text[start]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") || quote == UInt8(ascii: "`") else {
            return nil
        }
        var place = start + 1
        while place < text.count, place - start <= maxBytes {
            if text[place] == UInt8(ascii: "\\") {
                place += 2
                continue
            }
            // An apostrophe inside a word ends nothing.
            if text[place] == quote, place + 1 == text.count || !ByteClass.isWord(text[place + 1]) {
                return place + 1
            }
            place += 1
        }
        return nil
    }
}
