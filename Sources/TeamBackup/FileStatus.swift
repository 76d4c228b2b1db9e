import Glibc

/// What the system says of one file.
struct FileStatus: Equatable, Sendable {
    enum Kind: Sendable { case directory, regular, link, socket, fifo, device }

    var kind: Kind
    var device: UInt64
    var inode: UInt64
    var size: UInt64
    var mode: UInt32
    var user: UInt32
    var group: UInt32
    var modifiedNanoseconds: Int64
    var changedNanoseconds: Int64

    init(_ status: stat) {
        func nanoseconds(_ time: timespec) -> Int64 {
            Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        }
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFDIR: .directory
            case S_IFREG: .regular
            case S_IFLNK: .link
            case S_IFSOCK: .socket
            case S_IFIFO: .fifo
            default: .device
            }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = UInt64(max(0, status.st_size))
        mode = UInt32(status.st_mode) & 0o7777
        user = status.st_uid
        group = status.st_gid
        modifiedNanoseconds = nanoseconds(status.st_mtim)
        changedNanoseconds = nanoseconds(status.st_ctim)
    }
}

/// Words and times of the system.
enum SystemText {
    static func isNoSpace(_ code: Int32) -> Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

    static func describe(_ code: Int32) -> String {
        // strerror returns a static string, or one of this thread that is copied at once.
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    static func nowNanoseconds() -> Int64 {
        var time = timespec()
        // The call fills the one local.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    static func time(_ nanoseconds: Int64) -> timespec {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return timespec(
            tv_sec: rest < 0 ? Int(seconds) - 1 : Int(seconds),
            tv_nsec: Int(rest < 0 ? rest + 1_000_000_000 : rest))
    }
}

/// Asked before each call that changes something on disk; a test lets one of them be the last.
struct CallGate: Sendable {
    let pass: @Sendable (_ call: String) throws(BackupError) -> Void
    /// A test that pulls no plug need not wait for the disk.
    var waitsForDisk = true

    static let open = CallGate(pass: { (_: String) throws(BackupError) in })
}
