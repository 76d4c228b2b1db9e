/// Removes a file whose archive is complete, unless somebody writes it or it is not that file any more.
///
/// It is renamed first, so that nobody can find it between the last look and the removal; what the look finds changed gets
/// its name back. A kill in between leaves a file that `restore` brings back.
struct SourceRemoval {
    let folder: ArchiveFolder
    let name: [UInt8]
    let file: ArchiveFile
    /// As it was archived.
    let archived: FileFacts
    let procfs: String

    func run() throws(ArchiveError) {
        let lease = file.takeLease()
        defer { if lease == .held { file.giveLeaseBack() } }
        guard try isFree(lease) else { throw .openForWriting(path: file.path) }
        let hidden = ArchiveNames.removal(of: name)
        guard try folder.facts(name)?.hasSameContent(as: archived) ?? false,
            try folder.rename(name, toNew: hidden)
        else { throw .changed(path: file.path) }
        guard try folder.facts(hidden)?.hasSameContent(as: archived) ?? false, try isFree(lease) else {
            _ = try Self.bringBack(hidden, in: folder)
            throw .changed(path: file.path)
        }
        try folder.remove(hidden)
        try folder.sync()
    }

    private func isFree(_ lease: ArchiveFile.LeaseAnswer) throws(ArchiveError) -> Bool {
        switch lease {
        case .held: file.holdsLease
        case .refused: false
        case .impossible: FileInUse.search(procfs, for: try file.facts()) == .free
        }
    }

    /// Gives files back their names that a killed run was about to remove.
    static func restore(in folder: ArchiveFolder) throws(ArchiveError) -> Int {
        var count = 0
        for name in try folder.names() where ArchiveNames.original(ofRemoval: name) != nil {
            if try bringBack(name, in: folder) { count += 1 }
        }
        return count
    }

    /// Where something else has the name meanwhile, a number is added.
    private static func bringBack(_ hidden: [UInt8], in folder: ArchiveFolder) throws(ArchiveError) -> Bool {
        guard let original = ArchiveNames.original(ofRemoval: hidden) else { return false }
        var number = 1
        while true {
            let name = number == 1 ? original : original + Array("-\(number)".utf8)
            if try folder.rename(hidden, toNew: name) { return true }
            number += 1
        }
    }
}
