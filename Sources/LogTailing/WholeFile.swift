import Glibc

/// Why a file could not be read whole.
package struct WholeFileError: Error, Equatable, Sendable {
    package let path: String
    /// The error number of the system call.
    package let code: Int32

    package var message: String {
        let (reason, advice) = Self.explanation(of: code)
        return "cannot read \(path): \(reason); \(advice)"
    }

    private static func explanation(of code: Int32) -> (reason: String, advice: String) {
        switch code {
        case ENOENT, ENOTDIR: ("there is no such file", "check the path")
        case EACCES, EPERM: ("permission denied", "run as a user that may read it")
        case EISDIR: ("it is a directory", "name the files in it")
        default: (FileSystemCalls.describe(code), "check the file and its disk")
        }
    }
}

/// Reads files, or standard input, once from front to back.
///
/// The lines are the same as those of a tailer that follows the file to its end: over-long lines are cut at the same
/// length, a hole at the front is skipped, and the last line counts without its newline.
package struct WholeFile {
    private let splitter: LineSplitter
    private var buffer: [UInt8]
    private var filled = 0
    private var origin = BlockOrigin(logIndex: 0, fileID: 0, offset: 0, isNewGeneration: true)
    private var isSkipping = false

    /// - Parameter maxLineBytes: as in `LogSource`; it bounds the memory.
    package init(maxLineBytes: Int, bufferBytes: Int = 256 << 10) {
        splitter = LineSplitter(maxLineBytes: maxLineBytes)
        buffer = [UInt8](repeating: 0, count: max(bufferBytes, 2))
    }

    /// Delivers all lines of the file at `path`; `-` is standard input.
    /// - Parameter progress: told the bytes read so far after each block.
    package mutating func read(
        _ path: String,
        logIndex: Int = 0,
        fileID: Int = 0,
        into consumer: inout some LineConsumer,
        progress: (UInt64) -> Void = { _ in }
    ) throws(WholeFileError) {
        filled = 0
        isSkipping = false
        origin = BlockOrigin(logIndex: logIndex, fileID: fileID, offset: 0, isNewGeneration: true)
        do throws(SystemCallError) {
            let file =
                try path == "-"
                ? FileSystemCalls().standardInput() : FileSystemCalls().openStream(BytePath(path))
            while true {
                // Room for one byte more: the newline of ours after a line that has none.
                let count = try FileSystemCalls.readNext(
                    file, into: &buffer, from: filled, to: buffer.count - 1)
                if count == 0 { break }
                let searched = filled
                filled += count
                deliver(searched: searched, &consumer)
                progress(origin.offset + UInt64(filled))
            }
        } catch {
            throw WholeFileError(path: path, code: error.code)
        }
        deliverLastLine(&consumer)
    }

    private mutating func deliver(searched: Int, _ consumer: inout some LineConsumer) {
        var cursor = 0
        if origin.offset == 0 {
            while cursor < filled && buffer[cursor] == 0 { cursor += 1 }
        }
        pieces: while cursor < filled {
            let piece = splitter.nextPiece(
                in: buffer.span,
                from: cursor,
                to: filled,
                searched: max(searched, cursor),
                isSkipping: isSkipping
            )
            switch piece {
            case .lines(let range):
                consume(range, isTruncated: false, &consumer)
                cursor = range.upperBound
            case .oversizedHead(let range):
                consumeClosed(range, isTruncated: true, &consumer)
                cursor = range.upperBound
                isSkipping = true
            case .skipped(let range, let endsLine):
                cursor = range.upperBound
                isSkipping = !endsLine
            case .incomplete:
                break pieces
            }
        }
        keepRest(from: cursor)
    }

    /// Moves what is left to the front, and makes room when a line fills the buffer.
    private mutating func keepRest(from cursor: Int) {
        buffer.replaceSubrange(0..<(filled - cursor), with: Array(buffer[cursor..<filled]))
        origin.offset += UInt64(cursor)
        filled -= cursor
        if filled == buffer.count - 1 { buffer += [UInt8](repeating: 0, count: buffer.count) }
    }

    private mutating func deliverLastLine(_ consumer: inout some LineConsumer) {
        while filled > 0 && buffer[filled - 1] == 0 { filled -= 1 }
        if filled > 0 && !isSkipping { consumeClosed(0..<filled, isTruncated: false, &consumer) }
    }

    private mutating func consumeClosed(
        _ range: Range<Int>,
        isTruncated: Bool,
        _ consumer: inout some LineConsumer
    ) {
        let next = buffer[range.upperBound]
        buffer[range.upperBound] = newlineByte
        consume(range.lowerBound..<(range.upperBound + 1), isTruncated: isTruncated, &consumer)
        buffer[range.upperBound] = next
    }

    private mutating func consume(_ range: Range<Int>, isTruncated: Bool, _ consumer: inout some LineConsumer)
    {
        var block = origin
        block.offset += UInt64(range.lowerBound)
        block.isTruncatedLine = isTruncated
        consumer.consume(buffer.span.extracting(range), from: block)
        origin.isNewGeneration = false
    }
}
