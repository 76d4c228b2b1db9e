import Checksums

/// Writes what an archive holds into an empty directory of ours.
struct Unpacking {
    /// Empty; nobody else writes to it.
    let folder: BackupFolder
    /// Times to the nanosecond, which a tar does not hold, by path.
    var times: [[UInt8]: Int64] = [:]
    /// Whose the files shall be, where we are root.
    var owner: FileStatus?
    /// What is written is on disk when it is done.
    var isDurable = false

    /// So many files are waited for one by one; for more, the whole file system is asked once.
    private static let filesWaitedFor = 2000

    private struct Directory {
        var path: [UInt8]
        var mode: UInt32
        var modifiedNanoseconds: Int64?
    }

    /// - Returns: what was written.
    func unpack(_ archive: CheckedArchive) throws(BackupError) -> [StateEntry] {
        var entries: [StateEntry] = []
        var directories: [[UInt8]: Directory] = [:]
        while let item = try archive.next() {
            let parent = try makeParent(of: item.parts, &directories)
            let entry = try write(
                item, archive, in: parent, isDurable: isDurable && entries.count < Self.filesWaitedFor)
            entries.append(entry)
            if entry.kind == .directory {
                directories[entry.path] = Directory(
                    path: entry.path, mode: entry.mode, modifiedNanoseconds: entry.modifiedNanoseconds)
            }
        }
        let waitsForEach = isDurable && entries.count <= Self.filesWaitedFor
        // The deepest first: to write into a directory changes its time, and may need more rights than it will have.
        for directory in directories.values.sorted(by: { $1.path.lexicographicallyPrecedes($0.path) }) {
            guard let (parent, name) = try folder.parent(of: directory.path),
                let made = try parent.folder(name)
            else { continue }
            try made.setAttributes(
                mode: directory.mode, modifiedNanoseconds: directory.modifiedNanoseconds, owner: owner)
            if waitsForEach { try made.sync() }
        }
        if isDurable, !waitsForEach { try folder.syncAll() }
        if isDurable { try folder.sync() }
        return entries
    }

    /// The directory of an entry, made where the archive does not name it.
    private func makeParent(
        of parts: [[UInt8]], _ directories: inout [[UInt8]: Directory]
    ) throws(BackupError) -> BackupFolder {
        var place = folder
        for depth in 1..<max(1, parts.count) {
            let path = Array(parts.prefix(depth).joined(separator: [StatePath.slash]))
            if let known = try place.folder(parts[depth - 1]) {
                place = known
                continue
            }
            place = try place.makeFolder(parts[depth - 1])
            directories[path] = Directory(path: path, mode: 0o755)
        }
        return place
    }

    private func write(
        _ item: CheckedArchive.Item, _ archive: CheckedArchive, in parent: BackupFolder, isDurable: Bool
    ) throws(BackupError) -> StateEntry {
        let name = item.parts.last ?? []
        var entry = StateEntry(
            path: item.path, kind: .directory, mode: item.entry.mode & 0o777,
            modifiedNanoseconds: times[item.path] ?? item.entry.modifiedSeconds &* 1_000_000_000)
        switch item.entry.kind {
        case .link(let target):
            try parent.makeLink(
                name, to: target, modifiedNanoseconds: entry.modifiedNanoseconds, owner: owner)
            entry.kind = .link(target: target)
        case .file:
            let file = try parent.create(name)
            var (hash, bytes) = (SHA256(), UInt64(0))
            try archive.content { piece throws(BackupError) in
                hash.update(piece)
                bytes += UInt64(piece.count)
                try file.write(piece)
            }
            try file.setAttributes(
                mode: entry.mode, modifiedNanoseconds: entry.modifiedNanoseconds, owner: owner)
            if isDurable { try file.sync() }
            entry.kind = .file(bytes: bytes, sha256: hash.hexadecimal())
        default: _ = try parent.makeFolder(name)
        }
        return entry
    }
}

/// Reads back a tree that nobody writes to.
enum TreeReading {
    static func entries(_ root: BackupFolder) throws(BackupError) -> [StateEntry] {
        var entries: [StateEntry] = []
        for (path, found) in try StateInventory(root).found {
            var entry = StateEntry(
                path: path, kind: .directory, mode: found.status.mode,
                modifiedNanoseconds: found.status.modifiedNanoseconds)
            if let target = found.target {
                entry.kind = .link(target: target)
            } else if found.status.kind == .regular, let (folder, name) = try root.parent(of: path) {
                let file = try folder.openForReading(name)
                entry.kind = .file(bytes: try file.status().size, sha256: try file.sha256())
            }
            entries.append(entry)
        }
        return entries.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    }
}
