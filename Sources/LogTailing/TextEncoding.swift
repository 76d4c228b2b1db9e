/// How the bytes of a file are text, told by its first two bytes.
///
/// A UTF-8 byte order mark changes nothing: its three bytes are the first of the first line.
enum TextEncoding: Equatable, Sendable {
    /// UTF-8, or whatever else has newlines of one byte; delivered as it is.
    case bytes
    case utf16LittleEndian, utf16BigEndian

    init(firstByte: UInt8, secondByte: UInt8) {
        switch (firstByte, secondByte) {
        case (0xFF, 0xFE): self = .utf16LittleEndian
        case (0xFE, 0xFF): self = .utf16BigEndian
        default: self = .bytes
        }
    }

    /// Bytes of a code unit; lines begin at multiples of it.
    var unitBytes: Int { self == .bytes ? 1 : 2 }

    /// Bytes at the front of a file that belong to no line.
    var markBytes: Int { self == .bytes ? 0 : 2 }

    /// The code unit at an index.
    func unit(in bytes: Span<UInt8>, at index: Int) -> UInt16 {
        switch self {
        case .bytes: UInt16(bytes[index])
        case .utf16LittleEndian: UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
        case .utf16BigEndian: UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
        }
    }

    /// Appends UTF-16 as UTF-8; a lone surrogate or half a unit at the end becomes U+FFFD.
    /// - Parameter isCut: the text goes on behind the range: half a character at the end is left out.
    func appendUTF8(
        of bytes: Span<UInt8>, in range: Range<Int>, isCut: Bool, to text: inout [UInt8]
    ) {
        var index = range.lowerBound
        while index + 1 < range.upperBound {
            let first = unit(in: bytes, at: index)
            index += 2
            guard UTF16.isSurrogate(first) else {
                Self.append(Unicode.Scalar(first), to: &text)
                continue
            }
            if UTF16.isLeadSurrogate(first) {
                guard index + 1 < range.upperBound else {
                    if !isCut { Self.append(nil, to: &text) }
                    continue
                }
                let second = unit(in: bytes, at: index)
                if UTF16.isTrailSurrogate(second) {
                    index += 2
                    Self.append(Self.scalar(first, second), to: &text)
                    continue
                }
            }
            Self.append(nil, to: &text)
        }
        if index < range.upperBound && !isCut { Self.append(nil, to: &text) }
    }

    private static func scalar(_ lead: UInt16, _ trail: UInt16) -> Unicode.Scalar? {
        Unicode.Scalar(0x1_0000 + (UInt32(lead) - 0xD800) << 10 + (UInt32(trail) - 0xDC00))
    }

    private static func append(_ scalar: Unicode.Scalar?, to text: inout [UInt8]) {
        text.append(contentsOf: UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
    }
}
