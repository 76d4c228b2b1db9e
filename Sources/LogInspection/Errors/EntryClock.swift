import LogRules
import PatternMatching

/// The times of the lines of one file: a line without one has that of the line above.
///
/// The time of a line is read when it is asked for, and each at most once.
struct EntryClock: ~Copyable {
    /// Clocks of other machines and zones may be ahead; what is later is a slip.
    private static let toleranceMs: Int64 = 86_400_000

    /// Of the last line with a time, as far as lines were looked at.
    private(set) var lastMs: Int64?
    private let reader: EntryTime
    private let nowMs: Int64
    private var matcher = PatternMatcher()
    /// Lines of the present block before this place were looked at, or one behind them has a time.
    private var lookedTo = 0

    /// - Parameter firstMs: the first time in the file, for lines before it.
    init(_ reader: EntryTime, firstMs: Int64?, nowMs: Int64) {
        self.reader = reader
        self.nowMs = nowMs
        lastMs = firstMs
    }

    mutating func beginBlock() { lookedTo = 0 }

    /// The time of the line at these bytes of the block, or that of the nearest line above that has one.
    mutating func time(of line: Range<Int>, in block: Span<UInt8>) -> Int64? {
        if let time = read(block.extracting(line)) {
            lastMs = time
        } else {
            lookBack(from: line.lowerBound, in: block)
        }
        lookedTo = line.upperBound
        return lastMs
    }

    /// So that the next block knows what stands above it.
    mutating func endBlock(_ block: Span<UInt8>) {
        lookBack(from: block.count, in: block)
        lookedTo = block.count
    }

    private mutating func lookBack(from place: Int, in block: Span<UInt8>) {
        var end = place
        while end > lookedTo {
            var start = end - 1
            while start > lookedTo, block[start - 1] != UInt8(ascii: "\n") { start -= 1 }
            if let time = read(block.extracting(start..<end)) {
                lastMs = time
                return
            }
            end = start
        }
    }

    private mutating func read(_ line: Span<UInt8>) -> Int64? {
        guard let time = reader.epochMilliseconds(of: line, reference: nowMs, matcher: &matcher) else {
            return nil
        }
        return time <= nowMs &+ Self.toleranceMs ? time : nil
    }
}
