/// Reads files, or standard input, once from front to back; gzip data is unpacked on the way.
///
/// The lines are the same as those of a tailer that follows the file to its end: over-long lines are cut at the same
/// length, UTF-16 becomes UTF-8, NULs at the front of a line are skipped, and the last line counts without its newline.
package struct WholeFile {
    private let maxLineBytes: Int
    private let restingBytes: Int
    private var splitter: LineSplitter
    private var delivery: LineDelivery
    private var buffer: [UInt8]
    /// Where what is not delivered yet begins.
    private var start = 0
    private var filled = 0
    /// The buffer's first byte is at a multiple of this in the file, unless the buffer is tiny.
    private let alignment: Int
    /// Its offset is that of the first byte of the buffer.
    private var source = BlockOrigin(logIndex: 0, fileID: 0, offset: 0)
    private var isSkipping = false

    /// Behind the room for reads: for the newline of ours after a line that has none.
    private static let spareBytes = 64

    /// - Parameter maxLineBytes: as in `LogSource`; it bounds the memory.
    package init(maxLineBytes: Int, bufferBytes: Int = 256 << 10) {
        self.maxLineBytes = maxLineBytes
        restingBytes = max(bufferBytes, 8)
        splitter = LineSplitter(maxLineBytes: maxLineBytes)
        delivery = LineDelivery(restingBytes: restingBytes)
        // The kernel copies faster to where the bytes lie in their cache line as they do in the file.
        alignment = restingBytes >= 4096 ? 64 : 1
        buffer = [UInt8](repeating: 0, count: restingBytes + Self.spareBytes)
    }

    /// Delivers all lines of the file at `path`; `-` is standard input.
    ///
    /// After an error the whole lines before it have been delivered. Offsets are those of the unpacked content.
    /// - Parameters:
    ///   - part: bytes of the file, as they lie there, that hold whole lines, and the offset of the first in the content;
    ///     nil: all.
    ///   - progress: told after each block how many bytes of the file, as it lies there, were read so far.
    package mutating func read(
        _ path: String,
        part: (stored: Range<UInt64>, offset: UInt64)? = nil,
        logIndex: Int = 0,
        fileID: Int = 0,
        into consumer: inout some LineConsumer,
        progress: (UInt64) -> Void = { _ in }
    ) throws(WholeFileError) {
        begin(part: part, logIndex: logIndex, fileID: fileID)
        do throws(ByteStreamError) {
            var stream = try ByteStream(
                path, FileSystemCalls(), range: part?.stored ?? 0..<UInt64.max)
            while try step(&stream, &consumer) { progress(stream.storedOffset) }
        } catch {
            throw failure(path, error)
        }
        deliverLastLine(&consumer)
    }

    /// Before the first byte of a file.
    mutating func begin(part: (stored: Range<UInt64>, offset: UInt64)?, logIndex: Int, fileID: Int) {
        (start, filled) = (0, 0)
        isSkipping = false
        source = BlockOrigin(
            logIndex: logIndex, fileID: fileID, offset: part?.offset ?? 0, isNewGeneration: true)
    }

    /// Reads once and delivers what whole lines there are; false at the end.
    mutating func step(
        _ stream: inout ByteStream, _ consumer: inout some LineConsumer
    ) throws(ByteStreamError) -> Bool {
        let count = try stream.read(into: &buffer, from: filled, to: room)
        if count == 0 { return false }
        let searched = filled
        filled += count
        if isAtFront && searched < 2 { beginText() }
        deliver(searched: searched, &consumer)
        return true
    }

    func failure(_ path: String, _ error: ByteStreamError) -> WholeFileError {
        WholeFileError(path: path, cause: error.cause, goodBytes: source.offset + UInt64(filled))
    }

    /// How far the buffer may be filled.
    private var room: Int { buffer.count - Self.spareBytes }

    /// Whether nothing of the file was delivered yet.
    private var isAtFront: Bool { source.offset == 0 && start == 0 }

    /// Finds out what the file is as soon as two bytes tell; a first byte alone belongs to no line yet.
    private mutating func beginText() {
        let encoding =
            filled < 2 ? TextEncoding.bytes : TextEncoding(firstByte: buffer[0], secondByte: buffer[1])
        splitter = LineSplitter(maxLineBytes: maxLineBytes, encoding: encoding)
    }

    private mutating func deliver(searched: Int, _ consumer: inout some LineConsumer) {
        if isAtFront && filled < 2 && buffer[0] >= 0xFE { return }
        var cursor = isAtFront ? splitter.encoding.markBytes : start
        pieces: while cursor < filled {
            if !isSkipping { cursor += splitter.leadingZeros(in: buffer.span, cursor..<filled) }
            let piece = splitter.nextPiece(
                in: buffer.span,
                from: cursor,
                to: filled,
                searched: max(searched, cursor),
                isSkipping: isSkipping
            )
            switch piece {
            case .lines(let range):
                delivery.deliver(range, of: buffer, splitter, source, into: &consumer)
                source.isNewGeneration = false
                cursor = range.upperBound
            case .oversizedHead(let range):
                deliverClosed(range, isTruncated: true, &consumer)
                cursor = range.upperBound
                isSkipping = true
            case .skipped(let range, let endsLine):
                // Half of a code unit is looked at again with its other half.
                let half = endsLine ? 0 : range.count % splitter.encoding.unitBytes
                cursor = range.upperBound - half
                isSkipping = !endsLine
                if half > 0 { break pieces }
            case .incomplete:
                break pieces
            }
        }
        keepRest(from: cursor)
    }

    /// Moves what is left to the front, and makes room when a line fills the buffer.
    private mutating func keepRest(from cursor: Int) {
        start = cursor % alignment
        let distance = cursor - start
        if distance > 0 {
            buffer.replaceSubrange(start..<(filled - distance), with: Array(buffer[cursor..<filled]))
            source.offset += UInt64(distance)
            filled -= distance
        }
        if filled == room { buffer += [UInt8](repeating: 0, count: buffer.count) }
    }

    mutating func deliverLastLine(_ consumer: inout some LineConsumer) {
        let zeros = buffer.span.trailingZeros(in: start..<filled)
        // Half of the last code unit may be a NUL.
        filled -= zeros - (zeros > 0 ? (filled - start - zeros) % splitter.encoding.unitBytes : 0)
        if filled > start && !isSkipping { deliverClosed(start..<filled, isTruncated: false, &consumer) }
        let restingCount = restingBytes + Self.spareBytes
        if buffer.count > restingCount { buffer = [UInt8](repeating: 0, count: restingCount) }
    }

    private mutating func deliverClosed(
        _ range: Range<Int>,
        isTruncated: Bool,
        _ consumer: inout some LineConsumer
    ) {
        var source = source
        source.isTruncatedLine = isTruncated
        delivery.deliverClosed(range, of: &buffer, splitter.encoding, source, into: &consumer)
        self.source.isNewGeneration = false
    }
}

extension ByteStreamError {
    var cause: WholeFileError.Cause {
        switch self {
        case .system(let error): .system(code: error.code)
        case .damaged(let error): .damaged(error)
        }
    }
}
