import CSystemCalls
import Glibc

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
    /// The name it was opened by.
    let path: BytePath
    fileprivate let descriptor: Int32
    fileprivate let seam: (any SystemCallSeam)?
    private let isOwned: Bool

    fileprivate init(
        _ path: BytePath, descriptor: Int32, seam: (any SystemCallSeam)?, isOwned: Bool = true
    ) {
        self.path = path
        self.descriptor = descriptor
        self.seam = seam
        self.isOwned = isOwned
        if isOwned { seam?.didTakeDescriptor() }
    }

    deinit {
        guard isOwned else { return }
        close(descriptor)
        seam?.didGiveBackDescriptor()
    }
}

/// The raw calls on files and directories; nothing outside this file touches the descriptor of a file or calls C code
/// of ours.
///
/// Every call is made again after a signal (EINTR). Calls that take a path belong to an instance, which holds the seam
/// of a test; an open file carries it along.
struct FileSystemCalls: Sendable {
    private let seam: (any SystemCallSeam)?

    init(seam: (any SystemCallSeam)? = nil) { self.seam = seam }

    func status(of path: BytePath, followsLinks: Bool) throws(SystemCallError) -> FileStatus {
        var status = agent_teams_file_status()
        _ = try attempt(.status, path) {
            unsafe Self.withCString(path) { name in
                // SAFETY: name is NUL-terminated and outlives the call, which fills the one structure.
                unsafe Int(agent_teams_path_status(name, followsLinks ? 1 : 0, &status))
            }
        }
        return FileStatus(status, hidesBirth: seam?.hidesBirthTimes ?? false)
    }

    /// Opens a regular file; `O_NONBLOCK` so that a FIFO put there a moment ago cannot hold the thread.
    func openForReading(_ path: BytePath) throws(SystemCallError) -> OpenFile {
        try open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    }

    /// Opens anything that can be read once from front to back; a FIFO is waited for, as `cat` would.
    func openStream(_ path: BytePath) throws(SystemCallError) -> OpenFile {
        try open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    }

    func standardInput() -> OpenFile {
        OpenFile(BytePath("-"), descriptor: STDIN_FILENO, seam: seam, isOwned: false)
    }

    private func open(_ path: BytePath, _ flags: Int32) throws(SystemCallError) -> OpenFile {
        let descriptor = try attempt(.open, path) {
            unsafe Self.withCString(path) { name in
                // SAFETY: name is NUL-terminated and outlives the call.
                unsafe Int(Glibc.open(name, flags))
            }
        }
        return OpenFile(path, descriptor: Int32(descriptor), seam: seam)
    }

    func entries(of directory: BytePath) throws(SystemCallError) -> [DirectoryEntry] {
        if let code = seam?.failure(of: SystemCall(kind: .list, path: directory)), code != EINTR {
            throw SystemCallError(code: code)
        }
        let stream = unsafe Self.withCString(directory) { name in
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
            let name = unsafe Self.nameBytes(of: record)
            if name == [UInt8(ascii: ".")] || name == [UInt8(ascii: "."), UInt8(ascii: ".")] { continue }
            let kind = unsafe Self.kind(ofDirectoryType: record.pointee.d_type)
            let inode = unsafe UInt64(record.pointee.d_ino)
            entries.append(DirectoryEntry(name: BytePath(bytes: name), kind: kind, inode: inode))
        }
        // A listing that broke off is worse than none: it would make files look deleted.
        guard errno == 0 else { throw SystemCallError(code: errno) }
        return entries
    }

    /// Where a symbolic link points, as written in it.
    func target(ofLink path: BytePath) throws(SystemCallError) -> BytePath {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = try attempt(.readLink, path) {
            unsafe Self.withCString(path) { name in
                unsafe buffer.withUnsafeMutableBytes { bytes in
                    let characters = unsafe bytes.bindMemory(to: CChar.self)
                    guard let base = characters.baseAddress else {
                        preconditionFailure("the buffer has storage")
                    }
                    // SAFETY: name is NUL-terminated; the kernel writes at most bytes.count bytes.
                    return unsafe readlink(name, base, bytes.count)
                }
            }
        }
        return BytePath(bytes: Array(buffer[..<length]))
    }

    /// The magic number of the file system that a directory lies on; nil when it cannot be told.
    func fileSystemType(of directory: BytePath) -> Int64? {
        if let type = seam?.fileSystemType(of: directory) { return type }
        let type = unsafe Self.withCString(directory) { name in
            // SAFETY: name is NUL-terminated and outlives the call.
            unsafe agent_teams_file_system_type(name)
        }
        return type < 0 ? nil : type
    }

    /// The time that file systems stamp with, in nanoseconds since 1970.
    func wallClockNanoseconds() -> Int64 {
        if let time = seam?.wallClockNanoseconds() { return time }
        var time = timespec()
        // SAFETY: clock_gettime fills the one structure it is given.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Makes a call that answers a negative number with `errno` set when it fails.
    func attempt(_ kind: SystemCall.Kind, _ path: BytePath, _ call: () -> Int) throws(SystemCallError) -> Int
    {
        try Self.attempt(kind, path, seam, call)
    }

    fileprivate static func attempt(
        _ kind: SystemCall.Kind,
        _ path: BytePath,
        _ seam: (any SystemCallSeam)?,
        _ call: () -> Int
    ) throws(SystemCallError) -> Int {
        while true {
            var code = seam?.failure(of: SystemCall(kind: kind, path: path)) ?? 0
            if code == 0 {
                let result = call()
                if result >= 0 { return result }
                code = errno
            }
            if code != EINTR { throw SystemCallError(code: code) }
        }
    }
}

// MARK: - Open files

extension FileSystemCalls {
    static func status(of file: OpenFile) throws(SystemCallError) -> FileStatus {
        var status = agent_teams_file_status()
        _ = try attempt(.status, file.path, file.seam) {
            // SAFETY: the call fills the one structure it is given.
            unsafe Int(agent_teams_descriptor_status(file.descriptor, &status))
        }
        return FileStatus(status, hidesBirth: file.seam?.hidesBirthTimes ?? false)
    }

    /// Reads up to `count` bytes at `offset` into the front of `buffer`, fewer than `least` only where the file ends.
    ///
    /// One call may stop early at a signal, at 2 GiB, or at a page that is not there yet.
    static func read(
        _ file: OpenFile,
        at offset: UInt64,
        count: Int,
        atLeast least: Int = 1,
        into buffer: inout [UInt8]
    ) throws(SystemCallError) -> Int {
        precondition(count <= buffer.count, "read beyond the buffer")
        var filled = 0
        repeat {
            let wanted = limited(count - filled, file)
            let read = try attempt(.read, file.path, file.seam) {
                unsafe buffer.withUnsafeMutableBytes { bytes in
                    // SAFETY: filled + wanted <= count, which the precondition keeps inside the array's storage.
                    unsafe pread(
                        file.descriptor, bytes.baseAddress?.advanced(by: filled), wanted,
                        Int(clamping: offset) + filled)
                }
            }
            if read == 0 { break }
            filled += read
        } while filled < least && filled < count
        return filled
    }

    /// Reads what comes next into `buffer[start..<end]`; 0 at the end.
    static func readNext(
        _ file: OpenFile,
        into buffer: inout [UInt8],
        from start: Int,
        to end: Int
    ) throws(SystemCallError) -> Int {
        precondition(start < end && end <= buffer.count, "read beyond the buffer")
        let wanted = limited(end - start, file)
        return try attempt(.read, file.path, file.seam) {
            unsafe buffer.withUnsafeMutableBytes { bytes in
                // SAFETY: the precondition keeps the kernel inside the array's storage.
                unsafe Glibc.read(file.descriptor, bytes.baseAddress?.advanced(by: start), wanted)
            }
        }
    }

    /// Makes `readNext` go on at this offset.
    static func seek(_ file: OpenFile, to offset: UInt64) throws(SystemCallError) {
        _ = try attempt(.read, file.path, file.seam) {
            Int(lseek(file.descriptor, off_t(clamping: offset), SEEK_SET))
        }
    }

    private static func limited(_ count: Int, _ file: OpenFile) -> Int {
        guard let seam = file.seam else { return count }
        return min(count, max(seam.readLimit(of: SystemCall(kind: .read, path: file.path)), 1))
    }

    /// The first offset from `offset` on that is not in a hole; nil when only a hole or nothing follows.
    static func nextData(in file: OpenFile, from offset: UInt64) -> UInt64? {
        let found = agent_teams_next_data(file.descriptor, Int64(clamping: offset))
        if found >= 0 { return UInt64(found) }
        // File systems without SEEK_DATA say EINVAL: then all of it may be data.
        return errno == ENXIO ? nil : offset
    }

    /// The system's words for an error number.
    static func describe(_ code: Int32) -> String {
        // SAFETY: strerror returns a NUL-terminated string; it is copied at once.
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    /// The ends of a pipe that neither block nor pass to programs started meanwhile; nil without free descriptors.
    static func wakePipe() -> (readEnd: Int32, writeEnd: Int32)? {
        var ends: [Int32] = [-1, -1]
        // SAFETY: two descriptors are written into the two elements.
        let result = unsafe ends.withUnsafeMutableBufferPointer {
            unsafe agent_teams_wake_pipe($0.baseAddress)
        }
        return result == 0 ? (ends[0], ends[1]) : nil
    }
}

// MARK: - C structures and strings

extension FileSystemCalls {
    static func withCString<R>(_ path: BytePath, _ body: (UnsafePointer<CChar>) -> R) -> R {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: path.bytes.count + 1) { name in
            // SAFETY: every element, the closing NUL included, is written before the name is used.
            for index in path.bytes.indices { unsafe name[index] = CChar(bitPattern: path.bytes[index]) }
            unsafe name[path.bytes.count] = 0
            guard let base = name.baseAddress else { preconditionFailure("a name with a NUL has storage") }
            return unsafe body(base)
        }
    }

    fileprivate static func nameBytes(of record: UnsafeMutablePointer<dirent>) -> [UInt8] {
        guard let field = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
        // SAFETY: readdir terminates d_name with NUL inside the record; it is read in place.
        let name = unsafe (UnsafeRawPointer(record) + field).assumingMemoryBound(to: UInt8.self)
        return unsafe Array(UnsafeBufferPointer(start: name, count: strlen(name)))
    }

    fileprivate static func kind(ofDirectoryType type: UInt8) -> FileKind? {
        switch Int(type) {
        case 8: .regular
        case 4: .directory
        case 10: .link
        case 0: nil
        default: .other
        }
    }
}

extension FileStatus {
    fileprivate init(_ status: agent_teams_file_status, hidesBirth: Bool) {
        identity = FileIdentity(
            device: status.device,
            inode: status.inode,
            birthNanoseconds: status.has_birth != 0 && !hidesBirth ? status.born : nil
        )
        kind =
            switch status.mode & UInt32(S_IFMT) {
            case UInt32(S_IFREG): .regular
            case UInt32(S_IFDIR): .directory
            case UInt32(S_IFLNK): .link
            default: .other
            }
        size = status.size
        modifiedNanoseconds = status.modified
        changedNanoseconds = status.changed
        linkCount = status.link_count
    }
}

// MARK: - Searching bytes

/// Searches in a block through the C library, which compares many bytes at a time.
extension Span<UInt8> {
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        let found = unsafe extracting(range).withUnsafeBufferPointer { bytes in
            // SAFETY: base and count are those of the span, which is only read.
            unsafe bytes.baseAddress.map { unsafe agent_teams_first_index($0, bytes.count, byte) } ?? -1
        }
        return found < 0 ? nil : range.lowerBound + found
    }

    func lastIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        let found = unsafe extracting(range).withUnsafeBufferPointer { bytes in
            // SAFETY: as above.
            unsafe bytes.baseAddress.map { unsafe agent_teams_last_index($0, bytes.count, byte) } ?? -1
        }
        return found < 0 ? nil : range.lowerBound + found
    }

    /// How many NULs these bytes begin with.
    func leadingZeros(in range: Range<Int>) -> Int {
        unsafe extracting(range).withUnsafeBufferPointer { bytes in
            // SAFETY: as above.
            unsafe bytes.baseAddress.map { unsafe agent_teams_leading_zeros($0, bytes.count) } ?? 0
        }
    }

    /// How many NULs these bytes end with.
    func trailingZeros(in range: Range<Int>) -> Int {
        unsafe extracting(range).withUnsafeBufferPointer { bytes in
            // SAFETY: as above.
            unsafe bytes.baseAddress.map { unsafe agent_teams_trailing_zeros($0, bytes.count) } ?? 0
        }
    }
}
