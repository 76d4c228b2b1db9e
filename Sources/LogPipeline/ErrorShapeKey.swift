import ErrorShapes
import LogRules
import PatternMatching

/// Which document of the store: a shape of a log, or the mark that a log was learned.
struct ErrorShapeKey: Hashable {
    let log: String
    /// Nil: the mark.
    let shape: Shape?

    private static let shapePrefix = Array("error-shape".utf8) + [0]
    private static let markPrefix = Array("error-shapes-learned".utf8) + [0]

    init(log: String, shape: Shape?) {
        self.log = log
        self.shape = shape
    }

    /// Nil for a document of somebody else.
    init?(document name: [UInt8]) {
        if name.starts(with: Self.markPrefix) {
            self.init(log: String(decoding: name.dropFirst(Self.markPrefix.count), as: UTF8.self), shape: nil)
            return
        }
        guard name.starts(with: Self.shapePrefix) else { return nil }
        let rest = name.dropFirst(Self.shapePrefix.count)
        guard let end = rest.firstIndex(of: 0) else { return nil }
        self.init(
            log: String(decoding: rest[..<end], as: UTF8.self),
            shape: Shape(bytes: Array(rest[rest.index(after: end)...])))
    }

    var document: [UInt8] {
        guard let shape else { return Self.markPrefix + Array(log.utf8) }
        return Self.shapePrefix + Array(log.utf8) + [0] + shape.bytes
    }
}

extension ShapeRecord {
    private static let version: UInt8 = 1
    private static let storedBytes = 26

    /// For a record that cannot be read.
    static let unknown = ShapeRecord(count: 0, firstMs: 0, lastMs: 0, level: LogLevel.error.rawValue)

    /// Version, level, count, first and last, the numbers with their lowest byte first.
    var stored: [UInt8] {
        var out = [Self.version, level]
        for number in [count, UInt64(bitPattern: firstMs), UInt64(bitPattern: lastMs)] {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                out.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        return out
    }

    init?(stored bytes: [UInt8]) {
        guard bytes.count == Self.storedBytes, bytes[0] == Self.version else { return nil }
        func number(_ start: Int) -> UInt64 {
            bytes[start..<(start + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        self.init(
            count: number(2), firstMs: Int64(bitPattern: number(10)), lastMs: Int64(bitPattern: number(18)),
            level: bytes[1])
    }
}

/// Reads the times of single lines.
final class TimeMatcher {
    /// Clocks of other machines and zones may be ahead; what is later is a slip.
    private static let toleranceMs: Int64 = 86_400_000

    private var matcher = PatternMatcher()

    /// Milliseconds since 1970; nil where the line has no time.
    func read(_ reader: EntryTime, _ line: Span<UInt8>, _ nowMs: Int64) -> Int64? {
        guard let time = reader.epochMilliseconds(of: line, reference: nowMs, matcher: &matcher) else {
            return nil
        }
        return time <= nowMs + Self.toleranceMs ? time : nil
    }
}
