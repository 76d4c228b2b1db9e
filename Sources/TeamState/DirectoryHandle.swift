import Glibc

/// An open directory; names below it are looked up relative to it and no symbolic link among them is followed.
///
/// With `RegularFile`, `FolderWatch` and the clock the only file of this module that makes system calls.
final class DirectoryHandle {
    private let fd: Int32

    private init(owning fd: Int32) { self.fd = fd }

    deinit { _ = close(fd) }

    /// Opens a directory that the operator named; links in this path are the operator's own and are followed.
    static func open(operatorPath path: PathBytes) throws(FileFault) -> DirectoryHandle {
        try open(at: AT_FDCWD, path, flags: O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }

    /// Opens a directory directly below this one that the operator may have linked elsewhere (`teams`, `tasks`).
    func operatorSubdirectory(_ name: PathBytes) throws(FileFault) -> DirectoryHandle {
        try Self.open(at: fd, name, flags: O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }

    func subdirectory(_ name: PathBytes) throws(FileFault) -> DirectoryHandle {
        try Self.open(at: fd, name, flags: O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    }

    func stamp() throws(FileFault) -> FileStamp { try Self.stamp(ofOpen: fd) }

    /// One stat call; the last component of `path` is not followed when it is a link.
    func stamp(of path: PathBytes) throws(FileFault) -> FileStamp {
        var status = stat()
        // The array is closed by NUL (PathBytes) and outlives the call.
        let result = unsafe fstatat(fd, path.terminated, &status, AT_SYMLINK_NOFOLLOW)
        guard result == 0 else { throw Self.fault(errno) }
        return FileStamp(status)
    }

    /// The names in this directory in byte order, without `.` and `..`.
    ///
    /// - Parameter directoriesOnly: leaves out what is not a directory; a link to a directory is a link.
    func names(directoriesOnly: Bool = false) throws(FileFault) -> [PathBytes] {
        // A new description, because a directory stream closes the descriptor it is given. "." closed by NUL.
        let streamFD = unsafe openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard streamFD >= 0 else { throw Self.fault(errno) }
        guard let stream = unsafe fdopendir(streamFD) else {
            let code = errno
            _ = close(streamFD)
            throw Self.fault(code)
        }
        // The stream is open until here and is not used after.
        defer { _ = unsafe closedir(stream) }
        var names: [PathBytes] = []
        while true {
            errno = 0
            // The entry stays valid until the next readdir on this stream, which only this loop calls.
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe Self.name(of: entry)
            let kind = unsafe entry.pointee.d_type
            guard name != PathBytes("."), name != PathBytes("..") else { continue }
            if directoriesOnly, !isDirectory(name, listedAs: kind) { continue }
            names.append(name)
        }
        guard errno == 0 else { throw Self.fault(errno) }
        return names.sorted()
    }

    /// Reads a regular file whole; each directory on the way is opened without following links.
    ///
    /// The kind is checked before the file is opened, because opening a FIFO or a device can block or act.
    func read(_ path: PathBytes, limitBytes: Int, into buffer: inout [UInt8]) throws(FileFault) -> FileStamp {
        let components = path.components
        guard let name = components.last else { throw .wrongKind }
        guard components.count > 1 else { return try readEntry(name, limitBytes: limitBytes, into: &buffer) }
        var directory = try subdirectory(components[0])
        for component in components.dropFirst().dropLast() {
            directory = try directory.subdirectory(component)
        }
        return try directory.readEntry(name, limitBytes: limitBytes, into: &buffer)
    }

    private func readEntry(
        _ name: PathBytes, limitBytes: Int, into buffer: inout [UInt8]
    ) throws(FileFault) -> FileStamp {
        guard try stamp(of: name).kind == .regular else { throw .wrongKind }
        let flags = O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY
        let file = Self.openRaw(at: fd, name, flags: flags)
        guard file >= 0 else { throw Self.fault(errno) }
        defer { _ = close(file) }
        let before = try Self.stamp(ofOpen: file)
        guard before.kind == .regular else { throw .wrongKind }
        guard before.sizeBytes <= limitBytes else { throw .tooLarge }
        try Self.readToEnd(file, expecting: Int(before.sizeBytes), limitBytes: limitBytes, into: &buffer)
        let after = try Self.stamp(ofOpen: file)
        guard after == before, buffer.count == Int(before.sizeBytes) else { throw .changedWhileRead }
        return after
    }

    private static func readToEnd(
        _ file: Int32, expecting sizeBytes: Int, limitBytes: Int, into buffer: inout [UInt8]
    ) throws(FileFault) {
        buffer.removeAll(keepingCapacity: true)
        var failure: FileFault?
        // One byte more than expected, so that the end is seen without a second buffer.
        var room = max(sizeBytes + 1, 4096)
        while failure == nil {
            var count = 0
            buffer.append(addingCapacity: room) { output in
                // The span's free part is `room` bytes of uninitialised memory; read fills at most that many.
                unsafe output.withUnsafeMutableBufferPointer { bytes, initialized in
                    count = unsafe Glibc.read(file, bytes.baseAddress.map { unsafe $0 + initialized }, room)
                    if count > 0 { initialized += count }
                }
            }
            if count == 0 { return }
            if count < 0, errno != EINTR { failure = fault(errno) }
            if buffer.count > limitBytes { failure = .tooLarge }
            room = 65536
        }
        if let failure { throw failure }
    }

    private static func open(at base: Int32, _ path: PathBytes, flags: Int32) throws(FileFault)
        -> DirectoryHandle
    {
        let fd = openRaw(at: base, path, flags: flags)
        guard fd >= 0 else { throw fault(errno) }
        return DirectoryHandle(owning: fd)
    }

    private static func openRaw(at base: Int32, _ path: PathBytes, flags: Int32) -> Int32 {
        // The array is closed by NUL and outlives the call; UInt8 and CChar have one layout.
        unsafe path.terminated.withUnsafeBufferPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return -1 }
                return unsafe openat(base, start, flags)
            }
        }
    }

    private static func stamp(ofOpen file: Int32) throws(FileFault) -> FileStamp {
        var status = stat()
        // `status` is a live local for the length of the call.
        guard unsafe fstat(file, &status) == 0 else { throw fault(errno) }
        return FileStamp(status)
    }

    private func isDirectory(_ name: PathBytes, listedAs kind: UInt8) -> Bool {
        if kind != UInt8(DT_UNKNOWN) { return kind == UInt8(DT_DIR) }
        guard let stamp = try? stamp(of: name) else { return false }
        return stamp.kind == .directory
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> PathBytes {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else {
            preconditionFailure("dirent has a name field on every Linux")
        }
        // readdir closes the name with NUL inside the entry, whose whole record is readable.
        let start = unsafe (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: UInt8.self)
        let length = unsafe strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))
        return unsafe PathBytes(UnsafeBufferPointer(start: start, count: length))
    }

    private static func fault(_ code: Int32) -> FileFault {
        switch code {
        case ENOENT: .absent
        case ENOTDIR, ELOOP, EISDIR, ENXIO: .wrongKind
        default: .system(errno: code)
        }
    }
}

extension FileStamp {
    fileprivate init(_ status: stat) {
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            default: .other
            }
        self.init(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), kind: kind,
            sizeBytes: Int64(status.st_size),
            modifiedNs: Self.nanoseconds(status.st_mtim), changedNs: Self.nanoseconds(status.st_ctim))
    }

    /// Wraps for dates that 64 bits of nanoseconds cannot hold; only equality and nearness to now matter.
    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
