import ArgumentParser
import Glibc
import TeamBackup

/// `backup list`: the backups that there are.
struct BackupListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the backups, the newest first.",
        discussion: """
            VERIFIED says how the last 'backup verify' of each ended; FILE can be given to the other commands.
            EXAMPLE: \(Terminal.programName) backup list
            """
    )

    @OptionGroup var selection: BackupSelection

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let settings = try selection.settings()
        let directories = settings.places.map(\.directory)
        let sets = directories.flatMap { BackupSet.all(in: $0) }.sorted { $0.createdMs > $1.createdMs }
        if json {
            Terminal.print(try BackupJSON.text(["backups": sets.map(BackupJSON.Listed.init)]))
            return
        }
        guard !sets.isEmpty else {
            Terminal.print("no backups in \(TeamTable.printable(directories.joined(separator: ", ")))")
            return
        }
        let rows = sets.map(Self.row)
        Terminal.print(Terminal.table([["CREATED", "SIZE", "TEAMS", "FILES", "VERIFIED", "FILE"]] + rows))
    }

    private static func row(_ set: BackupSet) -> [String] {
        let teams = set.summary.map { "\($0.teams)" } ?? "?"
        let files = set.summary.map { "\($0.files)" } ?? "?"
        let verified = set.verification.map { $0.isGood ? "good" : "FAILED" } ?? "-"
        return [
            time(set.createdMs), BackupWords.size(set.archiveBytes), teams, files, verified,
            TeamTable.printable(set.path),
        ]
    }

    /// On this machine's clock.
    private static func time(_ ms: Int64) -> String {
        var time = time_t(ms / 1000)
        var fields = unsafe tm()
        // Both are live locals.
        unsafe localtime_r(&time, &fields)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = unsafe "\(fields.tm_year + 1900)-\(two(fields.tm_mon + 1))-\(two(fields.tm_mday))"
        return unsafe "\(day) \(two(fields.tm_hour)):\(two(fields.tm_min)):\(two(fields.tm_sec))"
    }
}
