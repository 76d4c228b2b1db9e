import Glibc

/// A failed system call: what was done, to what, and what the system said.
struct SystemCallError: Error, Equatable {
    let action: String
    let path: String
    let code: Int32

    var message: String { "cannot \(action) \(path): \(Self.describe(code))" }

    var isAbsence: Bool { code == ENOENT || code == ENOTDIR }

    private static func describe(_ code: Int32) -> String {
        // strerror returns a NUL-terminated string; it is copied at once.
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}

/// Which file lies at a path, and how long it is.
struct FileFacts: Equatable {
    var device: UInt64
    var inode: UInt64
    var size: Int64
    var isDirectory: Bool

    func isSameFile(as other: FileFacts) -> Bool { device == other.device && inode == other.inode }
}

/// An open file, closed with its last reference, which also drops a lock on it.
final class OpenFile: Sendable {
    fileprivate let descriptor: Int32

    fileprivate init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}

/// The calls on files of the state directory; paths are text because the flag that names it is.
///
/// A path is handed over as a C string that lives for the call, and no call keeps it.
enum SystemCalls {
    static func facts(of path: String) throws(SystemCallError) -> FileFacts {
        var record = stat()
        // stat fills the one structure it is given; the path is a C string for the call.
        guard unsafe stat(path, &record) == 0 else { throw failure("look at", path) }
        return FileFacts(record)
    }

    static func facts(of file: OpenFile, _ path: String) throws(SystemCallError) -> FileFacts {
        var record = stat()
        // fstat fills the one structure it is given.
        guard unsafe fstat(file.descriptor, &record) == 0 else { throw failure("look at", path) }
        return FileFacts(record)
    }

    static func exists(_ path: String) -> Bool {
        // See above.
        unsafe access(path, F_OK) == 0
    }

    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(SystemCallError) -> OpenFile {
        // See above.
        let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure("open", path) }
        return OpenFile(descriptor: descriptor)
    }

    /// A directory for its owner alone, with those above it that are missing.
    static func makeDirectory(_ path: String) throws(SystemCallError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made.hasSuffix("/") ? part : "/\(part)"
            // See above.
            if unsafe mkdir(made, 0o700) == 0 || errno == EEXIST || exists(made) { continue }
            throw failure("create directory", made)
        }
        guard try facts(of: path).isDirectory else {
            throw SystemCallError(action: "create directory", path: path, code: ENOTDIR)
        }
    }

    static func rename(_ old: String, to new: String) throws(SystemCallError) {
        // See above.
        if unsafe Glibc.rename(old, new) != 0 { throw failure("rename", old) }
    }

    /// An absent file is as good as removed.
    static func remove(_ path: String) throws(SystemCallError) {
        // See above.
        if unsafe unlink(path) != 0, errno != ENOENT { throw failure("remove", path) }
    }

    /// Makes what was written to a file, or the names in a directory, survive a power cut.
    static func synchronize(_ path: String) throws(SystemCallError) {
        let file = try open(path, O_RDONLY)
        if fsync(file.descriptor) != 0 { throw failure("synchronize", path) }
    }

    /// A new file with the content of another, on the disk when this returns.
    static func copy(_ source: String, to target: String) throws(SystemCallError) {
        let input = try open(source, O_RDONLY)
        let output = try open(target, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = try read(input, into: &buffer, source)
            if count == 0 { break }
            try write(buffer[..<count], to: output, target)
        }
        if fsync(output.descriptor) != 0 { throw failure("synchronize", target) }
    }

    static func read(
        _ file: OpenFile, into buffer: inout [UInt8], _ path: String
    ) throws(SystemCallError) -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                // The kernel writes at most the array's own bytes.
                unsafe Glibc.read(file.descriptor, bytes.baseAddress, bytes.count)
            }
            if count >= 0 { return count }
            guard errno == EINTR else { throw failure("read", path) }
        }
    }

    static func write(_ bytes: ArraySlice<UInt8>, to file: OpenFile, _ path: String) throws(SystemCallError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                // The kernel reads at most the slice's own bytes.
                unsafe Glibc.write(file.descriptor, bytes.baseAddress, bytes.count)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                throw failure("write", path)
            }
        }
    }

    /// Replaces the whole content.
    static func replaceContent(
        of file: OpenFile, with text: String, _ path: String
    ) throws(SystemCallError) {
        if ftruncate(file.descriptor, 0) != 0 { throw failure("write", path) }
        try write(Array(text.utf8)[...], to: file, path)
    }

    /// Takes the one exclusive lock there is on a file; false when another process has it.
    ///
    /// It ends with the last descriptor on the open file: also when the process is killed.
    static func lock(_ file: OpenFile, _ path: String) throws(SystemCallError) -> Bool {
        while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            if errno != EINTR { throw failure("lock", path) }
        }
        return true
    }

    static func unlock(_ file: OpenFile) { _ = flock(file.descriptor, LOCK_UN) }

    /// Names in a directory, sorted.
    static func names(in directory: String) throws(SystemCallError) -> [String] {
        // The stream is closed once, below; a record is copied before the next call, the only one that may reuse it.
        guard let stream = unsafe opendir(directory) else { throw failure("list", directory) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let record = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &record.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names.sorted()
    }

    static func wallClockMilliseconds() -> Int64 {
        var time = timespec()
        // clock_gettime fills the one structure it is given.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    static var processID: Int32 { getpid() }

    private static func failure(_ action: String, _ path: String) -> SystemCallError {
        SystemCallError(action: action, path: path, code: errno)
    }
}

extension FileFacts {
    fileprivate init(_ record: stat) {
        self.init(
            device: UInt64(record.st_dev), inode: UInt64(record.st_ino), size: Int64(record.st_size),
            isDirectory: record.st_mode & S_IFMT == S_IFDIR)
    }
}
