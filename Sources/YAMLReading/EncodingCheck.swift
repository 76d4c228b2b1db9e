/// Finds bytes that no YAML file may hold, before libyaml meets them, to name them well.
enum EncodingCheck {
    static func firstFault(in source: SourceText, file: String) -> Diagnostic? {
        let bytes = source.bytes
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return Diagnostic(
                file: file, mark: SourceMark(line: 1, column: 1), message: "the file is UTF-16, not UTF-8",
                hint: "save it as UTF-8")
        }
        var index = 0
        while index < bytes.count {
            let length = sequenceLength(bytes, at: index)
            guard length > 0 else {
                return Diagnostic(
                    file: file, mark: source.mark(atByte: index),
                    message: "byte 0x\(hex(UInt32(bytes[index]))) is not valid UTF-8",
                    hint: "save the file as UTF-8")
            }
            let scalar = value(bytes, at: index, length: length)
            guard isPrintable(scalar) else {
                return Diagnostic(
                    file: file, mark: source.mark(atByte: index),
                    message: "character U+\(hex(scalar, digits: 4)) is not allowed in YAML",
                    hint: "remove it, or write it as an escape in double quotes")
            }
            index += length
        }
        return nil
    }

    /// Bytes of the well-formed UTF-8 sequence here, 0 when it is ill-formed (Unicode 15, table 3-7).
    private static func sequenceLength(_ bytes: [UInt8], at index: Int) -> Int {
        let lead = bytes[index]
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch lead {
            case 0x00...0x7F: (1, 0...0)
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xE1...0xEC, 0xEE, 0xEF: (3, 0x80...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0...0)
            }
        guard length > 1 else { return length }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
        return bytes[(index + 2)..<(index + length)].allSatisfy { $0 & 0xC0 == 0x80 } ? length : 0
    }

    private static func value(_ bytes: [UInt8], at index: Int, length: Int) -> UInt32 {
        guard length > 1 else { return UInt32(bytes[index]) }
        let lead = UInt32(bytes[index]) & (0x7F >> UInt32(length))
        return bytes[(index + 1)..<(index + length)].reduce(lead) { $0 << 6 | UInt32($1 & 0x3F) }
    }

    /// The characters that libyaml's reader accepts (YAML 1.1, production c-printable).
    private static func isPrintable(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        case 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func hex(_ value: UInt32, digits: Int = 2) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
