import Glibc

/// A file that a command makes, and that was not there before.
final class NewFile {
    let path: String
    private let fd: Int32

    /// Refuses one that is there; nobody sees what is written but its owner, until permissions are changed.
    init(_ path: String) throws {
        // The path is a temporary C string that outlives the call.
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard file >= 0 else {
            if errno == EEXIST {
                throw CommandFailure(
                    .wrongUse, "\(TeamTable.printable(path)) is there already; name another file")
            }
            // strerror returns a static string, or one of this thread that is copied at once.
            let reason = unsafe String(cString: strerror(errno))
            throw CommandFailure(.wrongUse, "cannot make \(TeamTable.printable(path)): \(reason)")
        }
        self.path = path
        fd = file
    }

    deinit { _ = close(fd) }

    func write(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // `write` reads at most the slice's own length from it.
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(fd, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                // As above.
                let reason = unsafe String(cString: strerror(errno))
                throw CommandFailure(.internalFailure, "cannot write \(TeamTable.printable(path)): \(reason)")
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Nothing came of it.
    func remove() {
        // As for `open`.
        _ = unsafe unlink(path)
    }
}
