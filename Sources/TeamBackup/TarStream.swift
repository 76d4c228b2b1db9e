import CLibArchive
import Glibc

// The only file that calls libarchive. Why it, and how it is linked: docs/decisions/0005-tar-through-libarchive.md.

/// What a tar says of one of its entries, before its bytes; nothing of it is believed yet.
struct TarEntry {
    enum Kind: Equatable {
        case directory
        case file(bytes: UInt64)
        case link(target: [UInt8])
        case hardLink(target: [UInt8])
        /// A device, a FIFO, a socket or what nobody knows; in words.
        case other(String)
    }

    var name: [UInt8]
    var kind: Kind
    var mode: UInt32
    var modifiedSeconds: Int64
}

/// Writes a `tar.gz` in GNU's format: names are bytes of any length there, and every tar reads it.
///
/// `@safe`: the pointer is valid from init to deinit and never leaves this file.
@safe final class TarWriter {
    // Owned; freed in `deinit`, used nowhere else.
    private let archive: OpaquePointer
    private let file: BackupFile

    init(_ file: BackupFile) throws(BackupError) {
        guard let archive = unsafe archive_write_new() else {
            throw .packing(what: file.path, reason: "there is no memory")
        }
        unsafe self.archive = unsafe archive
        self.file = file
        // The archive is live; the texts outlive the calls. Without a time in it, equal content gives equal bytes.
        let codes = unsafe [
            archive_write_add_filter_gzip(archive),
            archive_write_set_filter_option(archive, "gzip", "timestamp", nil),
            archive_write_set_format_gnutar(archive), archive_write_set_bytes_in_last_block(archive, 1),
            archive_write_open_fd(archive, file.fd),
        ]
        guard codes.allSatisfy({ $0 == ARCHIVE_OK }) else { throw fault() }
    }

    // Frees what is left; the descriptor belongs to the file.
    deinit { _ = unsafe archive_write_free(archive) }

    /// Begins an entry; of a file, exactly its bytes must follow.
    func begin(_ entry: StateEntry, owner: (user: UInt32, group: UInt32)) throws(BackupError) {
        try file.willWrite()
        // Owned by this call, which frees it; the setters copy.
        guard let header = unsafe archive_entry_new() else { throw fault() }
        defer { unsafe archive_entry_free(header) }
        unsafe archive_entry_copy_pathname(header, Self.terminated(entry.path))
        unsafe archive_entry_set_perm(header, mode_t(entry.mode & 0o777))
        unsafe archive_entry_set_uid(header, Int64(owner.user))
        unsafe archive_entry_set_gid(header, Int64(owner.group))
        let time = SystemText.time(entry.modifiedNanoseconds)
        unsafe archive_entry_set_mtime(header, time.tv_sec, time.tv_nsec)
        switch entry.kind {
        case .directory: unsafe archive_entry_set_filetype(header, UInt32(Glibc.S_IFDIR))
        case .file(let bytes, _):
            unsafe archive_entry_set_filetype(header, UInt32(Glibc.S_IFREG))
            unsafe archive_entry_set_size(header, Int64(bytes))
        case .link(let target):
            unsafe archive_entry_set_filetype(header, UInt32(Glibc.S_IFLNK))
            unsafe archive_entry_copy_symlink(header, Self.terminated(target))
        }
        guard unsafe archive_write_header(archive, header) == ARCHIVE_OK else { throw fault() }
    }

    func write(_ bytes: [UInt8]) throws(BackupError) {
        // Base and count are those of the array, which is only read.
        let count = unsafe bytes.withUnsafeBytes {
            unsafe archive_write_data(archive, $0.baseAddress, $0.count)
        }
        guard count == bytes.count else { throw fault() }
    }

    /// Writes what is left; nothing can be written after.
    func finish() throws(BackupError) {
        try file.willWrite()
        guard unsafe archive_write_close(archive) == ARCHIVE_OK else { throw fault() }
    }

    private func fault() -> BackupError {
        let code = unsafe archive_errno(archive)
        if SystemText.isNoSpace(code) { return .system(doing: "write", what: file.path, code: code) }
        // The text lives as long as the archive, and is copied.
        let reason =
            unsafe archive_error_string(archive).map { unsafe String(cString: $0) } ?? "error \(code)"
        return .packing(what: file.path, reason: reason)
    }

    private static func terminated(_ name: [UInt8]) -> [CChar] { name.map { CChar(bitPattern: $0) } + [0] }
}

/// Reads a `tar.gz`, entry by entry.
///
/// `@safe`: as above.
@safe final class TarReader {
    // Owned; freed in `deinit`, used nowhere else.
    private let archive: OpaquePointer
    private let file: BackupFile
    /// For messages.
    private let name: String

    init(_ file: BackupFile, name: String) throws(BackupError) {
        guard let archive = unsafe archive_read_new() else {
            throw .damaged(archive: name, reason: "there is no memory")
        }
        unsafe self.archive = unsafe archive
        self.file = file
        self.name = name
        file.rewind()
        // The archive is live. Only tar and gzip: nothing else is ever looked for in the bytes.
        let codes = unsafe [
            archive_read_support_filter_gzip(archive), archive_read_support_format_tar(archive),
            archive_read_open_fd(archive, file.fd, 256 << 10),
        ]
        guard codes.allSatisfy({ $0 == ARCHIVE_OK }) else { throw fault() }
    }

    // Frees what is left; the descriptor belongs to the file.
    deinit { _ = unsafe archive_read_free(archive) }

    /// The next entry; nil at the end of a whole archive.
    func next() throws(BackupError) -> TarEntry? {
        var found: OpaquePointer?
        // The call points the local at an entry that the archive owns until the next call.
        let code = unsafe archive_read_next_header(archive, &found)
        if code == ARCHIVE_EOF { return nil }
        // A warning is of names that this locale cannot show; they are read as bytes.
        guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let header = unsafe found else { throw fault() }
        guard let path = unsafe archive_entry_pathname(header) else {
            throw .damaged(archive: name, reason: "an entry has no name")
        }
        return unsafe TarEntry(
            name: Self.bytes(path), kind: Self.kind(header), mode: UInt32(archive_entry_perm(header)),
            modifiedSeconds: Int64(archive_entry_mtime(header)))
    }

    /// More bytes of the entry's; empty at its end.
    func read() throws(BackupError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        // The call writes at most the array's own count.
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe archive_read_data(archive, $0.baseAddress, $0.count)
        }
        guard count >= 0 else { throw fault() }
        buffer.removeLast(buffer.count - count)
        return buffer
    }

    /// - Parameter header: live, and owned by the archive.
    private static func kind(_ header: OpaquePointer) -> TarEntry.Kind {
        if let target = unsafe archive_entry_hardlink(header) {
            return unsafe .hardLink(target: bytes(target))
        }
        switch unsafe archive_entry_filetype(header) & UInt32(Glibc.S_IFMT) {
        case UInt32(Glibc.S_IFDIR): return .directory
        case UInt32(Glibc.S_IFREG): return .file(bytes: unsafe UInt64(max(0, archive_entry_size(header))))
        case UInt32(Glibc.S_IFLNK):
            return .link(target: unsafe archive_entry_symlink(header).map { unsafe bytes($0) } ?? [])
        case UInt32(Glibc.S_IFCHR), UInt32(Glibc.S_IFBLK): return .other("a device")
        case UInt32(Glibc.S_IFIFO): return .other("a FIFO")
        case UInt32(Glibc.S_IFSOCK): return .other("a socket")
        default: return .other("neither a file nor a directory")
        }
    }

    /// - Parameter text: closed by NUL, and live.
    private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
        let length = unsafe strlen(text)
        return unsafe UnsafeBufferPointer(start: text, count: length).map { UInt8(bitPattern: $0) }
    }

    private func fault() -> BackupError {
        // The text lives as long as the archive, and is copied.
        let reason = unsafe archive_error_string(archive).map { unsafe String(cString: $0) }
        return .damaged(archive: name, reason: reason ?? "it is no tar.gz")
    }
}
