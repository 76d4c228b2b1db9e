/// Reads files block by block through one reused buffer, and delivers whole lines.
///
/// Every read begins with the bytes of the tail marker and is used only if they are unchanged, so that a file that
/// was rewritten between two reads is noticed whatever its size is now.
struct FileReader {
    enum Outcome: Equatable {
        case reachedEnd
        case budgetSpent
        /// What was read before is no longer there: the file was truncated or rewritten.
        case contentReplaced
        case failed(SystemCallError)
    }

    private enum Step {
        case progress(Int)
        case ended(Outcome)
    }

    private var buffer: [UInt8]
    /// What a search through NULs reads into, while the buffer keeps the line before them; made at the first need.
    private var zeros: [UInt8] = []
    private let restingBytes: Int
    /// A line in progress up to this length is read again with each addition; of a longer one only what is new.
    private let rereadBytes: Int

    init(bufferBytes: Int) {
        precondition(bufferBytes >= 4 * ContentMarker.maxLength, "the buffer must hold markers and a line")
        buffer = [UInt8](repeating: 0, count: bufferBytes)
        restingBytes = bufferBytes
        rereadBytes = min(16 << 10, bufferBytes / 4)
    }

    /// Reads on until the end or until `budget` bytes were new.
    mutating func read(
        _ generation: FileGeneration,
        _ file: OpenFile,
        maxLineBytes: Int,
        budget: Int,
        into consumer: inout some LineConsumer
    ) -> Outcome {
        var remaining = budget
        do throws(SystemCallError) {
            while remaining > 0 {
                let splitter = LineSplitter(maxLineBytes: maxLineBytes)
                switch try step(generation, file, splitter, budget: remaining, &consumer) {
                case .progress(let count): remaining -= count
                case .ended(let outcome): return outcome
                }
            }
            return .budgetSpent
        } catch {
            return .failed(error)
        }
    }

    private mutating func step(
        _ generation: FileGeneration,
        _ file: OpenFile,
        _ splitter: LineSplitter,
        budget: Int,
        _ consumer: inout some LineConsumer
    ) throws(SystemCallError) -> Step {
        let position = generation.state.position
        let isLongLine = position.seenEnd - position.offset > UInt64(rereadBytes)
        let isPastOffset = position.isInsideOversizedLine || isLongLine
        let start = isPastOffset ? position.tail.start : min(position.offset, position.tail.start)
        let count = try FileSystemCalls.read(file, at: start, count: buffer.count - 1, into: &buffer)
        let known = Int(position.seenEnd - start)
        guard holds(position.tail, at: known, of: count) else { return .ended(.contentReplaced) }
        var end = count
        var searched = 0
        // Space allocated ahead reads as NULs; taken as content, it would look rewritten once it is filled.
        while end > known && buffer[end - 1] == 0 { end -= 1 }
        if end == known {
            guard count > known else { return reachedEnd(generation) }
            let search = try firstData(generation, in: file, from: start + UInt64(count), budget: budget)
            guard let data = search.found else {
                return search.isCutShort ? .ended(.budgetSpent) : reachedEnd(generation)
            }
            searched = search.bytes
            if position.offset == position.seenEnd && !position.isInsideOversizedLine {
                skipHole(generation, to: data)
                return .progress(searched + 1)
            }
            end = count
        }
        let block = Block(start: start, known: known, end: end)
        if isLongLine && !position.isInsideOversizedLine {
            return try extendLongLine(generation, file, block, splitter, &consumer)
        }
        deliver(block, of: generation, splitter, &consumer)
        return .progress(end - known + searched)
    }

    private func reachedEnd(_ generation: FileGeneration) -> Step {
        generation.zerosEnd = 0
        return .ended(.reachedEnd)
    }

    /// What the buffer holds: bytes from the file offset `start`; those before `known` were seen before.
    private struct Block {
        let start: UInt64
        let known: Int
        let end: Int
    }

    private mutating func deliver(
        _ block: Block,
        of generation: FileGeneration,
        _ splitter: LineSplitter,
        _ consumer: inout some LineConsumer
    ) {
        var position = generation.state.position
        var cursor = position.isInsideOversizedLine ? block.known : Int(position.offset - block.start)
        if block.start == 0 && cursor == 0 { cursor = frontHole(in: block) }
        pieces: while cursor < block.end {
            let piece = splitter.nextPiece(
                in: buffer.span,
                from: cursor,
                to: block.end,
                searched: max(cursor, block.known),
                isSkipping: position.isInsideOversizedLine
            )
            switch piece {
            case .lines(let range):
                consumer.consume(buffer.span.extracting(range), from: origin(generation, block, range, false))
                generation.isNew = false
                cursor = range.upperBound
            case .oversizedHead(let range):
                deliverClosed(range, origin(generation, block, range, true), &consumer)
                generation.isNew = false
                cursor = range.upperBound
                position.isInsideOversizedLine = true
            case .skipped(let range, let endsLine):
                cursor = range.upperBound
                position.isInsideOversizedLine = !endsLine
            case .incomplete:
                break pieces
            }
        }
        position.offset = block.start + UInt64(cursor)
        mark(&position, block.start, block.end)
        generation.state.position = position
    }

    private func origin(
        _ generation: FileGeneration,
        _ block: Block,
        _ range: Range<Int>,
        _ isTruncatedLine: Bool
    ) -> BlockOrigin {
        BlockOrigin(
            logIndex: generation.logIndex,
            fileID: generation.fileID,
            offset: block.start + UInt64(range.lowerBound),
            isTruncatedLine: isTruncatedLine,
            isNewGeneration: generation.isNew
        )
    }

    /// Delivers a line without its newline, with one of ours in the byte after it, which is put back.
    private mutating func deliverClosed(
        _ range: Range<Int>,
        _ origin: BlockOrigin,
        _ consumer: inout some LineConsumer
    ) {
        let next = buffer[range.upperBound]
        buffer[range.upperBound] = newlineByte
        consumer.consume(buffer.span.extracting(range.lowerBound..<(range.upperBound + 1)), from: origin)
        buffer[range.upperBound] = next
    }
}

// MARK: - Long lines and last lines

extension FileReader {
    /// Goes on in a line longer than `rereadBytes`: its content is read again only once its end, or the limit, is known.
    private mutating func extendLongLine(
        _ generation: FileGeneration,
        _ file: OpenFile,
        _ block: Block,
        _ splitter: LineSplitter,
        _ consumer: inout some LineConsumer
    ) throws(SystemCallError) -> Step {
        var position = generation.state.position
        let newline = splitter.firstNewline(in: buffer.span, block.known..<block.end)
        let lineBytes = Int(block.start + UInt64(newline ?? block.end) - position.offset)
        if newline == nil && lineBytes <= splitter.maxLineBytes {
            mark(&position, block.start, block.end)
            generation.state.position = position
            return .progress(block.end - block.known)
        }
        let isOversized = lineBytes > splitter.maxLineBytes
        let kept = isOversized ? splitter.maxLineBytes : lineBytes + 1
        defer { shrink() }
        guard try load(file, at: position.offset, count: kept, checking: position.tail) else {
            return .ended(.contentReplaced)
        }
        let line = Block(start: position.offset, known: 0, end: kept)
        let lineOrigin = origin(generation, line, 0..<kept, isOversized)
        if isOversized {
            deliverClosed(0..<kept, lineOrigin, &consumer)
        } else {
            consumer.consume(buffer.span.extracting(0..<kept), from: lineOrigin)
        }
        generation.isNew = false
        position.isInsideOversizedLine = isOversized
        position.offset += UInt64(kept)
        mark(&position, line.start, kept)
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
        let block = Block(start: position.offset, known: 0, end: count)
        deliverClosed(0..<count, origin(generation, block, 0..<count, false), &consumer)
        generation.isNew = false
        position.offset = position.seenEnd
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
        var filled = try FileSystemCalls.read(file, at: offset, count: count, into: &buffer)
        // One call reads at most 2 GiB and may stop early at a signal or a page that is not there yet.
        while filled > 0 && filled < count {
            var rest = [UInt8](repeating: 0, count: min(count - filled, restingBytes))
            let more = try FileSystemCalls.read(
                file, at: offset + UInt64(filled), count: rest.count, into: &rest)
            if more == 0 { return false }
            buffer.replaceSubrange(filled..<(filled + more), with: rest[..<more])
            filled += more
        }
        guard filled == count else { return false }
        return tail.start < offset || holds(tail, at: Int(tail.end - offset), of: count)
    }

    private mutating func shrink() {
        if buffer.count > restingBytes { buffer = [UInt8](repeating: 0, count: restingBytes) }
    }
}

// MARK: - Markers and holes

extension FileReader {
    private func holds(_ marker: ContentMarker, at end: Int, of count: Int) -> Bool {
        guard end <= count, marker.length <= end else { return false }
        return ContentMarker.hash(buffer.span.extracting((end - marker.length)..<end)) == marker.hash
    }

    /// Remembers the last bytes before `end` of the buffer, and the first of the file while they are in it.
    private func mark(_ position: inout ReadPosition, _ start: UInt64, _ end: Int) {
        let length = min(ContentMarker.maxLength, end)
        let tail = buffer.span.extracting((end - length)..<end)
        position.tail = ContentMarker(
            end: start + UInt64(end), length: length, hash: ContentMarker.hash(tail))
        if start == 0 && position.head.length < length {
            let head = buffer.span.extracting(0..<length)
            position.head = ContentMarker(end: UInt64(length), length: length, hash: ContentMarker.hash(head))
        }
    }

    /// NULs before the first byte of a file: what copytruncate leaves under a writer that does not append.
    private func frontHole(in block: Block) -> Int {
        var index = 0
        while index < block.end && buffer[index] == 0 { index += 1 }
        return index
    }

    private func skipHole(_ generation: FileGeneration, to data: UInt64) {
        generation.state.position.offset = data
        generation.state.position.tail = ContentMarker(end: data, length: 0, hash: ContentMarker.none.hash)
    }

    private struct ZeroSearch {
        /// The first byte that is not NUL.
        var found: UInt64?
        /// How much was read in the search.
        var bytes = 0
        /// The budget was spent before anything was found; the search goes on where it stopped.
        var isCutShort = false
    }

    /// Looks for the first byte that is not NUL from `offset` on.
    private mutating func firstData(
        _ generation: FileGeneration,
        in file: OpenFile,
        from offset: UInt64,
        budget: Int
    ) throws(SystemCallError) -> ZeroSearch {
        var search = ZeroSearch()
        var offset = max(offset, generation.zerosEnd)
        if zeros.isEmpty { zeros = [UInt8](repeating: 0, count: 64 << 10) }
        while let data = FileSystemCalls.nextData(in: file, from: offset) {
            let count = try FileSystemCalls.read(file, at: data, count: zeros.count, into: &zeros)
            if count == 0 { return search }
            search.bytes += count
            generation.zerosEnd = data
            if let found = zeros[..<count].firstIndex(where: { $0 != 0 }) {
                search.found = data + UInt64(found)
                return search
            }
            offset = data + UInt64(count)
            generation.zerosEnd = offset
            if search.bytes >= budget {
                search.isCutShort = true
                return search
            }
        }
        return search
    }
}

// MARK: - Where to start

extension FileReader {
    /// The marker of the first bytes of a file.
    mutating func head(of file: OpenFile) throws(SystemCallError) -> ContentMarker {
        let count = try FileSystemCalls.read(file, at: 0, count: ContentMarker.maxLength, into: &buffer)
        let hash = ContentMarker.hash(buffer.span.extracting(0..<count))
        return ContentMarker(end: UInt64(count), length: count, hash: hash)
    }

    /// Whether the file still begins as it did.
    mutating func hasHead(_ head: ContentMarker, _ file: OpenFile) throws(SystemCallError) -> Bool {
        let count = try FileSystemCalls.read(file, at: 0, count: ContentMarker.maxLength, into: &buffer)
        return holds(head, at: head.length, of: count)
    }

    /// The position of a reader that is only interested in what comes: after the last newline, so that a line being
    /// written now is read whole; inside an over-long line when there is no newline within the limit.
    mutating func positionAtEnd(
        of file: OpenFile,
        size: UInt64,
        maxLineBytes: Int
    ) throws(SystemCallError) -> ReadPosition {
        var position = ReadPosition()
        _ = try read(file, endingAt: min(size, UInt64(ContentMarker.maxLength)), &position)
        var end = size
        while end > 0 && size - end <= UInt64(maxLineBytes) {
            let searched = UInt64(maxLineBytes) + 1 - (size - end)
            let count = min(end, UInt64(buffer.count), searched)
            let loaded = try FileSystemCalls.read(file, at: end - count, count: Int(count), into: &buffer)
            guard loaded == Int(count) else { break }
            if let newline = buffer[..<loaded].lastIndex(of: newlineByte) {
                return try self.position(file, at: end - count + UInt64(newline) + 1, position)
            }
            end -= count
        }
        if size <= UInt64(maxLineBytes) { return ReadPosition() }
        position.isInsideOversizedLine = true
        return try self.position(file, at: size, position)
    }

    private mutating func position(
        _ file: OpenFile,
        at offset: UInt64,
        _ base: ReadPosition
    ) throws(SystemCallError) -> ReadPosition {
        var position = base
        position.offset = offset
        return try read(file, endingAt: offset, &position) ? position : ReadPosition()
    }

    /// Sets the markers of a position from the bytes that end there; false when the file is shorter by now.
    private mutating func read(
        _ file: OpenFile,
        endingAt end: UInt64,
        _ position: inout ReadPosition
    ) throws(SystemCallError) -> Bool {
        let count = min(end, UInt64(ContentMarker.maxLength))
        let loaded = try FileSystemCalls.read(file, at: end - count, count: Int(count), into: &buffer)
        guard loaded == Int(count) else { return false }
        mark(&position, end - count, loaded)
        return true
    }
}
