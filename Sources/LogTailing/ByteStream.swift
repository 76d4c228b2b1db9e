import Compression

/// Why a stream of bytes ends before its end.
enum ByteStreamError: Error {
    case system(SystemCallError)
    case damaged(StreamError)
}

/// The bytes of a file or of standard input, once from front to back; gzip and zstd data are unpacked on
/// the way.
///
/// What is packed is told by its first bytes, never by a name: so it works for standard input, and for a file
/// that was compressed under its old name.
struct ByteStream {
    private static let packedBytes = 64 << 10

    private let file: OpenFile
    /// Bytes read ahead and not handed out: of the file as it is, or packed.
    private var stored: [UInt8]
    private var storedStart = 0
    private var storedEnd = 0
    private var decoder: StreamDecoder?
    private var unpacked: [UInt8] = []
    private var unpackedStart = 0
    private var isAtEnd = false
    /// The byte of the file that is read next.
    private var storedTaken: UInt64
    /// A fault met after some bytes that were still good.
    private var fault: ByteStreamError?
    /// Bytes taken from the file so far, as they lie there.
    private(set) var storedOffset: UInt64 = 0

    /// The stream ends before this byte of the file.
    private let storedLimit: UInt64

    /// - Parameters:
    ///   - path: `-` is standard input.
    ///   - range: the bytes of the file that the stream consists of; of a packed file, whole members or frames.
    init(
        _ path: String, _ calls: FileSystemCalls, range: Range<UInt64> = 0..<UInt64.max
    ) throws(ByteStreamError) {
        storedLimit = range.upperBound
        storedTaken = range.lowerBound
        stored = [UInt8](repeating: 0, count: Self.packedBytes)
        do throws(SystemCallError) {
            file = path == "-" ? calls.standardInput() : try calls.openStream(BytePath(path))
            if range.lowerBound > 0 { try FileSystemCalls.seek(file, to: range.lowerBound) }
            // A pipe may hand out single bytes.
            while storedEnd < StreamDecoder.tellingBytes {
                let count = try Self.readNext(
                    file, into: &stored, from: storedEnd, to: stored.count, &storedTaken, storedLimit)
                if count == 0 { break }
                storedEnd += count
            }
        } catch {
            throw .system(error)
        }
        let first = stored
        do throws(StreamError) {
            decoder = try StreamDecoder(forDataBeginning: first.span.extracting(0..<storedEnd))
        } catch {
            throw .damaged(error)
        }
    }

    /// Reads what comes next into `buffer[start..<end]`; 0 at the end.
    ///
    /// A fault is thrown once all that was good before it was handed out.
    mutating func read(into buffer: inout [UInt8], from start: Int, to end: Int) throws(ByteStreamError)
        -> Int
    {
        guard decoder == nil else { return try readUnpacked(into: &buffer, start..<end) }
        if storedStart < storedEnd {
            let count = min(storedEnd - storedStart, end - start)
            buffer.replaceSubrange(start..<(start + count), with: stored[storedStart..<(storedStart + count)])
            storedStart += count
            storedOffset += UInt64(count)
            return count
        }
        do throws(SystemCallError) {
            let count = try Self.readNext(
                file, into: &buffer, from: start, to: end, &storedTaken, storedLimit)
            storedOffset += UInt64(count)
            return count
        } catch {
            throw .system(error)
        }
    }

    private mutating func readUnpacked(
        into buffer: inout [UInt8], _ range: Range<Int>
    ) throws(ByteStreamError) -> Int {
        while unpackedStart == unpacked.count {
            if let fault { throw fault }
            if isAtEnd { return 0 }
            unpacked.removeAll(keepingCapacity: true)
            unpackedStart = 0
            do throws(ByteStreamError) { try unpackMore() } catch { fault = error }
        }
        let count = min(unpacked.count - unpackedStart, range.count)
        buffer.replaceSubrange(
            range.lowerBound..<(range.lowerBound + count),
            with: unpacked[unpackedStart..<(unpackedStart + count)])
        unpackedStart += count
        return count
    }

    private mutating func unpackMore() throws(ByteStreamError) {
        guard let decoder else { return }
        if storedStart == storedEnd && !decoder.hasPendingOutput {
            do throws(SystemCallError) {
                storedEnd = try Self.readNext(
                    file, into: &stored, from: 0, to: stored.count, &storedTaken, storedLimit)
            } catch {
                throw .system(error)
            }
            storedStart = 0
        }
        do throws(StreamError) {
            if storedEnd == 0 {
                isAtEnd = true
                try decoder.finish()
                return
            }
            let input = stored
            let taken = try decoder.decode(
                input.span.extracting(storedStart..<storedEnd), atMost: Self.packedBytes, into: &unpacked)
            storedStart += taken
            storedOffset += UInt64(taken)
        } catch {
            throw .damaged(error)
        }
    }

    /// Reads on, but not past the limit.
    private static func readNext(
        _ file: OpenFile, into buffer: inout [UInt8], from start: Int, to end: Int, _ taken: inout UInt64,
        _ limit: UInt64
    ) throws(SystemCallError) -> Int {
        // Where there is no limit, the sum of it and `start` would be beyond all numbers.
        let room = start + min(end - start, Int(clamping: limit - min(taken, limit)))
        guard room > start else { return 0 }
        let count = try FileSystemCalls.readNext(file, into: &buffer, from: start, to: room)
        taken += UInt64(count)
        return count
    }
}
