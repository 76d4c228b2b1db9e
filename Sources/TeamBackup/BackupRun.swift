import Checksums
import Glibc

/// What a run did.
package struct BackupReport: Sendable {
    /// Where the archive lies.
    package var path: String
    package var summary: BackupSummary
    /// Backups that were too many.
    package var removed: [String]
    /// A restore of this root was killed in between: what was backed up may be half of it.
    package var isRestoreUnfinished: Bool
}

/// Backs up the teams and tasks of one root.
package struct BackupRun: Sendable {
    private let root: String
    private let directory: String
    private let keep: Int?
    private let isCancelled: @Sendable () -> Bool
    /// For tests.
    var gate = CallGate.open
    var pause: (@Sendable (_ round: Int) -> Void)?
    var maxRounds = 12

    /// - Parameters:
    ///   - root: the directory that holds `teams` and `tasks`; absolute.
    ///   - directory: where the backup goes; made when it is missing.
    ///   - keep: how many backups of this root stay; nil: all.
    package init(
        root: String, directory: String, keep: Int? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.root = root
        self.directory = directory
        self.keep = keep
        self.isCancelled = isCancelled
    }

    /// A root that is not there is one where no team has been yet.
    private func openRoot() throws(BackupError) -> BackupFolder {
        do throws(BackupError) {
            return try BackupFolder(root)
        } catch .system(_, _, ENOENT) {
            throw .noState(root: root)
        } catch {
            throw error
        }
    }

    /// Reads the state, packs it, reads the archive back, and only then gives it its name.
    package func run() throws(BackupError) -> BackupReport {
        let began = ContinuousClock.now
        let source = try openRoot()
        // Before a directory is made for nothing.
        guard try source.holdsState() else { throw .noState(root: root) }
        let store = try BackupStore(directory, gate: gate)
        let seconds = Int(SystemText.nowNanoseconds() / 1_000_000_000)
        let name = try store.freeName(seconds: seconds)
        let draft = BackupNames.unfinished(name, BackupNames.archiveEnding)
        do throws(BackupError) {
            var manifest = try pack(name, as: draft, in: store.folder, source)
            manifest.summary.seconds = began.duration(to: .now) / .seconds(1)
            try store.publish(manifest, name: name)
            let removed = try retain(in: store)
            return BackupReport(
                path: "\(directory)/\(name)\(BackupNames.archiveEnding)", summary: manifest.summary,
                removed: removed, isRestoreUnfinished: RestorePlace.isUnfinished(in: source))
        } catch {
            // Without the archive's name nothing was made; the next run removes what this cannot.
            try? store.folder.remove(draft)
            throw error
        }
    }

    private func retain(in store: BackupStore) throws(BackupError) -> [String] {
        guard let keep else { return [] }
        return try store.retain(keep, root: root)
    }

    private func pack(
        _ name: String, as draft: [UInt8], in folder: BackupFolder, _ source: BackupFolder
    ) throws(BackupError) -> BackupManifest {
        let createdMs = SystemText.nowNanoseconds() / 1_000_000
        let spoolName = BackupNames.unfinished(name, ".spool")
        let spool = try folder.create(spoolName)
        try folder.remove(spoolName)
        var gathering = StateGathering(
            root: source, spool: spool, maxRounds: maxRounds, isCancelled: isCancelled)
        if let pause { gathering.pause = pause }
        let state = try gathering.gather()
        let archive = try folder.create(draft)
        try write(state, spool, to: archive)
        try archive.sync()
        archive.dropPages()
        let entries = state.items.map(\.entry)
        let label = "\(folder.path)/\(name)\(BackupNames.archiveEnding)"
        try ArchiveProof(archive, name: label, limits: .exactly(entries)).run(entries)
        return BackupManifest(
            summary: try summary(state, label, archive, createdMs: createdMs), entries: entries)
    }

    private func write(_ state: GatheredState, _ spool: BackupFile, to archive: BackupFile)
        throws(BackupError)
    {
        let tar = try TarWriter(archive)
        for item in state.items {
            if isCancelled() { throw .cancelled }
            try tar.begin(item.entry, owner: item.owner)
            if case .file(let bytes, _) = item.entry.kind {
                try spool.forEachPiece(limit: bytes, from: item.offset) { piece throws(BackupError) in
                    try tar.write(piece)
                }
            }
        }
        try tar.finish()
    }

    private func summary(
        _ state: GatheredState, _ label: String, _ archive: BackupFile, createdMs: Int64
    ) throws(BackupError) -> BackupSummary {
        func texts(_ reasons: [[UInt8]: String]) -> [String: String] {
            Dictionary(reasons.map { (StatePath.text($0.key), $0.value) }) { first, _ in first }
        }
        let sizes = state.items.compactMap { item -> UInt64? in
            if case .file(let bytes, _) = item.entry.kind { bytes } else { nil }
        }
        let teams = state.items.filter { item in
            let parts = item.entry.path.split(separator: StatePath.slash)
            return item.entry.kind == .directory && parts.count == 2
                && parts[0].elementsEqual(StatePath.tops[1]) && parts[1].first != UInt8(ascii: ".")
        }
        return BackupSummary(
            archive: label.split(separator: "/").last.map(String.init) ?? label, root: root,
            createdMs: createdMs, seconds: 0, archiveBytes: try archive.status().size,
            archiveSHA256: try archive.sha256(), teams: teams.count, files: sizes.count,
            bytes: sizes.reduce(0, +), entries: state.items.count,
            unsettled: state.unsettled.map { StatePath.text($0) }, skipped: texts(state.skipped),
            unreadable: texts(state.unreadable))
    }
}

extension BackupFile {
    /// Of all its bytes.
    func sha256() throws(BackupError) -> String {
        var hash = SHA256()
        try forEachPiece { hash.update($0) }
        return hash.hexadecimal()
    }
}
