/// Compares what files hold, unpacked where they are packed.
package enum ContentComparison {
    package enum Answer: Sendable, Equatable {
        case same
        /// All that the first holds is the beginning of the second.
        case firstIsPrefix
        case secondIsPrefix
        case different
    }

    /// Reads both files until they differ or one ends.
    package static func compare(_ first: String, _ second: String) throws(WholeFileError) -> Answer {
        var one = try ContentPieces(first)
        var other = try ContentPieces(second)
        while true {
            try one.fill()
            try other.fill()
            switch (one.rest.isEmpty, other.rest.isEmpty) {
            case (true, true): return .same
            case (true, false): return .firstIsPrefix
            case (false, true): return .secondIsPrefix
            case (false, false): break
            }
            let count = min(one.rest.count, other.rest.count)
            guard one.rest.prefix(count) == other.rest.prefix(count) else { return .different }
            one.take(count)
            other.take(count)
        }
    }

    /// The first bytes of what the file holds; fewer where it is shorter.
    package static func head(of path: String, count: Int) throws(WholeFileError) -> [UInt8] {
        var pieces = try ContentPieces(path, pieceBytes: count)
        var head: [UInt8] = []
        while head.count < count {
            try pieces.fill()
            if pieces.rest.isEmpty { break }
            let taken = min(pieces.rest.count, count - head.count)
            head += pieces.rest.prefix(taken)
            pieces.take(taken)
        }
        return head
    }
}

/// The content of a file, a piece at a time.
private struct ContentPieces {
    private let path: String
    private var stream: ByteStream
    private var buffer: [UInt8]
    private var bounds = 0..<0
    private var offset: UInt64 = 0

    init(_ path: String, pieceBytes: Int = 256 << 10) throws(WholeFileError) {
        self.path = path
        buffer = [UInt8](repeating: 0, count: max(pieceBytes, 1))
        do throws(ByteStreamError) {
            stream = try ByteStream(path, FileSystemCalls())
        } catch {
            throw WholeFileError(path: path, cause: error.cause, goodBytes: 0)
        }
    }

    /// What was read and not taken.
    var rest: ArraySlice<UInt8> { buffer[bounds] }

    /// Reads on when nothing is left; nothing is left after it at the end of the file only.
    mutating func fill() throws(WholeFileError) {
        guard bounds.isEmpty else { return }
        do throws(ByteStreamError) {
            bounds = 0..<(try stream.read(into: &buffer, from: 0, to: buffer.count))
        } catch {
            throw WholeFileError(path: path, cause: error.cause, goodBytes: offset)
        }
        offset += UInt64(bounds.count)
    }

    mutating func take(_ count: Int) { bounds = (bounds.lowerBound + count)..<bounds.upperBound }
}
