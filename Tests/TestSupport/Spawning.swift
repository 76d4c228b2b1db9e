import Glibc

// In glibc since 2.34 and 2.29, and left out of Swift's Glibc module because its headers ask for _GNU_SOURCE.
@_silgen_name("posix_spawn_file_actions_addclosefrom_np")
private func posixSpawnCloseFrom(_ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ first: Int32)
    -> Int32
@_silgen_name("posix_spawn_file_actions_addchdir_np")
private func posixSpawnChangeDirectory(
    _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ path: UnsafePointer<CChar>
) -> Int32

/// Starts programs through the C library: unlike Foundation's process class, from any number of threads at once.
enum Spawning {
    /// - Parameter streams: files for standard input, output and error; the latter two are appended to.
    static func start(
        _ arguments: [String], environment: [String], directory: String?, streams: [String]
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        // SAFETY: each call writes or reads these two local values, which are freed at the end.
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        for (descriptor, path) in streams.enumerated() {
            let flags = descriptor == 0 ? O_RDONLY : O_WRONLY | O_APPEND
            unsafe posix_spawn_file_actions_addopen(&actions, Int32(descriptor), path, flags, 0)
        }
        // Other tests' sockets and files would stay open in the child.
        _ = unsafe posixSpawnCloseFrom(&actions, 3)
        if let directory { _ = unsafe posixSpawnChangeDirectory(&actions, directory) }
        clearSignals(&attributes)
        var pid: pid_t = 0
        let program = arguments[0]
        let code = unsafe withCStrings(arguments) { arguments in
            unsafe withCStrings(environment) { environment in
                unsafe posix_spawn(&pid, program, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else {
            throw ChildProcess.Failure.cannotStart(command: arguments.joined(separator: " "), code: code)
        }
        return pid
    }

    /// Worker threads of the test runner block all signals, and a child inherits that: it would never see SIGTERM.
    private static func clearSignals(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        var all = sigset_t()
        // SAFETY: each call writes or reads local values.
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    }

    /// Hands out the strings as C's vector of pointers, null at its end, for the length of the call.
    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        // SAFETY: each copy lives until it is freed here, after the call.
        let pointers = unsafe strings.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        return unsafe body(pointers)
    }
}
