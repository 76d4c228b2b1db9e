import Glibc

/// Runs another program to its end, its streams being files.
struct ProgramRun {
    let status: Int32
    let output: [UInt8]
    let errors: String

    /// Longer texts of errors are cut.
    private static let errorBytes = 4096

    /// - Parameters:
    ///   - arguments: the program, found by `PATH`, and what it is told; bytes, since they hold file names.
    ///   - input: an open file to be read from its beginning; `-1` for none.
    ///   - output: an open file to write to; `-1` where the output is to be returned.
    ///   - scratch: a directory for what it writes meanwhile; nothing stays in it.
    init(
        _ arguments: [[UInt8]], input: Int32 = -1, output: Int32 = -1, scratch: String
    ) throws(TeamEditingError) {
        let name = String(decoding: arguments.first ?? [], as: UTF8.self)
        let errors = try ScratchFile(in: scratch)
        let captured = output < 0 ? try ScratchFile(in: scratch) : nil
        if input >= 0 { _ = lseek(input, 0, SEEK_SET) }
        let pid = try Self.spawn(
            arguments, name: name, streams: [input, captured?.fd ?? output, errors.fd])
        status = Self.wait(for: pid)
        self.output = captured?.bytes(limit: .max) ?? []
        self.errors = String(decoding: errors.bytes(limit: Self.errorBytes), as: UTF8.self)
    }

    /// For messages: the last line that it wrote to standard error, else its exit status.
    var fault: String {
        errors.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it ended with status \(status)"
    }

    private static func spawn(
        _ arguments: [[UInt8]], name: String, streams: [Int32]
    ) throws(TeamEditingError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        // Each call reads or writes this local, which is freed at the end.
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in streams.enumerated() {
            if stream < 0 {
                unsafe posix_spawn_file_actions_addopen(&actions, Int32(number), "/dev/null", O_RDONLY, 0)
            } else {
                unsafe posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
            }
        }
        var pid: pid_t = 0
        // The strings live until `withTerminated` returns, and both lists are closed by a null pointer.
        let code = unsafe withTerminated(arguments) { arguments in
            unsafe posix_spawnp(&pid, name, &actions, nil, arguments, environ)
        }
        guard code == 0 else {
            // strerror returns a static string, or one of this thread that is copied at once.
            let reason = unsafe String(cString: strerror(code))
            throw .backupFailed(reason: "cannot start \(name): \(reason)")
        }
        return pid
    }

    private static func withTerminated<Result>(
        _ arguments: [[UInt8]],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        // Copies made by strdup, freed after the call.
        var pointers = unsafe arguments.map { argument in
            unsafe strdup(argument.map { CChar(bitPattern: $0) } + [0])
        }
        unsafe pointers.append(nil)
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("the list has its end at least") }
            return unsafe body(start)
        }
    }

    /// The exit status, or 128 and the signal.
    private static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        // The call writes the one local number.
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}

/// A file without a name, for what a program writes.
private final class ScratchFile {
    let fd: Int32

    init(in directory: String) throws(TeamEditingError) {
        var template = Array("\(directory)/.scratch-XXXXXX".utf8CString)
        // mkostemp fills in the X's of a writable, null-terminated string.
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe mkstemp($0) } ?? -1
        }
        guard made >= 0 else { throw .backupFailed(reason: "cannot make a file in \(directory)") }
        fd = made
        // The name that mkstemp wrote, closed by NUL.
        _ = unsafe unlink(template)
        _ = fcntl(fd, F_SETFD, FD_CLOEXEC)
    }

    deinit { _ = close(fd) }

    func bytes(limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while bytes.count < limit {
            let offset = off_t(bytes.count)
            // `pread` writes at most the chunk's own length into it.
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe pread(fd, $0.baseAddress, $0.count, offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return bytes
    }
}
