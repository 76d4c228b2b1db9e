import LogRules
import LogTailing
import PatternMatching

/// The first time that stands in a file.
final class FirstTime: LineConsumer {
    /// A banner is shorter.
    private static let searchedBytes: UInt64 = 256 << 10

    private let time: EntryTime
    private let now: Int64
    private var matcher = PatternMatcher()
    private var found: Int64?

    static func read(_ file: String, _ time: EntryTime, now: Int64) -> Int64? {
        var consumer = FirstTime(time: time, now: now)
        var reader = WholeFile(maxLineBytes: 1_000_000)
        do throws(WholeFileError) {
            try reader.read(file, part: (stored: 0..<searchedBytes, offset: 0), into: &consumer)
        } catch {
            // A compressed file that goes on behind the part looks damaged; one that really is will be told of later.
            return consumer.found
        }
        return consumer.found
    }

    private init(time: EntryTime, now: Int64) {
        self.time = time
        self.now = now
    }

    func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
        var start = 0
        while found == nil, start < lines.count {
            var end = start
            while end < lines.count, lines[end] != UInt8(ascii: "\n") { end += 1 }
            found = time.epochMilliseconds(
                of: lines.extracting(start..<end), reference: now, matcher: &matcher)
            start = end + 1
        }
    }

    func batchEnded(_ batch: TailBatch) {}
}
