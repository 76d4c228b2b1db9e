import ArgumentParser
import TeamBackup

/// `backup create`: back up the teams and tasks of each root.
struct BackupCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Back up the teams and tasks of each root into a tar.gz with a manifest.",
        discussion: """
            Agents may go on: what changes while it is read is read again until all is of one moment. The archive is read
            back before it gets its name; 'tar xzf FILE -C ~/.claude' opens it. teams-latest.tar.gz is the newest. Backups
            beyond backup.keep of the configuration are removed, the oldest first. Exits 1 when something could not be read.
            EXAMPLE: \(Terminal.programName) backup create
            """
    )

    @OptionGroup var selection: BackupSelection

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let settings = try selection.settings()
        var reports: [BackupReport] = []
        for place in settings.places {
            do throws(BackupError) {
                reports.append(
                    try BackupRun(root: place.root, directory: place.directory, keep: settings.keep).run())
            } catch {
                // One of several roots that no team has used yet is no fault.
                if case .noState = error, settings.places.count > 1 {
                    BackupWords.warn(error.message)
                    continue
                }
                throw BackupWords.failure(error)
            }
        }
        guard !reports.isEmpty else {
            throw CommandFailure(.wrongUse, "no root holds teams or tasks; name one with --teams.root")
        }
        if json {
            Terminal.print(try BackupJSON.text(reports.map(BackupJSON.Created.init)))
        } else {
            for report in reports { Terminal.print(Self.text(report)) }
        }
        try warn(reports)
    }

    private static func text(_ report: BackupReport) -> String {
        let summary = report.summary
        let removed = report.removed.map { "removed \(TeamTable.printable($0))\n" }.joined()
        return "backed up \(TeamTable.printable(summary.root)) -> \(TeamTable.printable(report.path))\n"
            + removed
            + "\(BackupWords.count(summary.teams, "team")), \(BackupWords.count(summary.files, "file")), "
            + "\(BackupWords.size(summary.bytes)) in \(BackupWords.size(summary.archiveBytes))"
    }

    private func warn(_ reports: [BackupReport]) throws {
        for report in reports {
            for (path, reason) in report.summary.skipped.sorted(by: { $0.key < $1.key }) {
                BackupWords.warn("\(path) \(reason): it is not in the backup")
            }
            for path in report.summary.unsettled {
                BackupWords.warn(
                    "\(path) never rested: the backup holds it as of another moment than the rest")
            }
            if report.isRestoreUnfinished {
                BackupWords.warn(
                    "a restore of \(report.summary.root) was interrupted, so that half of it may be backed up; "
                        + "'backup restore' ends it")
            }
        }
        let unreadable = reports.flatMap { $0.summary.unreadable }.sorted { $0.key < $1.key }
        guard !unreadable.isEmpty else { return }
        throw CommandFailure(
            .finding,
            lines: unreadable.map { path, reason in
                "\(Terminal.programName): error: "
                    + TeamTable.printable("\(path) \(reason): it is not in the backup; run as its owner")
            })
    }
}
