/// Lines longer than what is read again with each addition, last lines, and long runs of NULs.
extension FileReader {
    /// Goes on in a line longer than `rereadBytes`: its content is read again only once its end, or the limit, is known.
    mutating func extendLongLine(
        _ generation: FileGeneration,
        _ file: OpenFile,
        _ block: Block,
        _ splitter: LineSplitter,
        _ consumer: inout some LineConsumer
    ) throws(SystemCallError) -> Step {
        var position = generation.state.position
        // Half of a newline may have been seen.
        let unit = splitter.encoding.unitBytes
        let begin = block.known - Int(position.seenEnd % UInt64(unit))
        let newline = splitter.firstNewline(in: buffer.span, begin..<block.end)
        let lineBytes = Int(block.start + UInt64(newline ?? block.end) - position.offset)
        if newline == nil && lineBytes < splitter.oversizedFromBytes {
            mark(&position, block.start, block.end)
            generation.state.position = position
            return .progress(block.end - block.known)
        }
        let isOversized = lineBytes > splitter.maxLineBytes
        let kept = isOversized ? splitter.maxLineBytes : lineBytes + unit
        defer { shrink() }
        guard try load(file, at: position.offset, count: kept, checking: position.tail) else {
            return .ended(.contentReplaced)
        }
        let source = source(generation, position.offset, isTruncatedLine: isOversized)
        if isOversized {
            delivery.deliverClosed(0..<kept, of: &buffer, splitter.encoding, source, into: &consumer)
        } else {
            delivery.deliver(0..<kept, of: buffer, splitter, source, into: &consumer)
        }
        generation.isNew = false
        position.isInsideOversizedLine = isOversized
        let start = position.offset
        position.advance(to: start + UInt64(kept), in: buffer.span, from: start)
        mark(&position, start, kept)
        generation.state.position = position
        return .progress(block.end - block.known)
    }

    /// Delivers the line that a finished file ends with, closed with a newline of ours; nothing if there is none.
    mutating func deliverLastLine(
        of generation: FileGeneration,
        _ file: OpenFile,
        into consumer: inout some LineConsumer
    ) throws(SystemCallError) {
        var position = generation.state.position
        let count = Int(position.seenEnd - position.offset)
        guard count > 0, !position.isInsideOversizedLine else { return }
        defer { shrink() }
        guard try load(file, at: position.offset, count: count, checking: position.tail) else { return }
        let encoding = try encoding(of: generation, file, start: position.offset, count: count)
        let source = source(generation, position.offset)
        delivery.deliverClosed(0..<count, of: &buffer, encoding, source, into: &consumer)
        generation.isNew = false
        position.advance(to: position.seenEnd, in: buffer.span, from: position.offset)
        generation.state.position = position
    }

    /// Fills the buffer with exactly these bytes; false when they, or the marker among them, are no longer there.
    private mutating func load(
        _ file: OpenFile,
        at offset: UInt64,
        count: Int,
        checking tail: ContentMarker
    ) throws(SystemCallError) -> Bool {
        if buffer.count < count + 1 { buffer = [UInt8](repeating: 0, count: count + 1) }
        let filled = try FileSystemCalls.read(file, at: offset, count: count, atLeast: count, into: &buffer)
        guard filled == count else { return false }
        return tail.start < offset || holds(tail, at: Int(tail.end - offset), of: count)
    }

    struct ZeroSearch {
        /// The first byte that is not NUL.
        var found: UInt64?
        /// How much was read in the search.
        var bytes = 0
        /// The budget was spent before anything was found; the search goes on where it stopped.
        var isCutShort = false
    }

    /// Looks for the first byte that is not NUL from `offset` on.
    ///
    /// What an earlier look found to be NULs is searched again only when nothing else changed: a writer that fills
    /// space allocated ahead goes on where its content ends, and each of its additions would cost a search of all.
    mutating func firstData(
        _ generation: FileGeneration,
        in file: OpenFile,
        from offset: UInt64,
        _ turn: Turn
    ) throws(SystemCallError) -> ZeroSearch {
        if !turn.hasNews && !generation.isSearchingZeros { generation.zerosEnd = 0 }
        generation.isSearchingZeros = true
        var search = ZeroSearch()
        var offset = max(offset, generation.zerosEnd)
        if zeros.isEmpty { zeros = [UInt8](repeating: 0, count: 64 << 10) }
        while let data = FileSystemCalls.nextData(in: file, from: offset) {
            let count = try FileSystemCalls.read(file, at: data, count: zeros.count, into: &zeros)
            if count == 0 { return search }
            search.bytes += count
            generation.zerosEnd = data
            let leading = zeros.span.leadingZeros(in: 0..<count)
            if leading < count {
                search.found = data + UInt64(leading)
                generation.isSearchingZeros = false
                return search
            }
            offset = data + UInt64(count)
            generation.zerosEnd = offset
            if search.bytes >= turn.budget {
                search.isCutShort = true
                return search
            }
        }
        return search
    }
}
