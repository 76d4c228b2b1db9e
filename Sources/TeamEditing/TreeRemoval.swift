/// Walks and removes trees, never following a link and never leaving their file system.
enum TreeRemoval {
    /// Teams are three levels deep; what is nested deeper than this is no work of ours.
    static let maxDepth = 100

    /// Removes what is there under a name, and all below it.
    static func remove(_ name: [UInt8], from directory: EditedDirectory) throws(TeamEditingError) {
        try remove(name, from: directory, depth: 0)
    }

    private static func remove(
        _ name: [UInt8], from directory: EditedDirectory, depth: Int
    ) throws(TeamEditingError) {
        guard let entry = try directory.entry(name) else { return }
        guard entry.kind == .directory else { return try directory.remove(name, isDirectory: false) }
        guard depth < maxDepth else { throw .tooDeep(path: directory.path) }
        if let inner = try directory.subdirectory(name) {
            for child in try inner.names() { try remove(child, from: inner, depth: depth + 1) }
        }
        try directory.remove(name, isDirectory: true)
    }
}

/// What a team has on disk, below its root.
struct TeamInventory {
    /// Paths relative to the root, those of directories with a final slash, as tar lists them. Sockets, which no
    /// archive can hold, are left out.
    private(set) var paths: [[UInt8]] = []

    /// - Parameter folders: `teams` or `tasks`, each with the open directory of that name.
    init(of team: [UInt8], in folders: [(name: String, directory: EditedDirectory)]) throws(TeamEditingError)
    {
        for (name, directory) in folders {
            guard let entry = try directory.entry(team), entry.kind == .directory else { continue }
            let path = Array("\(name)/".utf8) + team
            try add(team, path: path, in: directory, device: entry.device, depth: 0)
        }
    }

    private mutating func add(
        _ name: [UInt8], path: [UInt8], in directory: EditedDirectory, device: UInt64, depth: Int
    ) throws(TeamEditingError) {
        guard let entry = try directory.entry(name), !entry.isSocket else { return }
        guard entry.kind == .directory else {
            paths.append(path)
            return
        }
        guard entry.device == device else {
            throw .otherFileSystem(path: String(decoding: path, as: UTF8.self))
        }
        guard depth < TreeRemoval.maxDepth else {
            throw .tooDeep(path: String(decoding: path, as: UTF8.self))
        }
        let slash = [UInt8(ascii: "/")]
        paths.append(path + slash)
        guard let inner = try directory.subdirectory(name) else { return }
        for child in try inner.names() {
            try add(child, path: path + slash + child, in: inner, device: device, depth: depth + 1)
        }
    }
}
