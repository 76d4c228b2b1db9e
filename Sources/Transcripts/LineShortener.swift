/// Copies a line of JSON without its long strings, so that what is left is cheap to decode.
///
/// Transcripts consist of texts: without them a record is some hundred bytes, whatever was said in it. A string beyond
/// the limit becomes an empty one; nothing else is judged here, and what was no JSON before is none after.
struct LineShortener {
    /// Longest string kept, in bytes as written: names, times and ids are shorter.
    static let longestKept = 256

    private(set) var bytes: [UInt8] = []

    mutating func shorten(_ text: Span<UInt8>, _ range: Range<Int>) {
        bytes.removeAll(keepingCapacity: true)
        var copied = range.lowerBound
        var place = range.lowerBound
        while let opening = text.place(of: quote, in: place..<range.upperBound) {
            guard let closing = Self.end(ofString: opening + 1, in: text, range.upperBound) else { break }
            if closing - opening - 1 > Self.longestKept {
                append(text, copied..<(opening + 1))
                copied = closing
            }
            place = closing + 1
        }
        append(text, copied..<range.upperBound)
    }

    /// Gives back the memory that one unusual line took.
    mutating func shrink() {
        if bytes.capacity > Self.restingBytes { bytes = [] }
    }

    private static let restingBytes = 1 << 20

    /// Where the quote stands that closes a string whose text begins at `start`.
    private static func end(ofString start: Int, in text: Span<UInt8>, _ end: Int) -> Int? {
        var place = start
        while let found = text.place(of: quote, or: backslash, in: place..<end) {
            if text[found] == quote { return found }
            place = min(found + 2, end)
        }
        return nil
    }

    private mutating func append(_ text: Span<UInt8>, _ range: Range<Int>) {
        // SAFETY: the pointer is used during the call only; append copies.
        unsafe text.extracting(range).withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }
}

private let quote = UInt8(ascii: "\"")
private let backslash = UInt8(ascii: "\\")
