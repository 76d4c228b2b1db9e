import Glibc

/// Reads small files whole: configuration and rules.
package enum FileReading {
    /// The largest exposition worth reading: a million series are about 100 MB.
    package static let maxExpositionBytes = 256 << 20
    /// Larger files are no configuration; the bound keeps a slip of the path from eating memory.
    package static let maxBytes = 16 << 20

    /// - Parameter whatItIs: names the file in the error, such as "configuration file".
    /// - Throws: `ServiceError.cannotRead`.
    package static func bytes(
        of path: String,
        whatItIs: String,
        limit: Int = maxBytes
    ) throws(ServiceError) -> [UInt8] {
        // The path is passed as a null-terminated copy for the call's duration.
        let fd = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard fd >= 0 else { throw fault(path, whatItIs, lastError()) }
        defer { close(fd) }
        var status = stat()
        guard unsafe fstat(fd, &status) == 0 else { throw fault(path, whatItIs, lastError()) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw fault(path, whatItIs, "it is a directory, not a file")
        default: throw fault(path, whatItIs, "it is not a regular file")
        }
        return try contents(of: fd, path, whatItIs, limit: limit)
    }

    /// Whether anything has this name, as far as this user can see.
    package static func exists(_ path: String) -> Bool {
        // The path is passed as a null-terminated copy for the call's duration.
        unsafe access(path, F_OK) == 0
    }

    /// Whether this user may read the file.
    static func isReadable(_ path: String) -> Bool {
        // As in `exists`.
        unsafe access(path, R_OK) == 0
    }

    /// Whether this user may make files in the directory.
    static func isWritableDirectory(_ path: String) -> Bool {
        // As in `exists`.
        unsafe access(path, W_OK | X_OK) == 0
    }

    /// All of standard input.
    package static func standardInput() throws(ServiceError) -> [UInt8] {
        try contents(of: STDIN_FILENO, "-", "standard input", limit: maxExpositionBytes)
    }

    private static func contents(of fd: Int32, _ path: String, _ whatItIs: String, limit: Int)
        throws(ServiceError) -> [UInt8]
    {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            // `read` writes at most the chunk's own length into it.
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(fd, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw fault(path, whatItIs, lastError()) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw fault(path, whatItIs, "larger than \(limit >> 20) MiB")
            }
        }
    }

    private static func fault(_ path: String, _ whatItIs: String, _ reason: String) -> ServiceError {
        .cannotRead(path: path, reason: reason, whatItIs: whatItIs)
    }

    private static func lastError() -> String {
        // strerror returns a static string, or one of this thread that is copied at once.
        unsafe String(cString: strerror(errno))
    }
}

/// What a path leads to, links followed.
enum FileKind: Equatable {
    case regular, directory, other, absent

    init(of path: String) {
        var status = stat()
        // The path is passed as a null-terminated copy; the call fills a local of ours.
        guard unsafe stat(path, &status) == 0 else {
            self = .absent
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: self = .regular
        case S_IFDIR: self = .directory
        default: self = .other
        }
    }
}
