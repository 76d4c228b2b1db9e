import Glibc

/// Files that are on disk when the call returns.
enum DurableFile {
    /// Why the last system call of this thread failed.
    static var reason: String {
        // Sound: the text is copied before another call could change it.
        unsafe String(cString: strerror(errno))
    }

    /// Readable by its owner alone: labels tell of teams.
    static func write(_ bytes: [UInt8], to path: String) throws(RemoteWriteError) {
        let fd = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard fd >= 0 else { throw .cannotWrite(path: path, reason: reason) }
        defer { _ = close(fd) }
        var done = 0
        while done < bytes.count {
            // Sound: the pointer and the count are those of the slice.
            let count = unsafe bytes[done...].withUnsafeBytes {
                unsafe Glibc.write(fd, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .cannotWrite(path: path, reason: reason) }
            done += count
        }
        guard fsync(fd) == 0 else { throw .cannotWrite(path: path, reason: reason) }
    }

    static func rename(_ path: String, to name: String, in directory: String) throws(RemoteWriteError) {
        guard unsafe Glibc.rename(path, name) == 0 else { throw .cannotWrite(path: name, reason: reason) }
        let fd = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard fd >= 0 else { throw .cannotWrite(path: directory, reason: reason) }
        defer { _ = close(fd) }
        guard fsync(fd) == 0 else { throw .cannotWrite(path: directory, reason: reason) }
    }
}
