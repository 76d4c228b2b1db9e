import Glibc

/// How a file looks from outside: another stamp, another content.
struct FileStamp: Sendable, Equatable {
    let path: String
    /// nil when nothing is there, or when it cannot be asked.
    private let look: Look?

    private struct Look: Equatable {
        let device: UInt
        let inode: UInt
        let size: Int
        let modified: [Int]
        /// Also tells of new rights, which may make readable what was not.
        let changed: [Int]
    }

    init(_ path: String) {
        self.path = path
        var status = stat()
        // The path is passed as a null-terminated copy for the call's duration; the call writes the one local value.
        guard unsafe stat(path, &status) == 0 else {
            look = nil
            return
        }
        look = Look(
            device: UInt(status.st_dev), inode: UInt(status.st_ino), size: Int(status.st_size),
            modified: [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)],
            changed: [Int(status.st_ctim.tv_sec), Int(status.st_ctim.tv_nsec)])
    }
}
