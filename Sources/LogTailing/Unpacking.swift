import Compression

/// Reads what is left of a generation out of a `.gz` or `.zst` of it, a piece at a time.
///
/// Offsets are those of the unpacked bytes, so positions mean the same as in the plain file.
final class Unpacking {
    enum Outcome: Equatable {
        case budgetSpent
        /// The data stop inside a member, or may still grow.
        case incomplete
        /// All was delivered, and the last trailer was right.
        case ended
        /// It does not begin with what was read of the generation.
        case different
        /// The bytes after a place are no packed data.
        case damaged
    }

    let path: BytePath
    let fileID: Int
    let logIndex: Int
    let identity: FileIdentity
    private(set) var position: ReadPosition
    /// The file is proved to be a copy, and its lines are delivered.
    private(set) var isVerified = false
    var backoff = RetryBackoff()
    /// The size at the last look that found the data at an end.
    var endedAtSize: UInt64?
    /// When the file last grew.
    var quietSince: ContinuousClock.Instant

    private let file: OpenFile
    /// Nil until enough bytes are there to tell what they are.
    private var decoder: StreamDecoder?
    private var packed: [UInt8]
    /// Where the bytes that the decoder takes next are in the file.
    private var packedOffset: UInt64 = 0
    /// Unpacked bytes from `start` on; while lines are delivered, those from `position.offset` on are to come.
    private var buffer: [UInt8] = []
    private var start: UInt64 = 0
    private var digest = ContentDigest()
    private var searched = 0
    private var encoding = TextEncoding.bytes

    init(
        _ path: BytePath, _ remainder: Remainder, _ file: OpenFile, now: ContinuousClock.Instant
    ) throws(SystemCallError) {
        self.path = path
        self.file = file
        identity = try FileSystemCalls.status(of: file).identity
        fileID = remainder.checkpoint.fileID
        logIndex = remainder.logIndex
        position = remainder.checkpoint.position
        quietSince = now
        packed = [UInt8](repeating: 0, count: 64 << 10)
    }

    func size() throws(SystemCallError) -> UInt64 { try FileSystemCalls.status(of: file).size }

    /// Goes on for about `budget` unpacked bytes.
    func step(
        budget: Int,
        maxLineBytes: Int,
        _ delivery: inout LineDelivery,
        into consumer: inout some LineConsumer
    ) throws(SystemCallError) -> Outcome {
        var remaining = budget
        while remaining > 0 {
            // Of what the probe unpacked nothing was delivered yet.
            if isVerified { deliver(maxLineBytes, &delivery, &consumer) }
            if let outcome = try unpackPiece(&remaining) { return outcome }
        }
        if isVerified { deliver(maxLineBytes, &delivery, &consumer) }
        return .budgetSpent
    }

    /// What the first piece says of a file that may be a copy.
    enum Likeness { case possible, different, unknown }

    /// Looks at the first piece only; the file may still be too short to tell.
    func probe() throws(SystemCallError) -> Likeness {
        var budget = 1
        let outcome = try unpackPiece(&budget)
        if outcome == .different || outcome == .damaged { return .different }
        if outcome == .ended && !isVerified { return .different }
        return unpackedEnd < UInt64(position.head.length) ? .unknown : .possible
    }

    /// Unpacks and compares about 256 KiB; nil when more may follow at once.
    private func unpackPiece(_ budget: inout Int) throws(SystemCallError) -> Outcome? {
        let count = try FileSystemCalls.read(file, at: packedOffset, count: packed.count, into: &packed)
        if decoder == nil {
            decoder = try makeDecoder(Array(packed[..<count].prefix(StreamDecoder.tellingBytes)))
        }
        guard let decoder else { return count < StreamDecoder.tellingBytes ? .incomplete : .different }
        if count == 0 && !decoder.hasPendingOutput { return isComplete ? .ended : .incomplete }
        let before = buffer.count
        do {
            let taken = try decoder.decode(
                packed.span.extracting(0..<count), atMost: 256 << 10, into: &buffer)
            packedOffset += UInt64(taken)
        } catch {
            return isVerified ? .damaged : .different
        }
        budget -= max(buffer.count - before, count)
        return isVerified || verify() ? nil : .different
    }

    private func makeDecoder(_ first: [UInt8]) throws(SystemCallError) -> StreamDecoder? {
        do throws(StreamError) { return try StreamDecoder(forDataBeginning: first.span) } catch {
            throw SystemCallError.outOfMemory
        }
    }

    /// Delivers the line that the data end with.
    func deliverLastLine(_ delivery: inout LineDelivery, into consumer: inout some LineConsumer) {
        let cursor = Int(position.offset - start)
        guard cursor < buffer.count, !position.isInsideOversizedLine else { return }
        let end = buffer.count
        buffer.append(0)
        delivery.deliverClosed(cursor..<end, of: &buffer, encoding, source(), into: &consumer)
        buffer.removeLast()
        position.advance(to: start + UInt64(end), in: buffer.span, from: start)
        mark()
    }

    /// Everything unpacked so far was delivered, the last line excepted.
    var unpackedEnd: UInt64 { start + UInt64(buffer.count) }

    private var isComplete: Bool {
        guard let decoder else { return false }
        do {
            try decoder.finish()
            return true
        } catch {
            return false
        }
    }

    /// Compares what was unpacked with what is remembered; false when it is something else.
    private func verify() -> Bool {
        if start == 0 && !buffer.isEmpty {
            if buffer.count >= 2 {
                encoding = TextEncoding(firstByte: buffer[0], secondByte: buffer[1])
            }
            let length = position.head.length
            guard buffer.count >= length else { return true }
            if ContentMarker.hash(buffer.span.extracting(0..<length)) != position.head.hash { return false }
        }
        let digested = min(unpackedEnd, position.offset)
        digest.update(
            buffer.span.extracting(Int(digest.count - start)..<Int(max(digested, digest.count) - start)))
        let tail = position.tail
        guard unpackedEnd >= tail.end else {
            drop(before: min(digest.count, tail.start))
            return true
        }
        let tailRange = Int(tail.start - start)..<Int(tail.end - start)
        guard ContentMarker.hash(buffer.span.extracting(tailRange)) == tail.hash,
            position.digest == nil || position.digest == digest
        else { return false }
        isVerified = true
        searched = Int(position.offset - start)
        return true
    }

    private func drop(before offset: UInt64) {
        guard offset > start else { return }
        buffer.removeFirst(Int(offset - start))
        start = offset
    }

    private func source(isTruncatedLine: Bool = false) -> LineDelivery.Source {
        BlockOrigin(logIndex: logIndex, fileID: fileID, offset: start, isTruncatedLine: isTruncatedLine)
    }

    private func deliver(
        _ maxLineBytes: Int, _ delivery: inout LineDelivery, _ consumer: inout some LineConsumer
    ) {
        let splitter = LineSplitter(maxLineBytes: maxLineBytes, encoding: encoding)
        var cursor = Int(position.offset - start)
        let end = buffer.count
        // Room for a newline of ours after an over-long head.
        buffer.append(0)
        pieces: while cursor < end {
            if !position.isInsideOversizedLine {
                cursor += splitter.leadingZeros(in: buffer.span, cursor..<end)
            }
            let piece = splitter.nextPiece(
                in: buffer.span, from: cursor, to: end, searched: max(cursor, searched),
                isSkipping: position.isInsideOversizedLine)
            switch piece {
            case .lines(let range):
                delivery.deliver(range, of: buffer, splitter, source(), into: &consumer)
                cursor = range.upperBound
            case .oversizedHead(let range):
                delivery.deliverClosed(
                    range, of: &buffer, encoding, source(isTruncatedLine: true), into: &consumer)
                cursor = range.upperBound
                position.isInsideOversizedLine = true
            case .skipped(let range, let endsLine):
                cursor = range.upperBound
                position.isInsideOversizedLine = !endsLine
            case .incomplete:
                break pieces
            }
        }
        buffer.removeLast()
        guard start + UInt64(cursor) > position.offset else {
            searched = end
            return
        }
        position.advance(to: start + UInt64(cursor), in: buffer.span, from: start)
        mark()
        drop(before: position.offset)
        searched = end - cursor
    }

    /// The tail marker ends where the lines do: what follows is unpacked again after a restart.
    private func mark() {
        let end = Int(position.offset - start)
        let length = min(ContentMarker.maxLength, end)
        position.tail = ContentMarker(
            end: position.offset, length: length,
            hash: ContentMarker.hash(buffer.span.extracting((end - length)..<end)))
    }
}
