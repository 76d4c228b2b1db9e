import Glibc

/// The system calls of this module.
package enum HostCalls {
    /// Reads a small file of the kernel whole; nil when it is not there or may not be read.
    ///
    /// - Parameter chunkBytes: room made for each read; for many small files a small one.
    package static func read(
        _ path: String, limitBytes: Int = 1 << 20, chunkBytes: Int = 65536
    ) -> [UInt8]? {
        // The string is passed as a temporary C string that outlives the call.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        var bytes: [UInt8] = []
        while bytes.count < limitBytes {
            var count = 0
            bytes.append(addingCapacity: chunkBytes) { output in
                // The span's free part is `chunkBytes` bytes; read fills at most that many.
                unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
                    count = unsafe Glibc.read(
                        file, buffer.baseAddress.map { unsafe $0 + initialized }, chunkBytes)
                    if count > 0 { initialized += count }
                }
            }
            if count == 0 { return bytes }
            if count < 0, errno != EINTR { return nil }
        }
        return bytes
    }

    /// Room on the file system of a directory; nil when there is no such directory or it cannot be asked.
    package static func fileSystem(of directory: String) -> FileSystemUsage? {
        var room = statvfs()
        var status = stat()
        // The strings are passed as temporary C strings; `room` and `status` are live locals.
        guard unsafe statvfs(directory, &room) == 0, unsafe stat(directory, &status) == 0 else { return nil }
        let block = UInt64(room.f_frsize)
        return FileSystemUsage(
            device: UInt64(status.st_dev), sizeBytes: UInt64(room.f_blocks) &* block,
            availableBytes: UInt64(room.f_bavail) &* block, files: UInt64(room.f_files),
            freeFiles: UInt64(room.f_favail))
    }

    /// The same of the nearest directory above that exists, when this one does not: it would be made there.
    ///
    /// - Parameter directory: absolute.
    package static func fileSystem(ofNearestTo directory: String) -> FileSystemUsage? {
        var path = directory[...]
        while true {
            if let usage = fileSystem(of: path.isEmpty ? "/" : String(path)) { return usage }
            // One that is there and cannot be asked does not lie on the file system of another.
            guard errno == ENOENT, let cut = path.lastIndex(of: "/") else { return nil }
            path = path[..<cut]
        }
    }

    /// Bytes of all regular files in a directory and below; links are not followed. Nil when it, or a directory in it,
    /// cannot be read: a part is no size.
    ///
    /// - Parameter path: bytes of an absolute path.
    package static func size(of path: [UInt8]) -> UInt64? {
        // A copy closed by NUL, which outlives the call.
        let text = path.map { CChar(bitPattern: $0) } + [0]
        let directory = unsafe open(text, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard directory >= 0 else { return nil }
        return size(ofOpen: directory, depth: 0)
    }

    /// Directories below a team that deep are not its own work.
    private static let maxDepth = 8

    /// - Parameter directory: closed at the end.
    private static func size(ofOpen directory: Int32, depth: Int) -> UInt64? {
        guard let stream = unsafe fdopendir(directory) else {
            _ = close(directory)
            return nil
        }
        // The stream, and with it `directory`, is open until here and is not used after.
        defer { _ = unsafe closedir(stream) }
        var sum: UInt64 = 0
        // An entry stays valid until the next readdir on this stream, which only this loop calls.
        while let entry = unsafe readdir(stream) {
            guard let name = unsafe name(of: entry) else { continue }
            var status = stat()
            // `name` lies in the entry and is closed by NUL; `status` is a live local.
            guard unsafe fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFREG: sum += UInt64(max(0, status.st_size))
            case S_IFDIR where depth < maxDepth:
                // As above.
                let below = unsafe openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
                // It may have gone since it was listed.
                if below < 0, errno == ENOENT { continue }
                guard below >= 0, let size = size(ofOpen: below, depth: depth + 1) else { return nil }
                sum += size
            default: break
            }
        }
        return sum
    }

    /// The entry's name, unless it is `.` or `..`.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> UnsafePointer<CChar>? {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else {
            preconditionFailure("dirent has a name field on every Linux")
        }
        // readdir closes the name with NUL inside the entry, whose whole record is readable.
        let name = unsafe UnsafePointer(
            (UnsafeMutableRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
        let isDot = unsafe strcmp(name, ".") == 0 || strcmp(name, "..") == 0
        return isDot ? nil : unsafe name
    }
}
