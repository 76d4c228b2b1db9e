/// What kind of file a name leads to, for those who read whole files.
package enum LogFileKind {
    /// Exists and is no regular file: a pipe or a device, which can be read once only.
    package static func isStream(_ path: String) -> Bool {
        guard let status = try? FileSystemCalls().status(of: BytePath(path), followsLinks: true) else {
            return false
        }
        return status.kind == .other
    }

    /// Whether reading may begin in its middle: its bytes are the text itself, a byte or more for each letter.
    package static func isPlainText(_ path: String) -> Bool {
        guard let file = try? FileSystemCalls().openForReading(BytePath(path)) else { return false }
        var head = [UInt8](repeating: 0, count: 4)
        guard (try? FileSystemCalls.read(file, at: 0, count: 4, atLeast: 4, into: &head)) == 4 else {
            return false
        }
        let isGzip = head[0] == 0x1F && head[1] == 0x8B
        let isZstd = head == [0x28, 0xB5, 0x2F, 0xFD]
        return !isGzip && !isZstd && TextEncoding(firstByte: head[0], secondByte: head[1]) == .bytes
    }
}
