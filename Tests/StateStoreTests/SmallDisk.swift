import Glibc
import StateStore
import TestSupport

/// A file system of its own in memory, so that it can be full or read-only without harm.
///
/// Root is bound by no permission bits: only a mount shows what a read-only directory does.
final class SmallDisk {
    static let isPermitted: Bool = {
        guard geteuid() == 0, let home = try? TemporaryDirectory("disk") else { return false }
        return (try? SmallDisk(at: home.path)) != nil
    }()

    struct Refused: Error { let reason: String }

    private let path: String

    init(at path: String, bytes: Int = 1 << 20) throws {
        self.path = path
        try Self.run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs", path])
    }

    deinit {
        do { try Self.run("/bin/umount", ["-l", path]) } catch {
            print("could not unmount \(path): \(error)")
        }
    }

    func makeReadOnly(_ isReadOnly: Bool) throws {
        try Self.run("/bin/mount", ["-o", "remount,\(isReadOnly ? "ro" : "rw")", path])
    }

    private static func run(_ executable: String, _ arguments: [String]) throws {
        let result = try ChildProcess.run(executable, arguments)
        guard result.status == 0 else { throw Refused(reason: result.errorOutput) }
    }
}
