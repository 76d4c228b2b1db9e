import Glibc

/// The procfs directory, open: reads its small files into a buffer of the caller's.
///
/// The only file of this module that makes system calls.
final class ProcDirectory {
    enum ReadResult { case read, vanished, notPermitted, failed }

    private let fd: Int32
    private var path: [CChar] = []
    /// Since Linux 6.2 the size of `<pid>/fd` is the number of open files, so that they need not be listed.
    private let tellsOpenFileCount: Bool

    /// - Returns: nil when the path cannot be opened as a directory.
    init?(path: String) {
        // The string is passed as a temporary C string that outlives the call.
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        fd = descriptor
        // We have a file open ourselves: this one.
        tellsOpenFileCount = descriptor >= 0 && Self.size(of: "self/fd", in: descriptor) ?? 0 > 0
        if fd < 0 { return nil }
    }

    deinit { _ = close(fd) }

    /// Ids of the processes listed, in no order, and whether this is the kernel's own procfs (it has `self`).
    func listProcesses(into pids: inout [Int32]) -> (isListed: Bool, isKernelProcfs: Bool) {
        pids.removeAll(keepingCapacity: true)
        // A new description, because a directory stream closes the descriptor it is given. "." closed by NUL.
        let streamFD = unsafe openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard streamFD >= 0 else { return (false, false) }
        guard let stream = unsafe fdopendir(streamFD) else {
            _ = close(streamFD)
            return (false, false)
        }
        // The stream is open until here and is not used after.
        defer { _ = unsafe closedir(stream) }
        var isKernelProcfs = false
        errno = 0
        // An entry stays valid until the next readdir on this stream, which only this loop calls.
        while let entry = unsafe readdir(stream) {
            switch unsafe Self.kind(of: entry) {
            case .process(let pid): pids.append(pid)
            case .selfLink: isKernelProcfs = true
            case .other: break
            }
            errno = 0
        }
        return (errno == 0, isKernelProcfs)
    }

    /// Number of files that the running program has open, the one used for looking left out.
    func countOwnOpenFiles() -> Int? {
        setPath("self/fd")
        var count = 0
        // The listing itself is one of the entries.
        return countEntries(&count) == .read ? max(0, count - 1) : nil
    }

    /// Counts the files that a process has open.
    func countOpenFiles(of pid: Int32, into count: inout Int) -> ReadResult {
        setPath(pid: pid, name: "fd")
        guard tellsOpenFileCount else { return countEntries(&count) }
        var status = stat()
        // `path` is closed by NUL and outlives the call; `status` is a live local.
        guard unsafe fstatat(fd, path, &status, 0) == 0 else { return Self.result(errno) }
        count = Int(status.st_size)
        return .read
    }

    /// Number of entries of the directory at `path`, the two dots left out.
    private func countEntries(_ count: inout Int) -> ReadResult {
        // `path` is closed by NUL and outlives the call.
        let streamFD = unsafe openat(fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard streamFD >= 0 else { return Self.result(errno) }
        guard let stream = unsafe fdopendir(streamFD) else {
            _ = close(streamFD)
            return .failed
        }
        // The stream is open until here and is not used after.
        defer { _ = unsafe closedir(stream) }
        var entries = 0
        while unsafe readdir(stream) != nil { entries += 1 }
        count = max(0, entries - 2)
        return .read
    }

    private static func size(of path: String, in directory: Int32) -> Int? {
        var status = stat()
        // The string is passed as a temporary C string that outlives the call; `status` is a live local.
        return unsafe fstatat(directory, path, &status, 0) == 0 ? Int(status.st_size) : nil
    }

    /// Reads `<pid>/<name>` whole, up to `limitBytes`; an interrupted read is taken up again.
    func read(_ name: StaticString, of pid: Int32, limitBytes: Int, into buffer: inout [UInt8]) -> ReadResult
    {
        setPath(pid: pid, name: name)
        return readAtPath(limitBytes: limitBytes, into: &buffer)
    }

    func read(_ relativePath: String, limitBytes: Int, into buffer: inout [UInt8]) -> ReadResult {
        setPath(relativePath)
        return readAtPath(limitBytes: limitBytes, into: &buffer)
    }

    private func setPath(_ relativePath: String) {
        path.removeAll(keepingCapacity: true)
        for byte in relativePath.utf8 { path.append(CChar(bitPattern: byte)) }
        path.append(0)
    }

    private func readAtPath(limitBytes: Int, into buffer: inout [UInt8]) -> ReadResult {
        buffer.removeAll(keepingCapacity: true)
        // `path` is closed by NUL and outlives the call.
        let file = unsafe openat(fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard file >= 0 else { return Self.result(errno) }
        defer { _ = close(file) }
        while buffer.count < limitBytes {
            var count = 0
            let room = max(buffer.capacity - buffer.count, 4096)
            buffer.append(addingCapacity: room) { output in
                // The span's free part is `room` bytes; read fills at most that many.
                unsafe output.withUnsafeMutableBufferPointer { bytes, initialized in
                    count = unsafe Glibc.read(file, bytes.baseAddress.map { unsafe $0 + initialized }, room)
                    if count > 0 { initialized += count }
                }
            }
            if count == 0 { return .read }
            if count < 0, errno != EINTR { return Self.result(errno) }
            // procfs fills what it is given: a short answer is the end, so no second call is needed.
            if count > 0, count < room { return .read }
        }
        return .read
    }

    private func setPath(pid: Int32, name: StaticString) {
        path.removeAll(keepingCapacity: true)
        var divisor: Int32 = 1
        while pid / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            path.append(CChar(pid / divisor % 10) + CChar(UInt8(ascii: "0")))
            divisor /= 10
        }
        path.append(CChar(UInt8(ascii: "/")))
        // A static string is one run of UTF-8 bytes that lives as long as the program.
        let bytes = unsafe UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        for index in bytes.indices { path.append(CChar(bitPattern: unsafe bytes[index])) }
        path.append(0)
    }

    private enum EntryKind { case process(Int32), selfLink, other }

    private static func kind(of entry: UnsafeMutablePointer<dirent>) -> EntryKind {
        guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else {
            preconditionFailure("dirent has a name field on every Linux")
        }
        // readdir closes the name with NUL inside the entry, whose whole record is readable.
        let name = unsafe (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: UInt8.self)
        var pid: Int32 = 0
        var index = 0
        while unsafe name[index] != 0 {
            let byte = unsafe name[index]
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), index < 9 else {
                return unsafe isSelf(name) ? .selfLink : .other
            }
            pid = pid * 10 + Int32(byte - UInt8(ascii: "0"))
            index += 1
        }
        return pid > 0 ? .process(pid) : .other
    }

    private static func isSelf(_ name: UnsafePointer<UInt8>) -> Bool {
        // Both strings are closed by NUL.
        unsafe strcmp(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self), "self") == 0
    }

    private static func result(_ code: Int32) -> ReadResult {
        switch code {
        case ENOENT, ESRCH, ENOTDIR: .vanished
        case EACCES, EPERM: .notPermitted
        default: .failed
        }
    }
}
