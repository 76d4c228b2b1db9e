import Glibc

/// Runs another program for at most some time, and keeps what it wrote.
package struct ProgramOutput: Sendable {
    /// 128 and the signal where one ended it; nil when it was ended because its time was over.
    package let status: Int32?
    package let output: [UInt8]
    package let errors: String

    private static let maxOutputBytes = 8 << 20
    private static let maxErrorBytes = 64 << 10
    private static let stepMilliseconds: Int32 = 10

    /// Nil when it cannot be started.
    ///
    /// - Parameters:
    ///   - program: a path, or a name that `PATH` leads to.
    ///   - deadline: after it the program and all it started are killed.
    package init?(_ program: String, _ arguments: [String], deadline: Duration) {
        guard let output = Self.scratchFile(), let errors = Self.scratchFile() else { return nil }
        defer {
            _ = close(output)
            _ = close(errors)
        }
        guard let pid = Self.spawn([program] + arguments, output: output, errors: errors) else { return nil }
        status = Self.wait(for: pid, until: .now + deadline)
        self.output = Self.bytes(of: output, limit: Self.maxOutputBytes)
        self.errors = String(decoding: Self.bytes(of: errors, limit: Self.maxErrorBytes), as: UTF8.self)
    }

    /// A file without a name.
    private static func scratchFile() -> Int32? {
        // The result of getenv is copied at once; nothing here changes the environment.
        let place = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(place)/agent-teams-exporter-XXXXXX".utf8CString)
        // mkstemp fills in the X's of a writable string that is closed by NUL.
        let file = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe mkstemp($0) } ?? -1
        }
        guard file >= 0 else { return nil }
        // The name that mkstemp wrote.
        _ = unsafe unlink(template)
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        return file
    }

    private static func spawn(_ words: [String], output: Int32, errors: Int32) -> pid_t? {
        var actions = unsafe posix_spawn_file_actions_t()
        // Each call reads or writes this local, which is freed at the end.
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors, 2)
        var attributes = posix_spawnattr_t()
        // As above. A group of its own, so that all it starts can be ended with it.
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        // Copies made by strdup, freed after the call.
        var pointers = unsafe words.map { unsafe strdup($0) }
        unsafe pointers.append(nil)
        defer { unsafe pointers.forEach { unsafe free($0) } }
        var pid: pid_t = 0
        // The list is closed by a null pointer; the strings live until the end.
        let code = unsafe posix_spawnp(&pid, words[0], &actions, &attributes, pointers, environ)
        return code == 0 ? pid : nil
    }

    private static func wait(for pid: pid_t, until end: ContinuousClock.Instant) -> Int32? {
        var status: Int32 = 0
        while ContinuousClock.now < end {
            // The call writes the one local number.
            let done = unsafe waitpid(pid, &status, WNOHANG)
            if done == pid {
                let signal = status & 0x7F
                return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
            }
            if done < 0, errno != EINTR { return 127 }
            _ = poll(nil, 0, stepMilliseconds)
        }
        _ = kill(-pid, SIGKILL)
        // As above.
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return nil
    }

    private static func bytes(of file: Int32, limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while bytes.count < limit {
            let offset = off_t(bytes.count)
            // `pread` writes at most the chunk's own length into it.
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe pread(file, $0.baseAddress, $0.count, offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        return bytes
    }
}
