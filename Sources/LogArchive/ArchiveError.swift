/// Why a file was not archived, or an archive directory not worked on.
package enum ArchiveError: Error, Equatable, Sendable {
    /// A system call failed.
    case system(doing: String, what: String, code: Int32)
    case packing(what: String, reason: String)
    /// What was read back is not what was written.
    case different(archive: String, what: String)
    /// The file is not what the plan looked at any more.
    case changed(path: String)
    case openForWriting(path: String)
    case noSpace(directory: String, freeBytes: UInt64, floorBytes: UInt64)
    case locked(directory: String)
    case cancelled

    /// Value of the label `reason`.
    package var reason: String {
        switch self {
        case .system(_, _, let code): ArchiveCalls.isNoSpace(code) ? "no_space" : "system"
        case .packing: "compression"
        case .different: "verification"
        case .changed: "changed"
        case .openForWriting: "open_for_writing"
        case .noSpace: "no_space"
        case .locked: "locked"
        case .cancelled: "cancelled"
        }
    }

    package static let reasons = [
        "system", "compression", "verification", "changed", "open_for_writing", "no_space", "locked",
        "cancelled",
    ]

    package var message: String {
        switch self {
        case .system(let doing, let what, let code):
            "cannot \(doing) \(what): \(ArchiveCalls.describe(code)); check the permissions and the disk, and try again"
        case .packing(let what, let reason): "cannot pack \(what): \(reason)"
        case .different(let archive, let what):
            "\(archive) read back differs in its \(what): the file stays where it is; check the disk and the memory"
        case .changed(let path):
            "\(path) changed while it was archived: it stays where it is, try again later"
        case .openForWriting(let path): "\(path) is open for writing: it stays where it is"
        case .noSpace(let directory, let free, let floor):
            "\(directory) has \(free) bytes free, less than the \(floor) that min_free keeps: nothing more is archived; "
                + "make room, or lower min_free"
        case .locked(let directory):
            "another archiver works in \(directory); try again when it is done"
        case .cancelled: "stopped before the end; the files that were not archived stay where they are"
        }
    }
}
