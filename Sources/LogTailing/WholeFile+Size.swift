extension WholeFile {
    /// Whether the content begins with a byte order mark of UTF-16.
    package static func isUTF16(_ path: String) throws(WholeFileError) -> Bool {
        do throws(ByteStreamError) {
            var stream = try ByteStream(path, FileSystemCalls())
            var first = [UInt8](repeating: 0, count: 2)
            var count = 0
            while count < 2 {
                let read = try stream.read(into: &first, from: count, to: 2)
                if read == 0 { return false }
                count += read
            }
            return TextEncoding(firstByte: first[0], secondByte: first[1]) != .bytes
        } catch {
            throw WholeFileError(path: path, cause: error.cause, goodBytes: 0)
        }
    }

    /// Bytes that the file takes on disk; `nil` when it cannot be looked at or is a stream.
    package static func size(of path: String) -> UInt64? {
        guard let status = try? FileSystemCalls().status(of: BytePath(path), followsLinks: true),
            status.kind == .regular
        else { return nil }
        return status.size
    }
}
