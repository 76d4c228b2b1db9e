/// One element of an `Accept` or `Accept-Encoding` header.
struct HeaderPart: Equatable {
    /// Media type or coding in lower case, without parameters.
    var value: String
    /// The media type's `version`, if any.
    var version: String?
    /// The escaping scheme asked for; nil when there is none, or one that nobody knows.
    var escaping: NameEscaping?
    /// What kind of protobuf, in lower case: the message and how messages are put together.
    var proto: String?
    var encoding: String?
    /// `q` in thousandths, 0 to 1000.
    var quality: Int
}

/// Splits `a;x=1;q=0.5, b` into its elements; quoted strings may hold commas and semicolons.
enum HeaderList {
    /// More than any client sends; the rest of a hostile header is not looked at.
    private static let maxParts = 64

    /// Elements in order, without those that cannot be read.
    static func parse(_ header: String) -> [HeaderPart] {
        split(Array(header.utf8)[...], at: UInt8(ascii: ",")).prefix(maxParts).compactMap(part)
    }

    private static func part(_ bytes: ArraySlice<UInt8>) -> HeaderPart? {
        let fields = split(bytes, at: UInt8(ascii: ";"))
        guard let first = fields.first else { return nil }
        let value = lowercased(trimmed(first))
        guard !value.isEmpty, !value.contains(where: { $0 == " " || $0 == "\t" || $0 == "\"" }) else {
            return nil
        }
        var part = HeaderPart(value: value, quality: 1000)
        for field in fields.dropFirst() {
            guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = lowercased(trimmed(field[..<equals]))
            let argument = unquoted(trimmed(field[(equals + 1)...]))
            switch name {
            case "q":
                guard let quality = quality(argument) else { return nil }
                part.quality = quality
            case "version": part.version = lowercased(argument)
            case "escaping": part.escaping = NameEscaping(rawValue: lowercased(argument))
            case "proto": part.proto = lowercased(argument)
            case "encoding": part.encoding = lowercased(argument)
            default: continue
            }
        }
        return part
    }

    /// `0`, `1`, `0.5`, `1.000`: RFC 9110, 12.4.2; `.5` is tolerated, digits past the third are cut off.
    private static func quality(_ text: ArraySlice<UInt8>) -> Int? {
        guard !text.isEmpty, text != [UInt8(ascii: ".")] else { return nil }
        let whole = text.prefix { $0 != UInt8(ascii: ".") }
        guard whole.isEmpty || whole == [UInt8(ascii: "0")] || whole == [UInt8(ascii: "1")] else {
            return nil
        }
        var result = whole == [UInt8(ascii: "1")] ? 1000 : 0
        var weight = 100
        for digit in text.dropFirst(whole.count + 1) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            result += Int(digit - UInt8(ascii: "0")) * weight
            weight /= 10
        }
        return result <= 1000 ? result : nil
    }

    private static func split(_ bytes: ArraySlice<UInt8>, at separator: UInt8) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in bytes.indices {
            let byte = bytes[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == separator, !isQuoted {
                pieces.append(bytes[start..<index])
                start = index + 1
            }
        }
        pieces.append(bytes[start...])
        return pieces
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }),
            let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return bytes[first...last]
    }

    private static func unquoted(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let quote = UInt8(ascii: "\"")
        guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return bytes }
        return bytes.dropFirst().dropLast()
    }

    private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self).lowercased()
    }
}
