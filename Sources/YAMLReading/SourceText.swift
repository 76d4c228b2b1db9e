/// The bytes of a file as libyaml sees them: without a byte order mark, cut into lines by YAML's line breaks.
struct SourceText {
    private(set) var bytes: [UInt8]

    init(_ file: [UInt8]) {
        bytes = file.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(file.dropFirst(3)) : file
    }

    /// The place of a byte.
    func mark(atByte offset: Int) -> SourceMark {
        var mark = SourceMark(line: 1, column: 1)
        var index = 0
        while index < min(offset, bytes.count) {
            if let length = breakLength(at: index) {
                mark = SourceMark(line: mark.line + 1, column: 1)
                index += length
            } else {
                if bytes[index] & 0xC0 != 0x80 { mark.column += 1 }
                index += 1
            }
        }
        return mark
    }

    /// The text of a line (1-based) without its line break, invalid UTF-8 repaired; nil past the end.
    func line(_ number: Int) -> String? {
        var current = 1
        var start = 0
        var index = 0
        while index < bytes.count {
            guard let length = breakLength(at: index) else {
                index += 1
                continue
            }
            if current == number { break }
            index += length
            start = index
            current += 1
        }
        return current == number ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
    }

    /// Bytes of the line break here: LF, CR, CRLF, NEL, LS or PS, which are what libyaml counts.
    private func breakLength(at index: Int) -> Int? {
        switch bytes[index] {
        case 0x0A: 1
        case 0x0D: byte(index + 1) == 0x0A ? 2 : 1
        case 0xC2 where byte(index + 1) == 0x85: 2
        case 0xE2 where byte(index + 1) == 0x80 && (byte(index + 2) == 0xA8 || byte(index + 2) == 0xA9): 3
        default: nil
        }
    }

    private func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }
}
