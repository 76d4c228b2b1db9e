/// One file of a log as it lies on disk, for those who do something else with it than follow it.
package struct LogFile: Sendable, Equatable {
    package enum Kind: Sendable { case regular, link, other }

    package let path: BytePath
    package let logName: String
    package let kind: Kind
    /// The log's globs ask for it, so that a daemon reads it.
    package let isTailed: Bool
    /// The name is one that `exclude` leaves alone.
    package let isExcluded: Bool
    /// The name says that its bytes are compressed.
    package let isCompressed: Bool
    package let identity: FileIdentity
    package let size: UInt64
    package let modifiedNanoseconds: Int64
    package let changedNanoseconds: Int64
    package let linkCount: Int
}

/// Finds the files of logs: those that the globs ask for, and those that a rotation made of them.
package enum LogFileListing {
    private struct Gathering: GlobWalkObserver {
        var directories: Set<BytePath> = []

        mutating func willSearch(_ directory: BytePath, for interest: NameInterest) {
            directories.insert(directory)
        }

        mutating func willPass(_ directory: BytePath, to name: BytePath) {}

        mutating func didFind(_ path: BytePath, isNamedInFull: Bool) { directories.insert(path.directory) }

        /// What cannot be listed holds nothing that could be taken.
        mutating func didFail(_ directory: BytePath, with error: SystemCallError) {}
    }

    /// By path, each file once; one that two logs ask for belongs to the first of them.
    package static func files(of sources: [LogSource]) -> [LogFile] {
        let calls = FileSystemCalls()
        let logs = sources.map { (source: $0, globs: LogGlobs($0)) }
        var files: [LogFile] = []
        for directory in directories(of: sources) {
            for entry in ((try? calls.entries(of: directory)) ?? []).sorted(by: { $0.name < $1.name })
            where !entry.name.isHidden && entry.kind != .directory {
                let path = directory.appending(entry.name)
                guard let owner = owner(of: path, logs), let file = look(at: path, owner, calls) else {
                    continue
                }
                files.append(file)
            }
        }
        return files
    }

    /// The directories in which the files of these logs may lie, in the order of their names.
    package static func directories(of sources: [LogSource]) -> [BytePath] {
        var walk = GlobWalk(FileSystemCalls())
        var gathering = Gathering()
        for source in sources {
            for glob in LogGlobs(source).includes {
                walk.expand(glob, followsLinks: source.followsLinks, telling: &gathering)
            }
        }
        return gathering.directories.sorted()
    }

    /// The log that a name belongs to, by itself or by the name that it is a rotation of.
    private static func owner(
        of path: BytePath, _ logs: [(source: LogSource, globs: LogGlobs)]
    ) -> (name: String, isTailed: Bool, isExcluded: Bool)? {
        if let log = logs.first(where: { $0.globs.claims(path) }) { return (log.source.name, true, false) }
        let plain = RotatedName.uncompressed(path.name) ?? path.name
        let names = [plain] + RotatedName.bases(of: plain)
        for log in logs
        where names.contains(where: { log.globs.finds(path.directory.appending($0), ignoringExclusion: true) }
        ) {
            return (log.source.name, false, log.globs.isExcluded(path))
        }
        return nil
    }

    private static func look(
        at path: BytePath, _ owner: (name: String, isTailed: Bool, isExcluded: Bool), _ calls: FileSystemCalls
    ) -> LogFile? {
        guard let status = try? calls.status(of: path, followsLinks: false), status.kind != .directory else {
            return nil
        }
        let kind: LogFile.Kind =
            switch status.kind {
            case .regular: .regular
            case .link: .link
            default: .other
            }
        return LogFile(
            path: path, logName: owner.name, kind: kind, isTailed: owner.isTailed,
            isExcluded: owner.isExcluded, isCompressed: RotatedName.isCompressed(path.name),
            identity: status.identity, size: status.size, modifiedNanoseconds: status.modifiedNanoseconds,
            changedNanoseconds: status.changedNanoseconds, linkCount: Int(status.linkCount))
    }
}

extension FileCheckpoint {
    /// Whether all that the file holds was read by whoever made this checkpoint: a short look at its first and its last
    /// bytes.
    package func coversAll(of file: LogFile) -> Bool {
        guard identity.isSameAcrossRestart(file.identity), position.offset >= file.size,
            let open = try? FileSystemCalls().openForReading(file.path)
        else { return false }
        return (try? ContentCheck.isPossible(open, position)) ?? false
    }
}
