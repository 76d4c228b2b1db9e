import PatternMatching

/// When the first and the newest entry of a file were written, by the times in the file itself.
package struct EntryTimeRange: ~Copyable {
    /// Milliseconds since 1970; `nil` until a line had a time.
    package private(set) var firstMs: Int64?
    package var lastMs: Int64? { latest.milliseconds }

    private let reader: EntryTime
    private var matcher = PatternMatcher()
    private var latest: LatestEntryTime
    /// Lines that may still be looked at for the first time; a banner is shorter.
    private var linesLeft = 1000

    package init(_ reader: EntryTime) {
        self.reader = reader
        latest = LatestEntryTime(reader)
    }

    /// - Parameters:
    ///   - lines: whole lines, each with its newline, of one file in their order.
    ///   - now: milliseconds since 1970.
    package mutating func note(_ lines: Span<UInt8>, now: Int64) {
        var start = 0
        while firstMs == nil, linesLeft > 0, start < lines.count {
            var end = start
            while end < lines.count, lines[end] != UInt8(ascii: "\n") { end += 1 }
            linesLeft -= 1
            firstMs = reader.epochMilliseconds(
                of: lines.extracting(start..<end), reference: now, matcher: &matcher)
            start = end + 1
        }
        latest.note(lines, now: now)
    }
}
