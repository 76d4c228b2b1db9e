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

    enum Step {
        case progress(Int)
        case ended(Outcome)
    }

    var buffer: [UInt8]
    /// What a search through NULs reads into, while the buffer keeps the line before them; made at the first need.
    var zeros: [UInt8] = []
    var delivery: LineDelivery
    /// New bytes that were read; set to 0 by whoever counts them.
    var bytesRead = 0
    /// Asked between two blocks: someone waits, so the budget counts as spent.
    var isHurried: () -> Bool = { false }
    private let restingBytes: Int
    /// A line in progress up to this length is read again with each addition; of a longer one only what is new.
    private let rereadBytes: Int

    init(bufferBytes: Int) {
        precondition(bufferBytes >= 4 * ContentMarker.maxLength, "the buffer must hold markers and a line")
        buffer = [UInt8](repeating: 0, count: bufferBytes)
        restingBytes = bufferBytes
        delivery = LineDelivery(restingBytes: bufferBytes)
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
        var hasNews = false
        do throws(SystemCallError) {
            while remaining > 0 {
                let turn = Turn(maxLineBytes: maxLineBytes, budget: remaining, hasNews: hasNews)
                switch try step(generation, file, turn, &consumer) {
                case .progress(let count):
                    remaining -= count
                    bytesRead += count
                    if isHurried() { return .budgetSpent }
                case .ended(let outcome): return outcome
                }
                hasNews = true
            }
            return .budgetSpent
        } catch {
            return .failed(error)
        }
    }

    /// What bounds a step, and what the steps before it found.
    struct Turn {
        let maxLineBytes: Int
        let budget: Int
        let hasNews: Bool
    }

    private mutating func step(
        _ generation: FileGeneration,
        _ file: OpenFile,
        _ turn: Turn,
        _ consumer: inout some LineConsumer
    ) throws(SystemCallError) -> Step {
        let position = generation.state.position
        let isLongLine = position.seenEnd - position.offset > UInt64(rereadBytes)
        let isPastOffset = position.isInsideOversizedLine || isLongLine
        let start = isPastOffset ? position.tail.start : min(position.offset, position.tail.start)
        let known = Int(position.seenEnd - start)
        let count = try FileSystemCalls.read(
            file, at: start, count: buffer.count - 1, atLeast: known + 1, into: &buffer)
        guard holds(position.tail, at: known, of: count) else { return .ended(.contentReplaced) }
        let encoding = try encoding(of: generation, file, start: start, count: count)
        var end = contentEnd(known..<count, start, encoding)
        var searched = 0
        if end == known {
            guard count > known else { return reachedEnd(generation) }
            let search = try firstData(generation, in: file, from: start + UInt64(count), turn)
            guard let data = search.found else {
                bytesRead += search.bytes
                return search.isCutShort ? .ended(.budgetSpent) : reachedEnd(generation)
            }
            searched = search.bytes
            if position.offset == position.seenEnd && !position.isInsideOversizedLine {
                skipHole(generation, to: data - data % UInt64(encoding.unitBytes))
                return .progress(searched + 1)
            }
            end = count
        }
        let block = Block(start: start, known: known, end: end)
        let splitter = LineSplitter(maxLineBytes: turn.maxLineBytes, encoding: encoding)
        if isLongLine && !position.isInsideOversizedLine {
            return try extendLongLine(generation, file, block, splitter, &consumer)
        }
        deliver(block, of: generation, splitter, &consumer)
        return .progress(end - known + searched)
    }

    /// Where the content in the buffer ends, without the NULs behind it.
    ///
    /// Space allocated ahead reads as NULs; taken as content, it would look rewritten once it is filled.
    private func contentEnd(_ new: Range<Int>, _ start: UInt64, _ encoding: TextEncoding) -> Int {
        let end = new.upperBound - buffer.span.trailingZeros(in: new)
        // Half of the last code unit may be a NUL.
        let isInsideUnit = (start + UInt64(end)) % UInt64(encoding.unitBytes) != 0
        return isInsideUnit && end < new.upperBound ? end + 1 : end
    }

    private func reachedEnd(_ generation: FileGeneration) -> Step {
        generation.isSearchingZeros = false
        return .ended(.reachedEnd)
    }

    /// What the buffer holds: bytes from the file offset `start`; those before `known` were seen before.
    struct Block {
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
        var cursor = Self.firstCursor(block, position, splitter.encoding)
        while cursor < block.end {
            if !position.isInsideOversizedLine {
                cursor += splitter.leadingZeros(in: buffer.span, cursor..<block.end)
            }
            let piece = splitter.nextPiece(
                in: buffer.span,
                from: cursor,
                to: block.end,
                searched: max(cursor, block.known),
                isSkipping: position.isInsideOversizedLine
            )
            guard let end = deliver(piece, block, of: generation, &position, splitter, &consumer) else {
                break
            }
            cursor = end
        }
        position.advance(to: block.start + UInt64(cursor), in: buffer.span, from: block.start)
        mark(&position, block.start, block.end)
        generation.state.position = position
    }

    /// Where in the buffer the first thing lies that is not delivered or skipped yet.
    private static func firstCursor(
        _ block: Block, _ position: ReadPosition, _ encoding: TextEncoding
    ) -> Int {
        if position.isInsideOversizedLine {
            // Half of a code unit may have been seen.
            return block.known - Int((block.start + UInt64(block.known)) % UInt64(encoding.unitBytes))
        }
        let cursor = Int(position.offset - block.start)
        return block.start == 0 && cursor == 0 ? min(encoding.markBytes, block.end) : cursor
    }

    /// - Returns: where the piece ends; nil for the beginning of a line, which is left for the next read.
    private mutating func deliver(
        _ piece: LineSplitter.Piece,
        _ block: Block,
        of generation: FileGeneration,
        _ position: inout ReadPosition,
        _ splitter: LineSplitter,
        _ consumer: inout some LineConsumer
    ) -> Int? {
        switch piece {
        case .lines(let range):
            delivery.deliver(
                range, of: buffer, splitter, source(generation, block.start), into: &consumer)
            generation.isNew = false
            return range.upperBound
        case .oversizedHead(let range):
            let source = source(generation, block.start, isTruncatedLine: true)
            delivery.deliverClosed(range, of: &buffer, splitter.encoding, source, into: &consumer)
            generation.isNew = false
            position.isInsideOversizedLine = true
            return range.upperBound
        case .skipped(let range, let endsLine):
            position.isInsideOversizedLine = !endsLine
            return range.upperBound
        case .incomplete:
            return nil
        }
    }

    /// What the buffer is to the consumer when its first byte is at `start` of the file.
    func source(
        _ generation: FileGeneration, _ start: UInt64, isTruncatedLine: Bool = false
    ) -> LineDelivery.Source {
        BlockOrigin(
            logIndex: generation.logIndex,
            fileID: generation.fileID,
            offset: start,
            isTruncatedLine: isTruncatedLine,
            isNewGeneration: generation.isNew
        )
    }

    mutating func shrink() {
        if buffer.count > restingBytes { buffer = [UInt8](repeating: 0, count: restingBytes) }
    }
}

// MARK: - Markers and encoding

extension FileReader {
    func holds(_ marker: ContentMarker, at end: Int, of count: Int) -> Bool {
        guard end <= count, marker.length <= end else { return false }
        return ContentMarker.hash(buffer.span.extracting((end - marker.length)..<end)) == marker.hash
    }

    /// Remembers the last bytes before `end` of the buffer, and the first of the file while they are in it.
    func mark(_ position: inout ReadPosition, _ start: UInt64, _ end: Int) {
        let length = min(ContentMarker.maxLength, end)
        let tail = buffer.span.extracting((end - length)..<end)
        position.tail = ContentMarker(
            end: start + UInt64(end), length: length, hash: ContentMarker.hash(tail))
        if start == 0 && position.head.length < length {
            let head = buffer.span.extracting(0..<length)
            position.head = ContentMarker(end: UInt64(length), length: length, hash: ContentMarker.hash(head))
        }
    }

    /// Goes on at `data` behind NULs.
    private func skipHole(_ generation: FileGeneration, to data: UInt64) {
        generation.state.position.offset = data
        generation.state.position.digest = nil
        generation.state.position.tail = ContentMarker(end: data, length: 0, hash: ContentMarker.none.hash)
    }

    /// How the file is text; asked of the buffer while that begins with the file, as the file may have just begun.
    func encoding(
        of generation: FileGeneration, _ file: OpenFile, start: UInt64, count: Int
    ) throws(SystemCallError) -> TextEncoding {
        if let known = generation.encoding { return known }
        guard start == 0 else {
            let encoding = try Self.encoding(of: file)
            generation.encoding = encoding
            return encoding
        }
        guard count >= 2 else { return .bytes }
        let encoding = TextEncoding(firstByte: buffer[0], secondByte: buffer[1])
        generation.encoding = encoding
        return encoding
    }

    static func encoding(of file: OpenFile) throws(SystemCallError) -> TextEncoding {
        var head: [UInt8] = [0, 0]
        _ = try FileSystemCalls.read(file, at: 0, count: 2, atLeast: 2, into: &head)
        return TextEncoding(firstByte: head[0], secondByte: head[1])
    }
}
