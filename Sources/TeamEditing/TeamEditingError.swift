package import YAMLReading

/// Why a team was not created or deleted.
package enum TeamEditingError: Error, Equatable {
    case badName(what: String, name: String, fault: String)
    /// Every fault of a members file, with the file's bytes for the snippets.
    case badMembers([Diagnostic], source: [UInt8])
    case teamExists(name: String)
    case caseCollision(name: String, other: String)
    case tasksLeft(name: String)
    case noTeam(name: String)
    /// A system call failed on something below the root, or the root itself.
    case system(doing: String, what: String, reason: String)
    case otherFileSystem(path: String)
    case tooDeep(path: String)
    case backupFailed(reason: String)

    package var message: String {
        switch self {
        case .badName(let what, let name, let fault):
            "\(what) '\(Self.printable(name))' \(fault)"
        case .badMembers(let diagnostics, _):
            diagnostics.first?.oneLine ?? "the members file is faulty"
        case .teamExists(let name):
            "there is a team '\(name)' already; choose another name, or remove it with 'delete-team \(name)'"
        case .caseCollision(let name, let other):
            "'\(name)' differs from '\(Self.printable(other))', which is there, in letter case alone; "
                + "choose another name"
        case .tasksLeft(let name):
            "tasks/\(name) holds tasks of an earlier team; remove them with 'delete-team \(name)', "
                + "or choose another name"
        case .noTeam(let name):
            "there is no team '\(Self.printable(name))'; 'list-teams' shows those there are"
        case .system(let doing, let what, let reason):
            "cannot \(doing) \(Self.printable(what)): \(reason); check the permissions and the disk, and try again"
        case .otherFileSystem(let path):
            "\(Self.printable(path)) lies on another file system; unmount it first"
        case .tooDeep(let path):
            "\(Self.printable(path)) is nested too deeply for a team; look at what it is, and remove it by hand"
        case .backupFailed(let reason): "the backup failed, so nothing was deleted: \(Self.printable(reason))"
        }
    }

    /// Names on disk may hold anything.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }
}
