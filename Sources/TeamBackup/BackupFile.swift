import Glibc

/// An open file, closed with its last reference.
final class BackupFile: Sendable {
    /// As it was when the file was opened.
    let path: String
    /// Valid as long as the object lives.
    let fd: Int32
    private let gate: CallGate

    init(_ fd: Int32, path: String, doing: String, gate: CallGate) throws(BackupError) {
        guard fd >= 0 else { throw .system(doing: doing, what: path, code: errno) }
        self.fd = fd
        self.path = path
        self.gate = gate
    }

    deinit { _ = close(fd) }

    /// Opens a file by a path of the operator's, links followed.
    convenience init(reading path: String) throws(BackupError) {
        // The path is passed as a null-terminated copy for the call's duration.
        let fd = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        try self.init(fd, path: path, doing: "open", gate: .open)
        guard try status().kind == .regular else {
            throw .refused(archive: path, reason: "it is not a regular file")
        }
    }

    func status() throws(BackupError) -> FileStatus {
        var status = stat()
        // `status` is a live local.
        guard unsafe fstat(fd, &status) == 0 else { throw fault("look at") }
        return FileStatus(status)
    }

    /// Up to `count` bytes at `offset`, fewer only where the file ends.
    func read(at offset: UInt64, count: Int) throws(BackupError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            // The kernel writes behind what is filled, within the array's storage.
            let read = unsafe buffer.withUnsafeMutableBytes {
                unsafe pread(fd, $0.baseAddress?.advanced(by: filled), count - filled, Int(offset) + filled)
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw fault("read") }
            if read == 0 { break }
            filled += read
        }
        buffer.removeLast(count - filled)
        return buffer
    }

    /// All of it in pieces, up to `limit` bytes.
    func forEachPiece(
        limit: UInt64 = .max, from start: UInt64 = 0, _ body: ([UInt8]) throws(BackupError) -> Void
    ) throws(BackupError) {
        var offset: UInt64 = 0
        while offset < limit {
            let count = Int(min(limit - offset, 256 << 10))
            let piece = try read(at: start + offset, count: count)
            if piece.isEmpty { break }
            try body(piece)
            offset += UInt64(piece.count)
        }
    }

    /// The whole of it, or its first `limit` bytes.
    func contents(limit: Int) throws(BackupError) -> [UInt8] {
        try read(at: 0, count: Int(min(UInt64(limit), try status().size)))
    }

    /// Writes at the end of what was written so far.
    func write(_ bytes: [UInt8]) throws(BackupError) {
        try gate.pass("write")
        var rest = bytes[...]
        while !rest.isEmpty {
            // `write` reads at most the slice's own length from it.
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(fd, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw fault("write") }
            rest = rest.dropFirst(count)
        }
    }

    /// Asked before a library writes to the descriptor.
    func willWrite() throws(BackupError) { try gate.pass("write") }

    /// Waits until the bytes are on disk.
    func sync() throws(BackupError) {
        try gate.pass("fsync")
        guard !gate.waitsForDisk || fsync(fd) == 0 else { throw fault("write") }
    }

    /// Lets the kernel forget the pages, so that a reader sees what is on the disk; a wish.
    func dropPages() { _ = posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) }

    func rewind() { _ = lseek(fd, 0, SEEK_SET) }

    func setAttributes(mode: UInt32, modifiedNanoseconds: Int64, owner: FileStatus?) throws(BackupError) {
        try OpenAttributes.set(fd, path, gate, mode, modifiedNanoseconds, owner)
    }

    private func fault(_ doing: String) -> BackupError { .system(doing: doing, what: path, code: errno) }
}

/// Sets what a file has beside its bytes.
enum OpenAttributes {
    /// - Parameter owner: whose owner it gets, where we are root.
    static func set(
        _ fd: Int32, _ path: String, _ gate: CallGate, _ mode: UInt32, _ modifiedNanoseconds: Int64?,
        _ owner: FileStatus?
    ) throws(BackupError) {
        try gate.pass("chmod")
        if let owner, geteuid() == 0, owner.user != 0 || owner.group != 0 {
            guard fchown(fd, owner.user, owner.group) == 0 else {
                throw .system(doing: "hand over", what: path, code: errno)
            }
        }
        guard fchmod(fd, mode_t(mode & 0o777)) == 0 else {
            throw .system(doing: "set the mode of", what: path, code: errno)
        }
        guard let modifiedNanoseconds else { return }
        let time = SystemText.time(modifiedNanoseconds)
        // The call reads the two elements.
        guard unsafe futimens(fd, [time, time]) == 0 else {
            throw .system(doing: "set the time of", what: path, code: errno)
        }
    }
}
