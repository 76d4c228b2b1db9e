import Dispatch
import Foundation
import Synchronization

/// A program that was started here, pinned to a core, and is ended here by its pid.
struct ChildProcess {
    struct Exit {
        /// 0 to 255, or 128 + the signal's number.
        let code: Int32
        let wall: Duration
    }

    struct SpawnFailure: Error, CustomStringConvertible {
        let description: String
    }

    let pid: pid_t
    let started: ContinuousClock.Instant

    /// Starts the command with its output in files; `core` nil leaves it free.
    init(_ command: Command, core: Int?, output: String, errors: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        ChildRegistry.resetSignals(&attributes)
        let environment = ProcessInfo.processInfo.environment.merging(command.environment) { $1 }
        let words =
            ([command.calledAs ?? command.program.path] + command.arguments).map { strdup($0) } + [nil]
        let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + settings { free(pointer) } }
        var pid: pid_t = 0
        // A child starts on the cores of the thread that spawns it.
        let (start, code) = Affinity.pinned(to: core) {
            let start = ContinuousClock.now
            return (start, posix_spawn(&pid, command.program.path, &actions, &attributes, words, settings))
        }
        guard code == 0 else {
            throw SpawnFailure(
                description: "could not start \(command.program.path): \(String(cString: strerror(code)))")
        }
        self.pid = pid
        started = start
        ChildRegistry.add(pid)
    }

    /// Waits for the end.
    func wait() -> Exit {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
        return finished(status: status)
    }

    /// Waits for the end and looks at the memory all the while; the peak is nil when it ended too soon to be seen.
    ///
    /// The kernel's own figure for a finished child counts the memory of the process that made it, so it is no use.
    func waitForPeak() -> (exit: Exit, peakKiB: Double?) {
        var peak: Double?
        while true {
            if let exit = poll() { return (exit, peak) }
            peak = ResidentMemory(pid: pid)?.peakKiB ?? peak
            usleep(200)
        }
    }

    /// The exit when the program has ended by itself, else nil.
    func poll() -> Exit? {
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
        return finished(status: status)
    }

    /// Asks it to end, and ends it after 5 s.
    func stop() {
        kill(pid, SIGTERM)
        let deadline = ContinuousClock.now + .seconds(5)
        while ContinuousClock.now < deadline {
            if poll() != nil { return }
            usleep(2000)
        }
        kill(pid, SIGKILL)
        _ = wait()
    }

    private func finished(status: Int32) -> Exit {
        let wall = ContinuousClock.now - started
        ChildRegistry.remove(pid)
        let signal = status & 0x7F
        let code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        return Exit(code: code, wall: wall)
    }
}

/// The children that still run, so that an interrupted benchmark leaves none behind.
enum ChildRegistry {
    private static let children = Mutex<Set<pid_t>>([])

    static func add(_ pid: pid_t) { children.withLock { _ = $0.insert(pid) } }
    static func remove(_ pid: pid_t) { children.withLock { _ = $0.remove(pid) } }

    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// Signals that are ignored here would stay ignored in a child.
    static func resetSignals(_ attributes: inout posix_spawnattr_t) {
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for number in signals { sigaddset(&defaults, number) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    }

    /// Ends all children and cleans up when a signal ends this program, for as long as the answer is held.
    static func endAllOnSignal(cleanUp: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
        signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                children.withLock { for pid in $0 { kill(pid, SIGTERM) } }
                cleanUp()
                _exit(128 + number)
            }
            source.resume()
            return source
        }
    }
}
