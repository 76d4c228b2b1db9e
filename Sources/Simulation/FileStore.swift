import FoundationEssentials
import Glibc

/// Writes files the way the programs do that the simulation plays. Calls the C library in this file alone.
enum FileStore {
    /// Writes a temporary file beside `path` and renames it, so that readers see the old or the new file.
    static func replace(_ path: String, with bytes: [UInt8]) throws(SimulationError) {
        let temporary = "\(path).tmp"
        try write(bytes, to: temporary, flags: O_WRONLY | O_CREAT | O_TRUNC)
        try rename(temporary, to: path)
    }

    /// Truncates and writes in place: a reader may see an empty or a short file.
    static func overwrite(_ path: String, with bytes: [UInt8]) throws(SimulationError) {
        try write(bytes, to: path, flags: O_WRONLY | O_CREAT | O_TRUNC)
    }

    static func append(_ bytes: [UInt8], to path: String) throws(SimulationError) {
        try write(bytes, to: path, flags: O_WRONLY | O_CREAT | O_APPEND)
    }

    static func rename(_ path: String, to target: String) throws(SimulationError) {
        // The C strings live for the length of the call, here and at each call below.
        guard unsafe Glibc.rename(path, target) == 0 else {
            throw .file(action: "rename", path: path, errno: errno)
        }
    }

    static func removeIfPresent(_ path: String) throws(SimulationError) {
        // As in `rename`.
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            throw .file(action: "remove", path: path, errno: errno)
        }
    }

    /// Copies a file, over another one if there is one.
    static func copy(_ path: String, to target: String) throws(SimulationError) {
        try removeIfPresent(target)
        do {
            try FileManager.default.copyItem(atPath: path, toPath: target)
        } catch {
            throw .file(action: "copy", path: path, errno: EIO)
        }
    }

    /// Removes a directory with all that is in it.
    static func removeTree(_ path: String) throws(SimulationError) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw .file(action: "remove", path: path, errno: EIO)
        }
    }

    /// Makes a directory and those above it, readable by this user only: the real ones hold private text.
    static func makeDirectory(_ path: String) throws(SimulationError) {
        // As in `rename`.
        if unsafe mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let cut = path.lastIndex(of: "/"), cut != path.startIndex else {
            throw .file(action: "make the directory", path: path, errno: errno)
        }
        try makeDirectory(String(path[..<cut]))
        // As in `rename`.
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .file(action: "make the directory", path: path, errno: errno)
        }
    }

    private static func write(_ bytes: [UInt8], to path: String, flags: Int32) throws(SimulationError) {
        // As in `rename`.
        let file = unsafe open(path, flags | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .file(action: "open", path: path, errno: errno) }
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            // The pointer is used only inside the closure, and never beyond the end of `bytes`.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    file, buffer.baseAddress.map { unsafe $0 + written }, bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .file(action: "write", path: path, errno: errno) }
            written += count
        }
    }
}

/// Why the simulation could not go on.
package enum SimulationError: Error, Equatable {
    case file(action: String, path: String, errno: Int32)
    case encoding(path: String, reason: String)

    package var message: String {
        switch self {
        case .file(let action, let path, let code):
            "simulation: cannot \(action) \(path): \(Self.text(of: code)); choose a directory with space and write permission"
        case .encoding(let path, let reason):
            "simulation: cannot encode \(path): \(reason); please report this"
        }
    }

    private static func text(of code: Int32) -> String {
        // strerror returns a C string that lives at least until the next call of it on this thread.
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}

/// The wall clock and the pauses of a simulation that runs in real time.
enum WallClock {
    static var nowMs: Int64 {
        var now = timespec()
        // `now` is a local value; the call only fills it.
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// Waits; a signal may end the wait early.
    static func pause(milliseconds: Int64) {
        var wait = timespec(tv_sec: Int(milliseconds / 1000), tv_nsec: Int(milliseconds % 1000) * 1_000_000)
        // `wait` is a local value; the remaining time is not wanted.
        unsafe nanosleep(&wait, nil)
    }
}
