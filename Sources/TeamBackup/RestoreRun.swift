/// What a restore did.
package struct RestoreReport: Sendable {
    package var archive: String
    package var root: String
    /// Where the state lies that was there before; nil when there was none.
    package var aside: String?
    package var entries: Int
    package var bytes: UInt64
    package var teams: Int
    /// There was no manifest to compare with.
    package var isUnproven: Bool
}

/// What the undoing of a restore did.
package struct UndoReport: Sendable {
    /// The archive that had been restored.
    package var archive: String
    package var root: String
    /// Where the restored state lies now; nil when there is none.
    package var aside: String?
}

/// Restores a backup in place of a root's state, and undoes that.
///
/// The archive is unpacked and compared beside the state; then both change places, and the state that was there stays
/// where the backup was unpacked. Nothing is ever merged or removed.
package struct RestoreRun: Sendable {
    private let root: String
    var gate = CallGate.open
    var usesExchange = true

    /// - Parameter root: the directory that holds `teams` and `tasks`; made when it is missing; absolute.
    package init(root: String) { self.root = root }

    /// - Parameter path: of the archive; absolute.
    package func restore(_ path: String) throws(BackupError) -> RestoreReport {
        let archive = try ArchiveFile(path)
        try archive.compareBytes()
        // A first reading, before anything is made on disk.
        try refuse(archive)
        let folder = try BackupFolder.makeAll(root, gate: gate)
        let place = try RestorePlace(folder)
        do throws(BackupError) {
            return try restore(archive, place)
        } catch {
            try? place.removeIfEmpty()
            throw error
        }
    }

    private func refuse(_ archive: ArchiveFile) throws(BackupError) {
        let checked = try archive.checked()
        var hasEntries = false
        while try checked.next() != nil {
            hasEntries = true
            try checked.content { (_: [UInt8]) throws(BackupError) in }
        }
        guard hasEntries else {
            throw .refused(archive: archive.path, reason: "it holds neither teams nor tasks")
        }
    }

    private func restore(_ archive: ArchiveFile, _ place: RestorePlace) throws(BackupError) -> RestoreReport {
        try archive.compareSpace(place.folder)
        let nowMs = SystemText.nowNanoseconds() / 1_000_000
        let name = try freeName(place, seconds: Int(nowMs / 1000))
        let aside = try place.folder.makeFolder(name)
        let entries: [StateEntry]
        do throws(BackupError) {
            entries = try unpack(archive, into: aside, owner: try place.root.ownStatus())
        } catch {
            try? place.folder.removeTree(name)
            throw error
        }
        var exchange = RootExchange(root: place.root, aside: aside)
        exchange.usesExchange = usesExchange
        let journal = try exchange.plan(.restored, archive: archive.path, timeMs: nowMs)
        try journal.write(in: aside)
        try exchange.finish(journal)
        let bytes = UnpackingLimits.exactly(entries).bytes
        let teams = Set(
            entries.compactMap { entry -> [UInt8]? in
                let parts = entry.path.split(separator: StatePath.slash)
                let isBelow = parts.count > 2 || parts.count == 2 && entry.kind == .directory
                return isBelow && parts[0].elementsEqual(StatePath.tops[1]) ? Array(parts[1]) : nil
            })
        return RestoreReport(
            archive: archive.path, root: root, aside: try kept(aside), entries: entries.count, bytes: bytes,
            teams: teams.count, isUnproven: archive.manifest == nil)
    }

    private func unpack(
        _ archive: ArchiveFile, into aside: BackupFolder, owner: FileStatus
    ) throws(BackupError) -> [StateEntry] {
        try aside.setAttributes(mode: 0o700, modifiedNanoseconds: nil, owner: owner)
        let entries = try Unpacking(folder: aside, times: archive.times, owner: owner, isDurable: true)
            .unpack(try archive.checked())
        if let manifest = archive.manifest,
            let difference = StateComparison.first(manifest.entries, entries)
        {
            throw .different(archive: archive.path, what: difference)
        }
        return entries
    }

    /// Puts the state back that the newest restore moved aside.
    package func undo() throws(BackupError) -> UndoReport {
        let folder = try BackupFolder(root, gate: gate)
        guard try folder.status(RestorePlace.name) != nil else { throw .nothingToUndo(root: root) }
        let place = try RestorePlace(folder)
        guard let last = try place.journals().last(where: { $0.journal.phase == .restored }),
            let aside = try place.folder.folder(last.name)
        else {
            try place.removeIfEmpty()
            throw .nothingToUndo(root: root)
        }
        var exchange = RootExchange(root: folder, aside: aside)
        exchange.usesExchange = usesExchange
        let journal = try exchange.plan(
            .undone, archive: last.journal.archive, timeMs: last.journal.timeMs)
        try journal.write(in: aside)
        try exchange.finish(journal)
        return UndoReport(archive: last.journal.archive, root: root, aside: try kept(aside))
    }

    private func kept(_ aside: BackupFolder) throws(BackupError) -> String? {
        for top in StatePath.tops where try aside.status(top) != nil { return aside.path }
        return nil
    }

    private func freeName(_ place: RestorePlace, seconds: Int) throws(BackupError) -> [UInt8] {
        var seconds = seconds
        while true {
            // As of a backup, but of what was before a restore.
            let name = Array(BackupNames.name(seconds: seconds).dropFirst("teams-".count).utf8)
            if try place.folder.status(name) == nil { return name }
            seconds += 1
        }
    }
}
