/// Hands lines out of a buffer to a consumer: as they are, or turned into UTF-8.
///
/// NULs at the front of a line are no part of it, however many: they are what a writer that does not append leaves
/// after a truncation, what is allocated ahead, or what a power loss made of the last blocks.
struct LineDelivery {
    /// Where a buffer comes from: the offset is that of its first byte.
    typealias Source = BlockOrigin

    /// A line of UTF-16 as UTF-8.
    private var text: [UInt8] = []
    private let restingBytes: Int

    init(restingBytes: Int) { self.restingBytes = restingBytes }

    /// Delivers whole lines with their newlines.
    mutating func deliver(
        _ range: Range<Int>,
        of bytes: [UInt8],
        _ splitter: LineSplitter,
        _ source: Source,
        into consumer: inout some LineConsumer
    ) {
        let buffer = bytes.span
        var source = source
        if splitter.encoding == .bytes && !range.isEmpty {
            var origin = source
            origin.offset += UInt64(range.lowerBound)
            if consumer.consumeUnlessNUL(buffer.extracting(range), from: origin) { return }
        }
        var cursor = range.lowerBound
        var blockStart = cursor
        while cursor < range.upperBound {
            let zeros = splitter.leadingZeros(in: buffer, cursor..<range.upperBound)
            if zeros > 0 {
                hand(blockStart..<cursor, of: buffer, &source, &consumer)
                cursor += zeros
                blockStart = cursor
            }
            guard let newline = splitter.firstNewline(in: buffer, cursor..<range.upperBound) else { break }
            cursor = newline + splitter.encoding.unitBytes
            if splitter.encoding != .bytes {
                transcode(blockStart..<cursor, of: buffer, splitter.encoding, &source, &consumer)
                blockStart = cursor
            }
        }
        hand(blockStart..<cursor, of: buffer, &source, &consumer)
    }

    /// Delivers a line that has no newline, with one of ours; the buffer has room for a byte after it, which is put
    /// back.
    mutating func deliverClosed(
        _ range: Range<Int>,
        of buffer: inout [UInt8],
        _ encoding: TextEncoding,
        _ source: Source,
        into consumer: inout some LineConsumer
    ) {
        var source = source
        guard encoding == .bytes else {
            transcode(
                range, of: buffer.span, encoding, isCut: source.isTruncatedLine, isClosed: true, &source,
                &consumer)
            return
        }
        let next = buffer[range.upperBound]
        buffer[range.upperBound] = newlineByte
        hand(range.lowerBound..<(range.upperBound + 1), of: buffer.span, &source, &consumer)
        buffer[range.upperBound] = next
    }

    private func hand(
        _ range: Range<Int>,
        of buffer: Span<UInt8>,
        _ source: inout Source,
        _ consumer: inout some LineConsumer
    ) {
        if range.isEmpty { return }
        var origin = source
        origin.offset += UInt64(range.lowerBound)
        consumer.consume(buffer.extracting(range), from: origin)
        source.isNewGeneration = false
    }

    /// One line a block, so that the offset of each line is told.
    private mutating func transcode(
        _ range: Range<Int>,
        of buffer: Span<UInt8>,
        _ encoding: TextEncoding,
        isCut: Bool = false,
        isClosed: Bool = false,
        _ source: inout Source,
        _ consumer: inout some LineConsumer
    ) {
        text.removeAll(keepingCapacity: text.capacity <= restingBytes)
        encoding.appendUTF8(of: buffer, in: range, isCut: isCut, to: &text)
        if isClosed { text.append(newlineByte) }
        var origin = source
        origin.offset += UInt64(range.lowerBound)
        consumer.consume(text.span, from: origin)
        source.isNewGeneration = false
    }
}

extension LineSplitter {
    /// How many bytes of NUL code units a range begins with.
    func leadingZeros(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        let zeros = bytes.leadingZeros(in: range)
        return zeros - zeros % encoding.unitBytes
    }
}
