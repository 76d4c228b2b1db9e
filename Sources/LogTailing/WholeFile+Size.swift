extension WholeFile {
    /// Bytes that the file takes on disk; `nil` when it cannot be looked at or is a stream.
    package static func size(of path: String) -> UInt64? {
        guard let status = try? FileSystemCalls().status(of: BytePath(path), followsLinks: true),
            status.kind == .regular
        else { return nil }
        return status.size
    }
}
