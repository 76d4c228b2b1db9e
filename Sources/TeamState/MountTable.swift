import FoundationEssentials

/// Which devices hold file systems of this machine, of whose changes the kernel tells (inotify).
///
/// On others (NFS, SMB, FUSE) another machine or program may write without a word.
struct MountTable {
    private static let localTypes: Set<Substring> = [
        "ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs", "zfs",
    ]

    private let localDevices: Set<UInt64>

    /// - Parameter text: the content of `/proc/<pid>/mountinfo` (proc(5)): the third field is the device, the one
    ///   after a lone `-` is the type.
    init(mountInfo text: String) {
        localDevices = Set(
            text.split(separator: "\n").compactMap { line in
                let fields = line.split(separator: " ")
                guard fields.count > 4, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count,
                    Self.localTypes.contains(fields[dash + 1])
                else { return nil }
                return Self.device(fields[2])
            })
    }

    /// Empty where the kernel does not show its mounts; then nothing is taken for local.
    static func current() -> MountTable {
        do {
            return MountTable(mountInfo: try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8))
        } catch {
            return MountTable(mountInfo: "")
        }
    }

    func isLocal(device: UInt64) -> Bool { localDevices.contains(device) }

    /// `8:1` as stat(2) gives it: makedev(3) of the C library.
    private static func device(_ text: Substring) -> UInt64? {
        let parts = text.split(separator: ":").map { UInt64($0) }
        guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
        return (major & 0xFFF) << 8 | (major & ~0xFFF) << 32 | (minor & 0xFF) | (minor & ~0xFF) << 12
    }
}
