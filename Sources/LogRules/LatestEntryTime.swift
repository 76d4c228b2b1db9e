import PatternMatching

/// Follows when the newest entry of a log was written, by the times in the log itself.
///
/// Looks at the last lines of each block only: lines stand in the order of time but for a few, and reading the time of
/// each would cost more than counting it.
package struct LatestEntryTime: ~Copyable {
    /// Milliseconds since 1970; `nil` until a line had a time.
    package private(set) var milliseconds: Int64?

    private let reader: EntryTime
    private var matcher = PatternMatcher()

    /// A traceback of usual length ends within these.
    private static let searchedLines = 64
    private static let searchedBytes = 16 << 10
    /// Clocks of other machines and zones may be ahead; what is later is a slip, and would hide all that follows.
    private static let tolerance: Int64 = 86_400_000

    package init(_ reader: EntryTime) { self.reader = reader }

    /// Takes the last time that the lines have; earlier ones than it knows change nothing.
    ///
    /// - Parameters:
    ///   - lines: whole lines, each with its newline.
    ///   - now: milliseconds since 1970.
    package mutating func note(_ lines: Span<UInt8>, now: Int64) {
        var end = lines.count
        let floor = max(0, end - Self.searchedBytes)
        for _ in 0..<Self.searchedLines {
            guard let start = Self.lineStart(in: lines, before: end, floor: floor) else { return }
            let line = lines.extracting(start..<end)
            if let time = reader.epochMilliseconds(of: line, reference: now, matcher: &matcher),
                time <= now + Self.tolerance
            {
                milliseconds = max(milliseconds ?? time, time)
                return
            }
            end = start
        }
    }

    /// Where the last line before `end` begins; `nil` where none is left or it begins before `floor`.
    private static func lineStart(in lines: Span<UInt8>, before end: Int, floor: Int) -> Int? {
        guard end > floor else { return nil }
        var start = end - 1
        while start > floor, lines[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        let isWhole = start == 0 || lines[start - 1] == UInt8(ascii: "\n")
        return isWhole ? start : nil
    }
}
