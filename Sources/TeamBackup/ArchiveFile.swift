/// A backup as the operator names it: an archive, and the manifest beside it where there is one.
struct ArchiveFile {
    let path: String
    let file: BackupFile
    let manifest: BackupManifest?

    /// A manifest larger than this is none of ours: two million entries fit.
    private static let manifestBytes = 512 << 20

    init(_ path: String) throws(BackupError) {
        self.path = path
        file = try BackupFile(reading: path)
        guard let (folder, name) = try Self.place(path), try folder.status(name) != nil else {
            manifest = nil
            return
        }
        let bytes = try folder.openForReading(name).contents(limit: Self.manifestBytes)
        guard let manifest = BackupManifest(jsonLines: bytes) else {
            throw .damaged(
                archive: path,
                reason: "its manifest \(String(decoding: name, as: UTF8.self)) is cut or broken")
        }
        self.manifest = manifest
    }

    /// Where the manifest would lie.
    private static func place(_ path: String) throws(BackupError) -> (BackupFolder, [UInt8])? {
        guard path.hasSuffix(BackupNames.archiveEnding), let cut = path.lastIndex(of: "/") else { return nil }
        let name = path[path.index(after: cut)...].dropLast(BackupNames.archiveEnding.count)
        let directory = cut == path.startIndex ? "/" : String(path[..<cut])
        return (try BackupFolder(directory), BackupNames.bytes(String(name), BackupNames.manifestEnding))
    }

    /// The name of the backup when it lies in its directory; nil for other files.
    var name: String? {
        manifest.flatMap {
            BackupNames.name(of: Array($0.summary.archive.utf8), ending: BackupNames.archiveEnding)
        }
    }

    var directory: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

    var limits: UnpackingLimits { manifest.map { .exactly($0.entries) } ?? UnpackingLimits() }

    var times: [[UInt8]: Int64] {
        Dictionary((manifest?.entries ?? []).map { ($0.path, $0.modifiedNanoseconds) }) { first, _ in first }
    }

    /// The bytes are those that the manifest was written of.
    func compareBytes() throws(BackupError) {
        guard let summary = manifest?.summary else { return }
        let size = try file.status().size
        guard size == summary.archiveBytes else {
            throw .different(archive: path, what: "it has \(size) bytes, not \(summary.archiveBytes)")
        }
        guard try file.sha256() == summary.archiveSHA256 else {
            throw .different(archive: path, what: "its SHA-256 is another one")
        }
    }

    /// There is room for what it holds.
    func compareSpace(_ folder: BackupFolder) throws(BackupError) {
        let free = try folder.freeBytes()
        guard let manifest, manifest.summary.entries == manifest.entries.count else { return }
        let needed = UnpackingLimits.exactly(manifest.entries).bytes
        guard needed <= free else {
            throw .noSpace(directory: folder.path, freeBytes: free, neededBytes: needed)
        }
    }

    func checked() throws(BackupError) -> CheckedArchive {
        try CheckedArchive(file, name: path, limits: limits)
    }
}
