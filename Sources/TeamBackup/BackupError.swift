/// Why a backup was not made, proven or restored.
package enum BackupError: Error, Equatable, Sendable {
    /// A system call failed.
    case system(doing: String, what: String, code: Int32)
    /// There is neither `teams` nor `tasks`.
    case noState(root: String)
    case packing(what: String, reason: String)
    /// The archive cannot be read to its end.
    case damaged(archive: String, reason: String)
    /// The archive holds what must not be written.
    case refused(archive: String, reason: String)
    /// What was read back is not what the manifest says.
    case different(archive: String, what: String)
    case noManifest(archive: String)
    case noBackup(directory: String)
    case noSpace(directory: String, freeBytes: UInt64, neededBytes: UInt64)
    /// Another run works there.
    case locked(directory: String)
    case nothingToUndo(root: String)
    case cancelled

    /// Value of the label `reason`.
    package var reason: String {
        switch self {
        case .system(_, _, let code): SystemText.isNoSpace(code) ? "no_space" : "system"
        case .noState: "no_state"
        case .packing: "packing"
        case .damaged, .different, .noManifest: "verification"
        case .refused: "refused"
        case .noBackup, .nothingToUndo: "no_backup"
        case .noSpace: "no_space"
        case .locked: "locked"
        case .cancelled: "cancelled"
        }
    }

    /// The reasons why a scheduled backup, or its verification, can fail.
    package static let reasons = [
        "cancelled", "locked", "no_space", "packing", "refused", "system", "verification",
    ]

    package var message: String {
        switch self {
        case .system(let doing, let what, let code):
            "cannot \(doing) \(what): \(SystemText.describe(code)); check the permissions and the disk, and try again"
        case .noState(let root):
            "\(root) holds neither teams nor tasks: there is nothing to back up; name the right directory with --teams.root"
        case .packing(let what, let reason): "cannot pack \(what): \(reason)"
        case .damaged(let archive, let reason):
            "\(archive) cannot be read to its end: \(reason); use another backup, 'backup list' names them"
        case .refused(let archive, let reason):
            "\(archive) is refused, and nothing was changed: \(reason); use an archive that 'backup create' made"
        case .different(let archive, let what):
            "\(archive) is not what its manifest says: \(what); use another backup, 'backup list' names them"
        case .noManifest(let archive):
            "\(archive) has no manifest beside it, so there is nothing to compare it with; 'backup restore' takes it all the same"
        case .noBackup(let directory):
            "there is no backup in \(directory); make one with 'backup create', or name a file"
        case .noSpace(let directory, let free, let needed):
            "\(directory) has \(free) bytes free and \(needed) are needed; make room and try again"
        case .locked(let directory):
            "another backup or restore works in \(directory); try again when it is done"
        case .nothingToUndo(let root):
            "no restore of \(root) is there to be undone"
        case .cancelled: "stopped before the end; nothing was changed"
        }
    }
}
