import CBackupCalls
import Glibc

/// An open directory; names are looked up relative to it, and no link below it is followed unless it is said.
final class BackupFolder: Sendable {
    let path: String
    let gate: CallGate
    private let fd: Int32

    private init(owning fd: Int32, path: String, gate: CallGate) {
        self.fd = fd
        self.path = path
        self.gate = gate
    }

    /// Links in this path are the operator's own and are followed.
    init(_ path: String, gate: CallGate = .open) throws(BackupError) {
        self.path = path
        self.gate = gate
        // The path is passed as a null-terminated copy for the call's duration.
        fd = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard fd >= 0 else { throw .system(doing: "open", what: path, code: errno) }
    }

    deinit { _ = close(fd) }

    /// - Returns: nil when there is no such directory.
    func folder(_ name: [UInt8], followsLink: Bool = false) throws(BackupError) -> BackupFolder? {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW)
        // `name` is closed by NUL and outlives the call; so it is at each call below.
        let sub = unsafe openat(fd, Self.terminated(name), flags)
        if sub < 0 {
            if errno == ENOENT || errno == ENOTDIR || errno == ELOOP { return nil }
            throw fault("open", name)
        }
        return BackupFolder(owning: sub, path: child(name), gate: gate)
    }

    /// Makes a directory that only its owner can enter, or opens the one that is there.
    func makeFolder(_ name: [UInt8]) throws(BackupError) -> BackupFolder {
        try gate.pass("mkdir")
        guard unsafe mkdirat(fd, Self.terminated(name), 0o700) == 0 || errno == EEXIST else {
            throw fault("make", name)
        }
        guard let made = try folder(name) else {
            throw .system(doing: "open", what: child(name), code: ENOTDIR)
        }
        return made
    }

    /// In byte order, hidden ones included.
    func names() throws(BackupError) -> [[UInt8]] {
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

    /// Nil when nothing has the name; a link is not followed.
    func status(_ name: [UInt8]) throws(BackupError) -> FileStatus? {
        var status = stat()
        // `status` is a live local.
        guard unsafe fstatat(fd, Self.terminated(name), &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw fault("look at", name)
        }
        return FileStatus(status)
    }

    func ownStatus() throws(BackupError) -> FileStatus {
        var status = stat()
        // `status` is a live local.
        guard unsafe fstat(fd, &status) == 0 else { throw fault("look at", []) }
        return FileStatus(status)
    }

    /// `O_NONBLOCK` so that a FIFO or a lease of others cannot hold the thread.
    func openForReading(_ name: [UInt8]) throws(BackupError) -> BackupFile {
        let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        return try BackupFile(
            unsafe openat(fd, Self.terminated(name), flags), path: child(name), doing: "open", gate: gate)
    }

    /// Makes a file that nobody but its owner can read.
    func create(_ name: [UInt8]) throws(BackupError) -> BackupFile {
        try gate.pass("create")
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        return try BackupFile(
            unsafe openat(fd, Self.terminated(name), flags, 0o600), path: child(name), doing: "make",
            gate: gate)
    }

    /// Writes a file whole under another name, waits until it is on disk, and gives it its own.
    func write(_ bytes: [UInt8], to name: [UInt8], draft: [UInt8]) throws(BackupError) {
        try remove(draft)
        let file = try create(draft)
        try file.write(bytes)
        try file.sync()
        try rename(draft, over: name)
    }

    /// Where a link leads, as it is written in it.
    func linkTarget(_ name: [UInt8]) throws(BackupError) -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        // The kernel writes at most the array's own count.
        let count = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return -1 }
            return unsafe readlinkat(fd, Self.terminated(name), base, buffer.count)
        }
        guard count >= 0 else { throw fault("read the link", name) }
        return buffer[..<count].map { UInt8(bitPattern: $0) }
    }

    func makeLink(
        _ name: [UInt8], to target: [UInt8], modifiedNanoseconds: Int64, owner: FileStatus?
    ) throws(BackupError) {
        try gate.pass("symlink")
        guard unsafe symlinkat(Self.terminated(target), fd, Self.terminated(name)) == 0 else {
            throw fault("make the link", name)
        }
        if let owner, geteuid() == 0, owner.user != 0 || owner.group != 0 {
            let code = unsafe fchownat(
                fd, Self.terminated(name), owner.user, owner.group, AT_SYMLINK_NOFOLLOW)
            guard code == 0 else { throw fault("hand over", name) }
        }
        let time = SystemText.time(modifiedNanoseconds)
        // The call reads the two elements.
        guard unsafe utimensat(fd, Self.terminated(name), [time, time], AT_SYMLINK_NOFOLLOW) == 0 else {
            throw fault("set the time of", name)
        }
    }

    func hardLink(_ name: [UInt8], as newName: [UInt8]) throws(BackupError) {
        try gate.pass("link")
        guard unsafe linkat(fd, Self.terminated(name), fd, Self.terminated(newName), 0) == 0 else {
            throw fault("link", newName)
        }
    }

    /// Gives it a name that nothing has, here or in another directory.
    /// - Returns: false when something has it.
    func move(
        _ name: [UInt8], to folder: BackupFolder? = nil, as newName: [UInt8]
    ) throws(BackupError) -> Bool {
        try gate.pass("rename")
        let target = (folder ?? self).fd
        if unsafe agent_teams_move_new(fd, Self.terminated(name), target, Self.terminated(newName)) == 0 {
            return true
        }
        if errno == EEXIST { return false }
        guard errno == EINVAL || errno == ENOSYS else { throw fault("rename", name) }
        // A file system without that call; the lock of the directory keeps others of ours away.
        if try (folder ?? self).status(newName) != nil { return false }
        guard unsafe renameat(fd, Self.terminated(name), target, Self.terminated(newName)) == 0 else {
            throw fault("rename", name)
        }
        return true
    }

    func rename(_ name: [UInt8], over newName: [UInt8]) throws(BackupError) {
        try gate.pass("rename")
        guard unsafe renameat(fd, Self.terminated(name), fd, Self.terminated(newName)) == 0 else {
            throw fault("rename", name)
        }
    }

    /// Exchanges what has a name here and in the other directory, in one step.
    /// - Returns: false where the file system cannot.
    func exchange(_ name: [UInt8], with folder: BackupFolder) throws(BackupError) -> Bool {
        try gate.pass("exchange")
        if unsafe agent_teams_exchange(fd, Self.terminated(name), folder.fd, Self.terminated(name)) == 0 {
            return true
        }
        guard errno == EINVAL || errno == ENOSYS else { throw fault("exchange", name) }
        return false
    }

    func remove(_ name: [UInt8], isDirectory: Bool = false) throws(BackupError) {
        try gate.pass("unlink")
        if unsafe unlinkat(fd, Self.terminated(name), isDirectory ? AT_REMOVEDIR : 0) == 0 || errno == ENOENT
        {
            return
        }
        throw fault("remove", name)
    }

    /// Removes whatever has the name, with all below it.
    func removeTree(_ name: [UInt8]) throws(BackupError) {
        guard let status = try status(name) else { return }
        if status.kind == .directory, let folder = try folder(name) {
            try folder.setAttributes(mode: 0o700, modifiedNanoseconds: nil, owner: nil)
            for child in try folder.names() { try folder.removeTree(child) }
        }
        try remove(name, isDirectory: status.kind == .directory)
    }

    func setAttributes(
        mode: UInt32, modifiedNanoseconds: Int64?, owner: FileStatus?
    ) throws(BackupError) {
        try OpenAttributes.set(fd, path, gate, mode, modifiedNanoseconds, owner)
    }

    /// Waits until the names are on disk.
    func sync() throws(BackupError) {
        try gate.pass("fsync")
        guard !gate.waitsForDisk || fsync(fd) == 0 else { throw fault("write", []) }
    }

    /// Waits until all that was written to the file system is on disk.
    func syncAll() throws(BackupError) {
        try gate.pass("syncfs")
        guard !gate.waitsForDisk || agent_teams_sync_file_system(fd) == 0 else { throw fault("write", []) }
    }

    /// Takes the lock of this directory, as long as the object lives; false when another program has it.
    func lock() -> Bool { flock(fd, LOCK_EX | LOCK_NB) == 0 }

    /// Free bytes of the file system, as far as this user may use them.
    func freeBytes() throws(BackupError) -> UInt64 {
        var found = statvfs()
        // The call fills the one local.
        guard unsafe fstatvfs(fd, &found) == 0 else { throw fault("ask for the space of", []) }
        return UInt64(found.f_bavail) * UInt64(found.f_frsize)
    }

    private func child(_ name: [UInt8]) -> String {
        name.isEmpty ? path : "\(path)/\(String(decoding: name, as: UTF8.self))"
    }

    private func fault(_ doing: String, _ name: [UInt8]) -> BackupError {
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

extension BackupFolder {
    /// Makes a directory and those above it, closed to others; what is made belongs to whom the one above belongs to.
    static func makeAll(_ path: String, gate: CallGate) throws(BackupError) -> BackupFolder {
        // The path is passed as a null-terminated copy for the call's duration.
        if unsafe access(path, F_OK) == 0 { return try BackupFolder(path, gate: gate) }
        let cut = path.lastIndex(of: "/") ?? path.startIndex
        let above = try makeAll(cut == path.startIndex ? "/" : String(path[..<cut]), gate: gate)
        let made = try above.makeFolder(Array(path[cut...].utf8.drop { $0 == UInt8(ascii: "/") }))
        try made.setAttributes(mode: 0o700, modifiedNanoseconds: nil, owner: try above.ownStatus())
        try above.sync()
        return made
    }
}
