/// Proves, a piece at a time, that a file holds what was read of another one.
struct ContentCheck: Sendable {
    /// What the file is compared with.
    enum Reference: Sendable {
        /// What is remembered of bytes that are gone.
        case position(ReadPosition)
        /// These bytes of a file that is there.
        case file(OpenFile, Range<UInt64>)
    }

    enum Answer: Equatable { case undecided, same, different }

    let reference: Reference
    private var digest = ContentDigest()
    private var compared: UInt64 = 0
    private var reported: UInt64 = 0

    init(_ reference: Reference) {
        self.reference = reference
        if case .file(_, let range) = reference {
            compared = range.lowerBound
            reported = compared
        }
    }

    /// Whether a look at few bytes leaves it possible; the whole is read by `step` only then.
    static func isPossible(_ file: OpenFile, _ position: ReadPosition) throws(SystemCallError) -> Bool {
        guard try holds(position.head, file) else { return false }
        return try holds(position.tail, file)
    }

    /// Bytes compared since the last call.
    mutating func takeWork() -> Int {
        defer { reported = compared }
        return Int(compared - reported)
    }

    /// Goes on for at most about `budget` bytes.
    mutating func step(_ file: OpenFile, budget: Int) throws(SystemCallError) -> Answer {
        switch reference {
        case .position(let position):
            if compared == 0 {
                guard try Self.isPossible(file, position) else { return .different }
            }
            guard let expected = position.digest else { return .same }
            return try step(file, expected, budget)
        case .file(let other, let range):
            return try step(file, other, range.upperBound, budget)
        }
    }

    private mutating func step(
        _ file: OpenFile, _ expected: ContentDigest, _ budget: Int
    ) throws(SystemCallError) -> Answer {
        var buffer = [UInt8](repeating: 0, count: Self.pieceBytes)
        var remaining = budget
        while compared < expected.count && remaining > 0 {
            let wanted = Int(min(expected.count - compared, UInt64(buffer.count)))
            let count = try FileSystemCalls.read(
                file, at: compared, count: wanted, atLeast: wanted, into: &buffer)
            if count == 0 { return .different }
            digest.update(buffer.span.extracting(0..<count))
            compared += UInt64(count)
            remaining -= count
        }
        if compared < expected.count { return .undecided }
        return digest == expected ? .same : .different
    }

    private mutating func step(
        _ file: OpenFile, _ other: OpenFile, _ length: UInt64, _ budget: Int
    ) throws(SystemCallError) -> Answer {
        var buffer = [UInt8](repeating: 0, count: Self.pieceBytes)
        var otherBuffer = buffer
        var remaining = budget
        while compared < length && remaining > 0 {
            let wanted = Int(min(length - compared, UInt64(buffer.count)))
            let count = try FileSystemCalls.read(
                file, at: compared, count: wanted, atLeast: wanted, into: &buffer)
            let otherCount = try FileSystemCalls.read(
                other, at: compared, count: count, atLeast: count, into: &otherBuffer)
            if count == 0 || count != otherCount || buffer[..<count] != otherBuffer[..<count] {
                return .different
            }
            compared += UInt64(count)
            remaining -= count
        }
        return compared < length ? .undecided : .same
    }

    static func holds(_ marker: ContentMarker, _ file: OpenFile) throws(SystemCallError) -> Bool {
        if marker.length == 0 { return true }
        var buffer = [UInt8](repeating: 0, count: marker.length)
        let count = try FileSystemCalls.read(
            file, at: marker.start, count: marker.length, atLeast: marker.length, into: &buffer)
        return count == marker.length && ContentMarker.hash(buffer.span) == marker.hash
    }

    private static let pieceBytes = 256 << 10
}
