import Glibc

/// Packs a team into a `tar.gz` and proves that it can be read back.
struct TeamArchive {
    /// Where it lies, once it is proven.
    let path: String

    /// A name on disk may be 255 bytes long; what is ours is shorter than 64.
    private static let nameBytes = 160
    /// How often a team that changes while it is packed is packed anew.
    private static let attempts = 3

    /// - Parameters:
    ///   - team: the name of the team's directory.
    ///   - root: the directory that holds `teams` and `tasks`.
    ///   - directory: where archives lie; made when it is not there.
    init(
        of team: [UInt8], folders: [(name: String, directory: EditedDirectory)], root: String,
        into directory: String
    ) throws(TeamEditingError) {
        try Self.makeDirectories(directory)
        let archive = try ArchiveFile(
            named: "teams-\(Self.fileName(of: team))-\(Self.stamp())", in: directory)
        var fault: TeamEditingError?
        for _ in 0..<Self.attempts {
            do {
                let inventory = try TeamInventory(of: team, in: folders)
                try Self.pack(team, folders: folders.map(\.name), inventory, root: root, into: archive)
                try Self.prove(inventory, archive)
                fault = nil
                break
            } catch {
                fault = error
            }
        }
        if let fault {
            archive.discard()
            throw fault
        }
        path = try archive.keep()
    }

    private static func pack(
        _ team: [UInt8], folders: [String], _ inventory: TeamInventory, root: String,
        into archive: ArchiveFile
    ) throws(TeamEditingError) {
        archive.empty()
        let paths = folders.map { Array("\($0)/".utf8) + team }.filter { path in
            inventory.paths.contains(path + [UInt8(ascii: "/")])
        }
        let arguments = ["tar", "-c", "-z", "-f", "-", "-C", root, "--"].map { Array($0.utf8) } + paths
        let run = try ProgramRun(arguments, output: archive.fd, scratch: archive.directory)
        guard run.status == 0 else { throw .backupFailed(reason: "tar: \(run.fault)") }
    }

    /// The compressed data are whole, and the archive lists what is on disk, no more and no less.
    private static func prove(
        _ inventory: TeamInventory, _ archive: ArchiveFile
    ) throws(TeamEditingError) {
        let gzip = try ProgramRun(
            ["gzip", "-t"].map { Array($0.utf8) }, input: archive.fd, scratch: archive.directory)
        guard gzip.status == 0 else { throw .backupFailed(reason: "gzip: \(gzip.fault)") }
        let list = ["tar", "-t", "-z", "--quoting-style=literal", "-f", "-"].map { Array($0.utf8) }
        let tar = try ProgramRun(list, input: archive.fd, scratch: archive.directory)
        guard tar.status == 0 else { throw .backupFailed(reason: "tar: \(tar.fault)") }
        guard lines(of: tar.output) == lines(of: inventory.paths.flatMap { $0 + [UInt8(ascii: "\n")] }) else {
            throw .backupFailed(reason: "the archive does not list the files on disk; something changes them")
        }
    }

    /// Sorted. A name may hold newlines: then both sides have its parts.
    private static func lines(of text: [UInt8]) -> [[UInt8]] {
        text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
            .sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// What a name of any bytes looks like in a file name that can be typed.
    private static func fileName(of team: [UInt8]) -> String {
        let text = String(decoding: team, as: UTF8.self).map { character in
            character.isLetter || character.isNumber || "-_.".contains(character) ? character : "_"
        }
        var name = String(text)
        while name.utf8.count > nameBytes { name.removeLast() }
        return name
    }

    /// `YYYYMMDD-HHMMSS`, local time.
    private static func stamp() -> String {
        var now = time(nil)
        var parts = unsafe tm()
        // Both are live locals; a time of today has a date.
        guard unsafe localtime_r(&now, &parts) != nil else { return "\(now)" }
        func digits(_ number: Int32, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let day = unsafe [
            digits(parts.tm_year + 1900, 4), digits(parts.tm_mon + 1, 2), digits(parts.tm_mday, 2),
        ]
        let hour = unsafe [digits(parts.tm_hour, 2), digits(parts.tm_min, 2), digits(parts.tm_sec, 2)]
        return day.joined() + "-" + hour.joined()
    }

    /// Backups hold what agents wrote: nobody else may read them.
    private static func makeDirectories(_ path: String) throws(TeamEditingError) {
        var made = ""
        for component in path.split(separator: "/") {
            made += "/\(component)"
            // The path is passed as a null-terminated copy for the call's duration.
            if unsafe mkdir(made, 0o700) != 0, errno != EEXIST {
                let reason = unsafe String(cString: strerror(errno))
                throw .system(doing: "make", what: made, reason: reason)
            }
        }
    }
}

/// An archive while it is written: without its name until it is proven.
private final class ArchiveFile {
    let fd: Int32
    let directory: String
    private let name: String
    private let unproven: String

    init(named name: String, in directory: String) throws(TeamEditingError) {
        self.directory = directory
        self.name = name
        unproven = "\(directory)/.\(name).\(getpid()).part"
        // The path is passed as a null-terminated copy for the call's duration; so it is at each call below.
        fd = unsafe open(unproven, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard fd >= 0 else { throw Self.fault(unproven) }
    }

    deinit { _ = close(fd) }

    func empty() {
        _ = ftruncate(fd, 0)
        _ = lseek(fd, 0, SEEK_SET)
    }

    func discard() { _ = unsafe unlink(unproven) }

    /// Gives it its name, which it takes from nobody, when it is on disk; its path.
    func keep() throws(TeamEditingError) -> String {
        guard fsync(fd) == 0 else { throw Self.fault(unproven) }
        for number in 1...100 {
            let path = "\(directory)/\(name)\(number == 1 ? "" : "-\(number)").tar.gz"
            if unsafe link(unproven, path) == 0 {
                discard()
                try EditedDirectory.open(path: directory).sync()
                return path
            }
            guard errno == EEXIST else { throw Self.fault(path) }
        }
        throw .system(
            doing: "make", what: "\(directory)/\(name).tar.gz", reason: "there are 100 of this name")
    }

    private static func fault(_ path: String) -> TeamEditingError {
        // strerror returns a static string, or one of this thread that is copied at once.
        .system(doing: "write", what: path, reason: unsafe String(cString: strerror(errno)))
    }
}
