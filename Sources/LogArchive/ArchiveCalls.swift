import CArchiveCalls
import Glibc

// The only file of this module that makes system calls on files.

/// What the system says of one file.
struct FileFacts: Equatable {
    var device: UInt64
    var inode: UInt64
    var size: UInt64
    var modifiedNanoseconds: Int64
    var changedNanoseconds: Int64
    var accessedNanoseconds: Int64
    var mode: UInt32
    var user: UInt32
    var group: UInt32
    var linkCount: Int
    var isRegular: Bool

    /// Whether the same bytes lie there as at another look; a rename changes neither.
    func hasSameContent(as other: FileFacts) -> Bool {
        device == other.device && inode == other.inode && size == other.size
            && modifiedNanoseconds == other.modifiedNanoseconds
    }

    /// Whether nothing of it changed since an earlier look, its names included.
    func isUntouched(since other: FileFacts) -> Bool {
        hasSameContent(as: other) && changedNanoseconds == other.changedNanoseconds
    }
}

enum ArchiveCalls {
    static func isNoSpace(_ code: Int32) -> Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

    static func describe(_ code: Int32) -> String {
        // strerror returns a static string, or one of this thread that is copied at once.
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    static var processorCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    static func nowNanoseconds() -> Int64 {
        var time = timespec()
        // The call fills the one local.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    static func newlines(in bytes: [UInt8]) -> Int {
        // Base and count are those of the array, which is only read.
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe agent_teams_newlines($0, buffer.count) } ?? 0
        }
    }

    /// Makes a directory and those above it; what is made belongs to whom the one above belongs to.
    static func makeDirectories(_ path: String) throws(ArchiveError) {
        // The paths are passed as null-terminated copies for the calls' duration; so below.
        guard unsafe access(path, F_OK) != 0 else { return }
        let parent = parent(of: path)
        if parent != path { try makeDirectories(parent) }
        guard unsafe mkdir(path, 0o755) == 0 else {
            if errno == EEXIST { return }
            throw .system(doing: "make", what: path, code: errno)
        }
        let above = try ArchiveFolder(parent)
        var status = stat()
        // `status` is a live local.
        if geteuid() == 0, unsafe stat(parent, &status) == 0, status.st_uid != 0 {
            _ = unsafe chown(path, status.st_uid, status.st_gid)
        }
        try above.sync()
    }

    private static func parent(of path: String) -> String {
        guard let cut = path.lastIndex(of: "/") else { return "." }
        return cut == path.startIndex ? "/" : String(path[..<cut])
    }

    fileprivate static func attempt(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    fileprivate static func facts(_ status: stat) -> FileFacts {
        func nanoseconds(_ time: timespec) -> Int64 {
            Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        }
        return FileFacts(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: UInt64(max(0, status.st_size)),
            modifiedNanoseconds: nanoseconds(status.st_mtim), changedNanoseconds: nanoseconds(status.st_ctim),
            accessedNanoseconds: nanoseconds(status.st_atim), mode: UInt32(status.st_mode),
            user: status.st_uid, group: status.st_gid, linkCount: Int(status.st_nlink),
            isRegular: status.st_mode & S_IFMT == S_IFREG)
    }
}

/// An open directory in which archives are made or files are removed; names are looked up relative to it, and no link in
/// it is followed.
final class ArchiveFolder: Sendable {
    let path: String
    private let fd: Int32

    /// Links in this path are the operator's own and are followed.
    init(_ path: String) throws(ArchiveError) {
        self.path = path
        fd = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard fd >= 0 else { throw .system(doing: "open", what: path, code: errno) }
    }

    deinit { _ = close(fd) }

    /// In byte order, hidden ones included.
    func names() throws(ArchiveError) -> [[UInt8]] {
        // A new description, because a directory stream closes the descriptor it is given.
        let streamFD = unsafe openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard streamFD >= 0 else { throw fault("list", []) }
        guard let stream = unsafe fdopendir(streamFD) else {
            _ = close(streamFD)
            throw fault("list", [])
        }
        // The stream is open until here and is not used after.
        defer { _ = unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            // The record is copied before the next call, the only one that may reuse it.
            guard let entry = unsafe readdir(stream) else { break }
            names.append(unsafe Self.name(of: entry))
        }
        guard errno == 0 else { throw fault("list", []) }
        return names.filter { $0 != Array(".".utf8) && $0 != Array("..".utf8) }
            .sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Nil when nothing has the name.
    func facts(_ name: [UInt8]) throws(ArchiveError) -> FileFacts? {
        var status = stat()
        // The name is closed by NUL and outlives the call, and `status` is a live local; so below.
        guard unsafe fstatat(fd, Self.terminated(name), &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw fault("look at", name)
        }
        return ArchiveCalls.facts(status)
    }

    /// Opens a regular file; `O_NONBLOCK` so that a FIFO or a lease of others cannot hold the thread.
    func openForReading(_ name: [UInt8]) throws(ArchiveError) -> ArchiveFile {
        let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        return try ArchiveFile(
            unsafe openat(fd, Self.terminated(name), flags), path: child(name), doing: "open")
    }

    /// Makes a file that nobody but its owner can read until its attributes are set.
    func create(_ name: [UInt8]) throws(ArchiveError) -> ArchiveFile {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        return try ArchiveFile(
            unsafe openat(fd, Self.terminated(name), flags, 0o600), path: child(name), doing: "make")
    }

    /// Gives the file a name that nothing has.
    /// - Returns: false when something has it.
    func rename(_ name: [UInt8], toNew newName: [UInt8]) throws(ArchiveError) -> Bool {
        if unsafe agent_teams_rename_new(fd, Self.terminated(name), fd, Self.terminated(newName)) == 0 {
            return true
        }
        if errno == EEXIST { return false }
        guard errno == EINVAL || errno == ENOSYS else { throw fault("rename", name) }
        // A file system without that call; a hard link does not replace anything either.
        guard unsafe linkat(fd, Self.terminated(name), fd, Self.terminated(newName), 0) == 0 else {
            if errno == EEXIST { return false }
            throw fault("rename", name)
        }
        try remove(name)
        return true
    }

    func remove(_ name: [UInt8]) throws(ArchiveError) {
        if unsafe unlinkat(fd, Self.terminated(name), 0) == 0 || errno == ENOENT { return }
        throw fault("remove", name)
    }

    /// Waits until the names are on disk.
    func sync() throws(ArchiveError) {
        guard fsync(fd) == 0 else { throw fault("write", []) }
    }

    /// Free and all bytes of the file system, as far as this user may use them.
    func space() throws(ArchiveError) -> (free: UInt64, total: UInt64) {
        var found = statvfs()
        // The call fills the one local.
        guard unsafe fstatvfs(fd, &found) == 0 else { throw fault("ask for the space of", []) }
        return (
            UInt64(found.f_bavail) * UInt64(found.f_frsize), UInt64(found.f_blocks) * UInt64(found.f_frsize)
        )
    }

    /// The file of this name, made where it is missing, locked as long as the object lives; nil when another has it.
    func lock(_ name: [UInt8]) throws(ArchiveError) -> ArchiveFile? {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let file = try ArchiveFile(
            unsafe openat(fd, Self.terminated(name), flags, 0o644), path: child(name), doing: "lock")
        return try file.lock() ? file : nil
    }

    private func child(_ name: [UInt8]) -> String {
        name.isEmpty ? path : "\(path)/\(String(decoding: name, as: UTF8.self))"
    }

    private func fault(_ doing: String, _ name: [UInt8]) -> ArchiveError {
        .system(doing: doing, what: child(name), code: errno)
    }

    private static func terminated(_ name: [UInt8]) -> [CChar] {
        precondition(!name.contains(0), "a name cannot hold a NUL byte")
        return name.map { CChar(bitPattern: $0) } + [0]
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else {
            preconditionFailure("dirent has a name field on every Linux")
        }
        // readdir closes the name with NUL inside the entry, whose whole record is readable.
        let start = unsafe (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: UInt8.self)
        let length = unsafe strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))
        return unsafe Array(UnsafeBufferPointer(start: start, count: length))
    }
}

/// An open file, closed with its last reference.
final class ArchiveFile: Sendable {
    /// As it was when the file was opened.
    let path: String
    private let fd: Int32

    fileprivate init(_ fd: Int32, path: String, doing: String) throws(ArchiveError) {
        guard fd >= 0 else { throw .system(doing: doing, what: path, code: errno) }
        self.fd = fd
        self.path = path
    }

    deinit { _ = close(fd) }

    func facts() throws(ArchiveError) -> FileFacts {
        var status = stat()
        // `status` is a live local.
        guard unsafe fstat(fd, &status) == 0 else { throw fault("look at") }
        return ArchiveCalls.facts(status)
    }

    /// Up to `count` bytes at `offset`, fewer only where the file ends.
    func read(at offset: UInt64, count: Int) throws(ArchiveError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = ArchiveCalls.attempt {
                // The kernel writes behind what is filled, within the array's storage.
                unsafe buffer.withUnsafeMutableBytes {
                    unsafe pread(
                        fd, $0.baseAddress?.advanced(by: filled), count - filled, Int(offset) + filled)
                }
            }
            guard read >= 0 else { throw fault("read") }
            if read == 0 { break }
            filled += read
        }
        buffer.removeLast(count - filled)
        return buffer
    }

    /// Writes at the end of what was written so far.
    func write(_ bytes: [UInt8]) throws(ArchiveError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = ArchiveCalls.attempt {
                // `write` reads at most the slice's own length from it.
                unsafe rest.withUnsafeBytes { unsafe Glibc.write(fd, $0.baseAddress, $0.count) }
            }
            guard count > 0 else { throw fault("write") }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until the bytes are on disk.
    func sync() throws(ArchiveError) {
        guard fsync(fd) == 0 else { throw fault("write") }
    }

    /// Lets the kernel forget the pages, so that a reader sees what is on the disk; a wish.
    func dropPages() { _ = posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) }

    /// Mode, owner and times of another file. Owner first: it clears bits of the mode.
    func setAttributes(of other: FileFacts) throws(ArchiveError) {
        let own = try facts()
        if own.user != other.user || own.group != other.group {
            guard fchown(fd, other.user, other.group) == 0 else { throw fault("give its owner to") }
        }
        guard fchmod(fd, mode_t(other.mode & 0o7777)) == 0 else { throw fault("set the mode of") }
        try setTimes(other.accessedNanoseconds, other.modifiedNanoseconds)
    }

    func setTimes(_ accessed: Int64, _ modified: Int64) throws(ArchiveError) {
        func time(_ nanoseconds: Int64) -> timespec {
            let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
            return timespec(
                tv_sec: rest < 0 ? Int(seconds) - 1 : Int(seconds),
                tv_nsec: Int(rest < 0 ? rest + 1_000_000_000 : rest))
        }
        let times = [time(accessed), time(modified)]
        // The call reads the two elements.
        guard unsafe futimens(fd, times) == 0 else { throw fault("set the time of") }
    }

    fileprivate func lock() throws(ArchiveError) -> Bool {
        let result = ArchiveCalls.attempt { Int(flock(fd, LOCK_EX | LOCK_NB)) }
        if result == 0 { return true }
        if errno == EWOULDBLOCK { return false }
        throw fault("lock")
    }

    enum LeaseAnswer: Equatable {
        case held
        /// Somebody has the file open for writing.
        case refused
        /// The file system or our rights do not allow leases.
        case impossible
    }

    /// Nobody can open the file for writing while a lease is held, without waiting for us.
    func takeLease() -> LeaseAnswer {
        if agent_teams_take_lease(fd) == 0 { return .held }
        return errno == EAGAIN ? .refused : .impossible
    }

    /// The lease is held, and nobody waits to open the file for writing.
    var holdsLease: Bool { agent_teams_lease_holds(fd) == 1 }

    func giveLeaseBack() { _ = agent_teams_give_lease_back(fd) }

    private func fault(_ doing: String) -> ArchiveError { .system(doing: doing, what: path, code: errno) }
}
