/// One directory of backups, locked for one run.
final class BackupStore {
    let folder: BackupFolder

    /// Makes the directory where it is missing, takes its lock, and removes what a killed run left in it.
    init(_ directory: String, gate: CallGate = .open) throws(BackupError) {
        folder = try BackupFolder.makeAll(directory, gate: gate)
        guard folder.lock() else { throw .locked(directory: directory) }
        try sweep()
    }

    private func sweep() throws(BackupError) {
        let names = try folder.names()
        let present = Set(names)
        for file in names {
            if BackupNames.isUnfinished(file) {
                try folder.removeTree(file)
                continue
            }
            // A manifest gets its name before its archive does, and loses it after.
            for ending in [BackupNames.manifestEnding, BackupNames.verdictEnding] {
                if let name = BackupNames.name(of: file, ending: ending),
                    !present.contains(BackupNames.bytes(name, BackupNames.archiveEnding))
                {
                    try folder.remove(file)
                }
            }
        }
        // The newest backup is the latest, even where a run was killed before it could say so.
        if let newest = try BackupSet.all(in: folder).first(where: { $0.summary != nil }) {
            try point(latestTo: newest.name)
        }
    }

    /// The first name from now on that no backup has.
    func freeName(seconds: Int) throws(BackupError) -> String {
        var seconds = seconds
        while true {
            let name = BackupNames.name(seconds: seconds)
            if try folder.status(BackupNames.bytes(name, BackupNames.archiveEnding)) == nil { return name }
            seconds += 1
        }
    }

    /// Gives a proven archive its name, with its manifest beside it, and makes it the latest.
    func publish(_ manifest: BackupManifest, name: String) throws(BackupError) {
        try folder.write(
            try manifest.jsonLines(), to: BackupNames.bytes(name, BackupNames.manifestEnding),
            draft: BackupNames.unfinished(name, BackupNames.manifestEnding))
        try folder.sync()
        let draft = BackupNames.unfinished(name, BackupNames.archiveEnding)
        guard try folder.move(draft, as: BackupNames.bytes(name, BackupNames.archiveEnding)) else {
            throw .locked(directory: folder.path)
        }
        try folder.sync()
        try point(latestTo: name)
    }

    private func point(latestTo name: String) throws(BackupError) {
        for ending in [BackupNames.archiveEnding, BackupNames.manifestEnding] {
            let file = BackupNames.bytes(name, ending)
            let latest = BackupNames.bytes(BackupNames.latest, ending)
            if try folder.status(latest)?.inode == folder.status(file)?.inode { continue }
            let draft = BackupNames.unfinished(BackupNames.latest, ending)
            try folder.remove(draft)
            try folder.hardLink(file, as: draft)
            try folder.rename(draft, over: latest)
        }
        try folder.sync()
    }

    /// Removes the oldest backups of a root that are more than `keep`; archives without a manifest are nobody's business.
    func retain(_ keep: Int, root: String) throws(BackupError) -> [String] {
        let ours = try BackupSet.all(in: folder).filter { $0.summary?.root == root }
        let removed = ours.dropFirst(max(1, keep))
        for set in removed {
            for ending in [BackupNames.archiveEnding, BackupNames.verdictEnding, BackupNames.manifestEnding] {
                try folder.remove(BackupNames.bytes(set.name, ending))
            }
        }
        if !removed.isEmpty { try folder.sync() }
        return removed.map(\.path)
    }

    func note(_ note: VerificationNote, of name: String) throws(BackupError) {
        try folder.write(
            note.json(), to: BackupNames.bytes(name, BackupNames.verdictEnding),
            draft: BackupNames.unfinished(name, BackupNames.verdictEnding))
        try folder.sync()
    }
}
