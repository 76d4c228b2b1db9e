import Compression

/// Why a stream of bytes ends before its end.
enum ByteStreamError: Error {
    case system(SystemCallError)
    case damaged(GzipError)
}

/// The bytes of a file or of standard input, once from front to back; gzip data is unpacked on the way.
///
/// What is gzip data is told by its first two bytes, never by a name: so it works for standard input, and for a file
/// that was compressed under its old name.
struct ByteStream {
    private static let packedBytes = 64 << 10

    private let file: OpenFile
    /// Bytes read ahead and not handed out: of the file as it is, or packed.
    private var stored: [UInt8]
    private var storedStart = 0
    private var storedEnd = 0
    private var decoder: GzipDecoder?
    private var unpacked: [UInt8] = []
    private var unpackedStart = 0
    private var isAtEnd = false
    /// A fault met after some bytes that were still good.
    private var fault: ByteStreamError?
    /// Bytes taken from the file so far, as they lie there.
    private(set) var storedOffset: UInt64 = 0

    /// - Parameter path: `-` is standard input.
    init(_ path: String, _ calls: FileSystemCalls) throws(ByteStreamError) {
        stored = [UInt8](repeating: 0, count: Self.packedBytes)
        do throws(SystemCallError) {
            file = path == "-" ? calls.standardInput() : try calls.openStream(BytePath(path))
            // A pipe may hand out single bytes.
            while storedEnd < 2 {
                let count = try FileSystemCalls.readNext(
                    file, into: &stored, from: storedEnd, to: stored.count)
                if count == 0 { break }
                storedEnd += count
            }
        } catch {
            throw .system(error)
        }
        if storedEnd >= 2 && stored[0] == 0x1F && stored[1] == 0x8B {
            do throws(GzipError) { decoder = try GzipDecoder() } catch { throw .damaged(error) }
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
            let count = try FileSystemCalls.readNext(file, into: &buffer, from: start, to: end)
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
                storedEnd = try FileSystemCalls.readNext(file, into: &stored, from: 0, to: stored.count)
            } catch {
                throw .system(error)
            }
            storedStart = 0
        }
        do throws(GzipError) {
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
}
