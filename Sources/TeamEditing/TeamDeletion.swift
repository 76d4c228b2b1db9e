/// Deletes one team, after a backup that was read back.
///
/// Its two directories are first renamed to names that readers skip, tasks before the team, so that a run that is
/// killed leaves either a team that can be deleted again, or no team at all.
package struct TeamDeletion {
    private let root: String
    private let team: [UInt8]
    private let folders: [(name: String, directory: EditedDirectory)]

    /// - Parameters:
    ///   - root: the directory that holds `teams` and `tasks`.
    ///   - team: the name of the team's directory; what a deleted team left behind will do.
    package init(root: String, team: [UInt8]) throws(TeamEditingError) {
        self.root = root
        self.team = team
        let directory = try EditedDirectory.open(path: root)
        var folders: [(name: String, directory: EditedDirectory)] = []
        for name in ["tasks", "teams"] {
            guard let folder = try directory.subdirectory(Array(name.utf8), followsLink: true) else {
                continue
            }
            LeftOvers.remove(from: folder)
            guard Self.isUsable(team), try folder.entry(team)?.kind == .directory else { continue }
            folders.append((name, folder))
        }
        guard !folders.isEmpty else { throw .noTeam(name: String(decoding: team, as: UTF8.self)) }
        self.folders = folders
    }

    /// What it has on disk: files and directories.
    package func fileCount() throws(TeamEditingError) -> Int {
        try TeamInventory(of: team, in: folders).paths.count
    }

    /// Backs up, proves the backup and removes the team.
    ///
    /// - Returns: where the backup lies.
    package func run(backupDirectory: String) throws(TeamEditingError) -> String {
        let archive = try TeamArchive(of: team, folders: folders, root: root, into: backupDirectory)
        var aside: [(name: [UInt8], directory: EditedDirectory)] = []
        for (_, directory) in folders {
            let name = LeftOvers.name(for: team)
            guard try directory.rename(team, to: name) else {
                throw .system(doing: "rename", what: directory.path, reason: "its new name is taken")
            }
            try directory.sync()
            aside.append((name, directory))
        }
        for (name, directory) in aside { try TreeRemoval.remove(name, from: directory) }
        return archive.path
    }

    /// A name that leads nowhere else; dot directories are other programs' affairs.
    private static func isUsable(_ team: [UInt8]) -> Bool {
        guard let first = team.first else { return false }
        return first != UInt8(ascii: ".") && !team.contains(UInt8(ascii: "/")) && !team.contains(0)
    }
}
