import Glibc

/// A failed system call, by its error number.
struct SystemCallError: Error, Equatable {
    let code: Int32

    var isAbsence: Bool { code == ENOENT || code == ENOTDIR }
    var isPermission: Bool { code == EACCES || code == EPERM }
    var isDescriptorShortage: Bool { code == EMFILE || code == ENFILE }
}

enum FileKind: Equatable, Sendable { case regular, directory, link, other }

/// What one `statx` tells.
struct FileStatus: Equatable, Sendable {
    var identity: FileIdentity
    var kind: FileKind
    var size: UInt64
    var modifiedNanoseconds: Int64
    var changedNanoseconds: Int64
    var linkCount: UInt32
}

struct DirectoryEntry: Equatable {
    let name: BytePath
    /// Nil where the file system does not tell; then a `statx` must.
    let kind: FileKind?
    let inode: UInt64
}

/// An open file, closed with its last reference.
final class OpenFile: Sendable {
    fileprivate let descriptor: Int32
    private let isOwned: Bool

    fileprivate init(descriptor: Int32, isOwned: Bool = true) {
        self.descriptor = descriptor
        self.isOwned = isOwned
    }

    deinit { if isOwned { close(descriptor) } }
}

/// The raw calls on files and directories; nothing outside this file touches a descriptor or a C string.
enum FileSystemCalls {
    static func status(of path: BytePath, followsLinks: Bool) throws(SystemCallError) -> FileStatus {
        try statx(directory: AT_FDCWD, path: path, flags: followsLinks ? 0 : atSymlinkNoFollow)
    }

    static func status(of file: OpenFile) throws(SystemCallError) -> FileStatus {
        try statx(directory: file.descriptor, path: BytePath(bytes: []), flags: atEmptyPath)
    }

    /// Opens a regular file; `O_NONBLOCK` so that a FIFO put there a moment ago cannot hold the thread.
    static func openForReading(_ path: BytePath) throws(SystemCallError) -> OpenFile {
        let descriptor = unsafe withCString(path) { name in
            // SAFETY: name is NUL-terminated and outlives the call.
            unsafe open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        }
        guard descriptor >= 0 else { throw SystemCallError(code: errno) }
        return OpenFile(descriptor: descriptor)
    }

    /// Reads up to `count` bytes at `offset` into the front of `buffer`; 0 at the end of the file.
    static func read(
        _ file: OpenFile,
        at offset: UInt64,
        count: Int,
        into buffer: inout [UInt8]
    ) throws(SystemCallError) -> Int {
        precondition(count <= buffer.count, "read beyond the buffer")
        while true {
            let read = unsafe buffer.withUnsafeMutableBytes { bytes in
                // SAFETY: the precondition keeps the kernel inside the array's storage.
                unsafe pread(file.descriptor, bytes.baseAddress, count, Int(clamping: offset))
            }
            if read >= 0 { return read }
            guard errno == EINTR else { throw SystemCallError(code: errno) }
        }
    }

    /// Opens anything that can be read once from front to back; a FIFO is waited for, as `cat` would.
    static func openStream(_ path: BytePath) throws(SystemCallError) -> OpenFile {
        let descriptor = unsafe withCString(path) { name in
            // SAFETY: name is NUL-terminated and outlives the call.
            unsafe open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        }
        guard descriptor >= 0 else { throw SystemCallError(code: errno) }
        return OpenFile(descriptor: descriptor)
    }

    static func standardInput() -> OpenFile { OpenFile(descriptor: STDIN_FILENO, isOwned: false) }

    /// Reads what comes next into `buffer[start..<end]`; 0 at the end.
    static func readNext(
        _ file: OpenFile,
        into buffer: inout [UInt8],
        from start: Int,
        to end: Int
    ) throws(SystemCallError) -> Int {
        precondition(start < end && end <= buffer.count, "read beyond the buffer")
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                // SAFETY: the precondition keeps the kernel inside the array's storage.
                unsafe Glibc.read(file.descriptor, bytes.baseAddress?.advanced(by: start), end - start)
            }
            if count >= 0 { return count }
            guard errno == EINTR else { throw SystemCallError(code: errno) }
        }
    }

    /// The system's words for an error number.
    static func describe(_ code: Int32) -> String {
        // SAFETY: strerror returns a NUL-terminated string; it is copied at once.
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    /// The first offset from `offset` on that is not in a hole; nil when only a hole or nothing follows.
    static func nextData(in file: OpenFile, from offset: UInt64) -> UInt64? {
        let found = lseek(file.descriptor, Int(clamping: offset), seekData)
        if found >= 0 { return UInt64(found) }
        // File systems without SEEK_DATA say EINVAL: then all of it may be data.
        return errno == ENXIO ? nil : offset
    }

    static func entries(of directory: BytePath) throws(SystemCallError) -> [DirectoryEntry] {
        let stream = unsafe withCString(directory) { name in
            // SAFETY: name is NUL-terminated and outlives the call.
            unsafe opendir(name)
        }
        guard let stream = unsafe stream else { throw SystemCallError(code: errno) }
        // SAFETY: the stream came from opendir and is closed once.
        defer { unsafe closedir(stream) }
        var entries: [DirectoryEntry] = []
        while true {
            errno = 0
            // SAFETY: readdir's record is copied before the next call, the only one that may reuse it.
            guard let record = unsafe readdir(stream) else { break }
            let name = unsafe nameBytes(of: record)
            if name == [UInt8(ascii: ".")] || name == [UInt8(ascii: "."), UInt8(ascii: ".")] { continue }
            let kind = unsafe kind(ofDirectoryType: record.pointee.d_type)
            let inode = unsafe UInt64(record.pointee.d_ino)
            entries.append(DirectoryEntry(name: BytePath(bytes: name), kind: kind, inode: inode))
        }
        // A listing that broke off is worse than none: it would make files look deleted.
        guard errno == 0 else { throw SystemCallError(code: errno) }
        return entries
    }

    /// The time that file systems stamp with, in nanoseconds since 1970.
    static func wallClockNanoseconds() -> Int64 {
        var time = timespec()
        // SAFETY: clock_gettime fills the one structure it is given.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Where a symbolic link points, as written in it.
    static func target(ofLink path: BytePath) throws(SystemCallError) -> BytePath {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe withCString(path) { name in
            unsafe buffer.withUnsafeMutableBytes { bytes in
                let characters = unsafe bytes.bindMemory(to: CChar.self)
                guard let base = characters.baseAddress else { preconditionFailure("the buffer has storage") }
                // SAFETY: name is NUL-terminated; the kernel writes at most bytes.count bytes.
                return unsafe readlink(name, base, bytes.count)
            }
        }
        guard length >= 0 else { throw SystemCallError(code: errno) }
        return BytePath(bytes: Array(buffer[..<length]))
    }

    private static func withCString<R>(_ path: BytePath, _ body: (UnsafePointer<CChar>) -> R) -> R {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: path.bytes.count + 1) { name in
            // SAFETY: every element, the closing NUL included, is written before the name is used.
            for index in path.bytes.indices { unsafe name[index] = CChar(bitPattern: path.bytes[index]) }
            unsafe name[path.bytes.count] = 0
            guard let base = name.baseAddress else { preconditionFailure("a name with a NUL has storage") }
            return unsafe body(base)
        }
    }

    private static func nameBytes(of record: UnsafeMutablePointer<dirent>) -> [UInt8] {
        guard let field = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
        // SAFETY: readdir terminates d_name with NUL inside the record; it is read in place.
        let name = unsafe (UnsafeRawPointer(record) + field).assumingMemoryBound(to: UInt8.self)
        return unsafe Array(UnsafeBufferPointer(start: name, count: strlen(name)))
    }

    private static func kind(ofDirectoryType type: UInt8) -> FileKind? {
        switch Int(type) {
        case 8: .regular
        case 4: .directory
        case 10: .link
        case 0: nil
        default: .other
        }
    }
}

// MARK: - statx

// Glibc's Swift module hides statx (it asks for _GNU_SOURCE), so it is declared by its symbol; the arguments are
// plain integers and pointers, for which the C and Swift conventions agree on x86-64 and arm64 Linux.
@_silgen_name("statx")
private func statxCall(
    _ directory: CInt,
    _ path: UnsafePointer<CChar>,
    _ flags: CInt,
    _ mask: CUnsignedInt,
    _ result: UnsafeMutableRawPointer
) -> CInt

// Values of linux/fcntl.h, linux/stat.h and unistd.h; they are kernel ABI.
private let atSymlinkNoFollow: Int32 = 0x100
private let atEmptyPath: Int32 = 0x1000
private let statxBasicAndBirth: UInt32 = 0x7FF | 0x800
private let seekData: Int32 = 3

extension FileSystemCalls {
    private static func statx(
        directory: Int32,
        path: BytePath,
        flags: Int32
    ) throws(SystemCallError) -> FileStatus {
        // struct statx is 256 bytes, fixed by the kernel ABI.
        var words = InlineArray<32, UInt64>(repeating: 0)
        let result = unsafe withCString(path) { name in
            unsafe withUnsafeMutableBytes(of: &words) { record in
                guard let base = record.baseAddress else { preconditionFailure("the record has storage") }
                // SAFETY: name is NUL-terminated, the record has the 256 bytes the kernel writes.
                return unsafe statxCall(directory, name, flags, statxBasicAndBirth, base)
            }
        }
        guard result == 0 else { throw SystemCallError(code: errno) }
        return fileStatus(words)
    }

    /// Picks the fields of `struct statx` (linux/stat.h) out of its 64-bit words.
    private static func fileStatus(_ words: InlineArray<32, UInt64>) -> FileStatus {
        let mask = UInt32(truncatingIfNeeded: words[0])
        let mode = UInt32(truncatingIfNeeded: words[3] >> 32) & 0xFFFF
        // Word 2 holds nlink and uid, word 3 gid and mode, word 4 ino, word 5 size; stamps follow from word 8.
        let hasBirth = mask & 0x800 != 0
        return FileStatus(
            identity: FileIdentity(
                device: words[17],
                inode: words[4],
                birthNanoseconds: hasBirth ? nanoseconds(words, at: 10) : nil
            ),
            kind: kind(ofMode: mode),
            size: words[5],
            modifiedNanoseconds: nanoseconds(words, at: 14),
            changedNanoseconds: nanoseconds(words, at: 12),
            linkCount: UInt32(truncatingIfNeeded: words[2])
        )
    }

    private static func nanoseconds(_ words: InlineArray<32, UInt64>, at index: Int) -> Int64 {
        Int64(bitPattern: words[index]) &* 1_000_000_000
            &+ Int64(UInt32(truncatingIfNeeded: words[index + 1]))
    }

    private static func kind(ofMode mode: UInt32) -> FileKind {
        switch mode & 0o170000 {
        case 0o100000: .regular
        case 0o040000: .directory
        case 0o120000: .link
        default: .other
        }
    }
}
