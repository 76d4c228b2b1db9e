/// Reads a file from front to back like `WholeFile`, but a piece at a time, whenever its owner asks for more.
///
/// So many files can be read side by side on one thread. It holds the file open while it lives.
package struct SteppedFile {
    private let path: String
    private var reader: WholeFile
    private var stream: ByteStream
    private var isAtEnd = false

    /// - Parameter part: as in `WholeFile.read`.
    package init(
        _ path: String, part: (stored: Range<UInt64>, offset: UInt64)? = nil, maxLineBytes: Int,
        bufferBytes: Int = 64 << 10
    ) throws(WholeFileError) {
        self.path = path
        reader = WholeFile(maxLineBytes: maxLineBytes, bufferBytes: bufferBytes)
        reader.begin(part: part, logIndex: 0, fileID: 0)
        do throws(ByteStreamError) {
            stream = try ByteStream(path, FileSystemCalls(), range: part?.stored ?? 0..<UInt64.max)
        } catch {
            throw reader.failure(path, error)
        }
    }

    /// Reads once, and delivers the lines that are whole with it.
    ///
    /// - Returns: false when all lines of the file were delivered.
    package mutating func step(into consumer: inout some LineConsumer) throws(WholeFileError) -> Bool {
        guard !isAtEnd else { return false }
        do throws(ByteStreamError) {
            if try reader.step(&stream, &consumer) { return true }
        } catch {
            isAtEnd = true
            throw reader.failure(path, error)
        }
        isAtEnd = true
        reader.deliverLastLine(&consumer)
        return false
    }

    /// Bytes taken from the file so far, as they lie there.
    package var storedOffset: UInt64 { stream.storedOffset }
}
