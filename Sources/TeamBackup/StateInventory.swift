import Glibc

/// What lies in `teams` and `tasks` at a look: names and what the system says of them, no contents.
struct StateInventory {
    struct Found: Equatable {
        var status: FileStatus
        /// Of a link.
        var target: [UInt8]?
    }

    private(set) var found: [[UInt8]: Found] = [:]
    /// What is left out, and why.
    private(set) var skipped: [[UInt8]: String] = [:]
    /// What is left out although it should be held, and why.
    private(set) var unreadable: [[UInt8]: String] = [:]

    /// - Parameter root: the directory that holds `teams` and `tasks`, each of which may be a link of the operator's.
    init(_ root: BackupFolder) throws(BackupError) {
        for top in StatePath.tops {
            guard let folder = try root.folder(top, followsLink: true) else { continue }
            found[top] = Found(status: try folder.ownStatus())
            try walk(folder, [top])
        }
    }

    private mutating func walk(_ folder: BackupFolder, _ place: [[UInt8]]) throws(BackupError) {
        guard place.count < StatePath.maxDepth else {
            skipped[Self.path(place)] = "lies too deep"
            return
        }
        for name in try folder.names() {
            if place.count == 1, name.starts(with: StatePath.leftOver) { continue }
            let path = Self.path(place + [name])
            // What is gone meanwhile is not there; the next look tells.
            guard let status = try folder.status(name) else { continue }
            switch status.kind {
            case .regular: found[path] = Found(status: status)
            case .directory: try enter(name, status, folder, place)
            case .link:
                guard let target = try? folder.linkTarget(name) else { continue }
                if StatePath.staysInside(target: target, directory: place) {
                    found[path] = Found(status: status, target: target)
                } else {
                    skipped[path] = "is a link that leads out"
                }
            case .socket: skipped[path] = "is a socket"
            case .fifo: skipped[path] = "is a FIFO"
            case .device: skipped[path] = "is a device"
            }
        }
    }

    private mutating func enter(
        _ name: [UInt8], _ status: FileStatus, _ folder: BackupFolder, _ place: [[UInt8]]
    ) throws(BackupError) {
        let path = Self.path(place + [name])
        do throws(BackupError) {
            guard let sub = try folder.folder(name) else { return }
            found[path] = Found(status: status)
            try walk(sub, place + [name])
        } catch {
            guard case .system(_, _, let code) = error, code == EACCES || code == EPERM else { throw error }
            unreadable[path] = "cannot be read: \(SystemText.describe(code))"
        }
    }

    private static func path(_ parts: [[UInt8]]) -> [UInt8] {
        Array(parts.joined(separator: [StatePath.slash]))
    }
}

extension BackupFolder {
    /// Whether `teams` or `tasks` lies in it.
    func holdsState() throws(BackupError) -> Bool {
        for top in StatePath.tops where try folder(top, followsLink: true) != nil { return true }
        return false
    }

    /// The directory that a path below this one lies in, and its last name; nil where a directory on the way is missing.
    func parent(of path: [UInt8]) throws(BackupError) -> (folder: BackupFolder, name: [UInt8])? {
        let parts = path.split(separator: StatePath.slash).map { Array($0) }
        var folder = self
        for (depth, part) in parts.dropLast().enumerated() {
            guard let next = try folder.folder(part, followsLink: depth == 0) else { return nil }
            folder = next
        }
        return parts.last.map { (folder, $0) }
    }
}
