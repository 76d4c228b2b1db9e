/// Where restores of a root keep what they moved aside: a hidden directory in the root, locked for one restore.
struct RestorePlace {
    static let name = Array(".agent-teams-exporter-restores".utf8)

    let root: BackupFolder
    let folder: BackupFolder

    /// Takes the lock, and ends what a killed run began.
    init(_ root: BackupFolder) throws(BackupError) {
        self.root = root
        let isNew = try root.status(Self.name) == nil
        folder = try root.makeFolder(Self.name)
        guard folder.lock() else { throw .locked(directory: root.path) }
        if isNew {
            try folder.setAttributes(mode: 0o700, modifiedNanoseconds: nil, owner: try root.ownStatus())
        }
        try recover()
    }

    /// A restore that was begun is brought to its end; one whose archive was not yet unpacked is forgotten.
    private func recover() throws(BackupError) {
        for name in try folder.names() {
            guard let restore = try folder.folder(name) else { continue }
            if let journal = try RestoreJournal.read(in: restore) {
                if journal.phase == .moving { try RootExchange(root: root, aside: restore).finish(journal) }
            } else {
                try folder.removeTree(name)
            }
        }
    }

    /// Whether a restore of this root was killed while it moved things; looks only.
    static func isUnfinished(in root: BackupFolder) -> Bool {
        guard let folder = try? root.folder(name), let names = try? folder.names() else { return false }
        return names.contains { name in
            guard let restore = try? folder.folder(name), let journal = try? RestoreJournal.read(in: restore)
            else { return false }
            return journal.phase == .moving
        }
    }

    /// The restores that ended, the newest last.
    func journals() throws(BackupError) -> [(name: [UInt8], journal: RestoreJournal)] {
        var found: [(name: [UInt8], journal: RestoreJournal)] = []
        for name in try folder.names() {
            guard let restore = try folder.folder(name), let journal = try RestoreJournal.read(in: restore)
            else { continue }
            found.append((name, journal))
        }
        return found.sorted {
            $0.journal.timeMs != $1.journal.timeMs
                ? $0.journal.timeMs < $1.journal.timeMs : $0.name.lexicographicallyPrecedes($1.name)
        }
    }

    /// Leaves the root as it was before anything was made in it.
    func removeIfEmpty() throws(BackupError) {
        if try folder.names().isEmpty { try root.remove(Self.name, isDirectory: true) }
    }
}

/// Exchanges `teams` and `tasks` of a root with those that lie aside; each in one step where the file system can.
struct RootExchange {
    let root: BackupFolder
    let aside: BackupFolder
    /// For tests: as on a file system that cannot exchange names.
    var usesExchange = true

    /// Under which a directory of the root waits where names cannot be exchanged.
    private static func waiting(_ top: [UInt8]) -> [UInt8] { top + Array(".before".utf8) }

    /// The journal of an exchange that is yet to be made.
    func plan(_ goal: RestoreJournal.Phase, archive: String, timeMs: Int64) throws(BackupError)
        -> RestoreJournal
    {
        var incoming: [String: UInt64] = [:]
        for top in StatePath.tops {
            incoming[String(decoding: top, as: UTF8.self)] = try aside.status(top)?.inode
        }
        return RestoreJournal(
            phase: .moving, goal: goal, incoming: incoming, archive: archive, timeMs: timeMs)
    }

    /// Moves what is not moved yet, however far a run before came, and says so in the journal.
    func finish(_ journal: RestoreJournal) throws(BackupError) {
        for top in StatePath.tops {
            try move(top, incoming: journal.incoming[String(decoding: top, as: UTF8.self)])
        }
        try root.sync()
        try aside.sync()
        var done = journal
        done.phase = journal.goal
        if journal.goal == .undone { done.undoneMs = SystemText.nowNanoseconds() / 1_000_000 }
        try done.write(in: aside)
    }

    private func move(_ top: [UInt8], incoming: UInt64?) throws(BackupError) {
        let live = try root.status(top)
        let kept = try aside.status(top)
        if let incoming, kept?.inode == incoming {
            if live != nil {
                if usesExchange, try root.exchange(top, with: aside) { return }
                guard try root.move(top, to: aside, as: Self.waiting(top)) else {
                    throw .locked(directory: aside.path)
                }
            }
            guard try aside.move(top, to: root, as: top) else {
                // Somebody made a new one meanwhile; it is moved aside like the old one.
                throw .locked(directory: root.path)
            }
        } else if incoming == nil, live != nil, kept == nil {
            guard try root.move(top, to: aside, as: top) else { throw .locked(directory: aside.path) }
        }
        if try aside.status(Self.waiting(top)) != nil {
            guard try aside.move(Self.waiting(top), as: top) else { throw .locked(directory: aside.path) }
        }
    }
}
