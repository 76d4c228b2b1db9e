import Glibc

/// An open directory in which things are made and removed; names are looked up relative to it, and no link below it is
/// followed.
final class EditedDirectory {
    enum Kind { case directory, regular, link, other }

    struct Entry: Equatable {
        let kind: Kind
        let device: UInt64
        let isSocket: Bool
    }

    private let fd: Int32
    /// For messages.
    let path: String

    private init(owning fd: Int32, path: String) {
        self.fd = fd
        self.path = path
    }

    deinit { _ = close(fd) }

    /// Links in this path are the operator's own and are followed.
    static func open(path: String) throws(TeamEditingError) -> EditedDirectory {
        // The path is passed as a null-terminated copy for the call's duration.
        let fd = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard fd >= 0 else { throw .system(doing: "open", what: path, reason: lastError()) }
        return EditedDirectory(owning: fd, path: path)
    }

    /// - Parameter followsLink: for `teams` and `tasks` themselves, which the operator may have linked elsewhere.
    /// - Returns: nil when there is no such directory.
    func subdirectory(_ name: [UInt8], followsLink: Bool = false) throws(TeamEditingError) -> EditedDirectory?
    {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW)
        // `name` is closed by NUL and outlives the call; so it is at each call below.
        let sub = unsafe openat(fd, Self.terminated(name), flags)
        if sub < 0 {
            if errno == ENOENT || errno == ENOTDIR || errno == ELOOP { return nil }
            throw fault("open", name)
        }
        return EditedDirectory(owning: sub, path: child(name))
    }

    /// Makes a directory, or finds the one that is there.
    func makeDirectory(_ name: [UInt8]) throws(TeamEditingError) -> EditedDirectory {
        let isNew = unsafe mkdirat(fd, Self.terminated(name), 0o755) == 0
        guard isNew || errno == EEXIST else { throw fault("make", name) }
        guard let made = try subdirectory(name, followsLink: true) else {
            throw .system(doing: "open", what: child(name), reason: "it is not a directory")
        }
        if isNew { try handOver(made.fd, name) }
        return made
    }

    /// Gives what root makes to the owner of the directory it is made in, whose agents must be able to write it.
    private func handOver(_ file: Int32, _ name: [UInt8]) throws(TeamEditingError) {
        var status = stat()
        // `status` is a live local.
        guard geteuid() == 0, unsafe fstat(fd, &status) == 0, status.st_uid != 0 else { return }
        guard fchown(file, status.st_uid, status.st_gid) == 0 else { throw fault("hand over", name) }
    }

    /// Names in byte order, without `.` and `..`.
    func names() throws(TeamEditingError) -> [[UInt8]] {
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
        errno = 0
        // The entry stays valid until the next readdir on this stream, which only this loop calls.
        while let entry = unsafe readdir(stream) {
            let name = unsafe Self.name(of: entry)
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw fault("list", []) }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// What is there under a name, links not followed; nil when nothing is.
    func entry(_ name: [UInt8]) throws(TeamEditingError) -> Entry? {
        var status = stat()
        // As above; `status` is a live local.
        guard unsafe fstatat(fd, Self.terminated(name), &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw fault("look at", name)
        }
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFDIR: .directory
            case S_IFREG: .regular
            case S_IFLNK: .link
            default: .other
            }
        return Entry(
            kind: kind, device: UInt64(status.st_dev), isSocket: status.st_mode & S_IFMT == S_IFSOCK)
    }

    /// Writes a new file whole, and waits until it is on disk.
    func write(_ bytes: [UInt8], to name: [UInt8]) throws(TeamEditingError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let file = unsafe openat(fd, Self.terminated(name), flags, 0o644)
        guard file >= 0 else { throw fault("make", name) }
        defer { _ = close(file) }
        try handOver(file, name)
        var rest = bytes[...]
        while !rest.isEmpty {
            // `write` reads at most the slice's own length from it.
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw fault("write", name) }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 else { throw fault("write", name) }
    }

    /// - Returns: false when something is there under the new name.
    func rename(_ name: [UInt8], to newName: [UInt8]) throws(TeamEditingError) -> Bool {
        if unsafe renameat(fd, Self.terminated(name), fd, Self.terminated(newName)) == 0 { return true }
        if errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR { return false }
        throw fault("rename", name)
    }

    /// Gives a directory a name that nobody has, not even for an empty directory that is made at this moment: it is taken
    /// by making one, which this one then replaces.
    ///
    /// - Returns: false when something is there under the new name.
    func claim(_ newName: [UInt8], for name: [UInt8]) throws(TeamEditingError) -> Bool {
        guard unsafe mkdirat(fd, Self.terminated(newName), 0o755) == 0 else {
            if errno == EEXIST { return false }
            throw fault("make", newName)
        }
        let isRenamed: Bool
        do throws(TeamEditingError) { isRenamed = try rename(name, to: newName) } catch {
            // Fails when somebody has put something into it, whose it is then.
            _ = unsafe unlinkat(fd, Self.terminated(newName), AT_REMOVEDIR)
            throw error
        }
        return isRenamed
    }

    func remove(_ name: [UInt8], isDirectory: Bool) throws(TeamEditingError) {
        if unsafe unlinkat(fd, Self.terminated(name), isDirectory ? AT_REMOVEDIR : 0) == 0 { return }
        // Somebody was faster.
        if errno == ENOENT { return }
        throw fault("remove", name)
    }

    /// Waits until the names in this directory are on disk.
    func sync() throws(TeamEditingError) {
        guard fsync(fd) == 0 else { throw fault("write", []) }
    }

    /// Takes the lock of this directory, as long as the object lives; false when another program has it.
    func lock() -> Bool { flock(fd, LOCK_EX | LOCK_NB) == 0 }

    private func child(_ name: [UInt8]) -> String {
        name.isEmpty ? path : "\(path)/\(String(decoding: name, as: UTF8.self))"
    }

    private func fault(_ doing: String, _ name: [UInt8]) -> TeamEditingError {
        .system(doing: doing, what: child(name), reason: Self.lastError())
    }

    private static func lastError() -> String {
        // strerror returns a static string, or one of this thread that is copied at once.
        unsafe String(cString: strerror(errno))
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
