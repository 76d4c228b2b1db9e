/// Room on the file system of one directory.
package struct FileSystemUsage: Equatable, Sendable {
    /// Tells file systems apart on this machine.
    package var device: UInt64
    package var sizeBytes: UInt64
    /// For users that are not root.
    package var availableBytes: UInt64
    /// Files that there can be, and may still be made; 0 where the file system has no such limit.
    package var files: UInt64
    package var freeFiles: UInt64

    package init(
        device: UInt64, sizeBytes: UInt64, availableBytes: UInt64, files: UInt64 = 0, freeFiles: UInt64 = 0
    ) {
        self.device = device
        self.sizeBytes = sizeBytes
        self.availableBytes = availableBytes
        self.files = files
        self.freeFiles = freeFiles
    }
}

/// A role with a file system that its directories lie on.
package struct NamedFileSystem: Equatable, Sendable {
    package var role: String
    package var usage: FileSystemUsage

    /// One entry a role and file system: directories of one role on one file system are told once, further file
    /// systems of a role get ` (2)`, ` (3)` in the order of the directories.
    package static func distinct(_ found: [(role: String, usage: FileSystemUsage)]) -> [NamedFileSystem] {
        var devices: [String: [UInt64]] = [:]
        return found.compactMap { role, usage in
            guard devices[role]?.contains(usage.device) != true else { return nil }
            devices[role, default: []].append(usage.device)
            let number = devices[role]?.count ?? 1
            return NamedFileSystem(role: number == 1 ? role : "\(role) (\(number))", usage: usage)
        }
    }
}
