import ArgumentParser
import Collectors
import ExporterService
import Glibc
import ProcessTable
import TeamBackup
import TeamCensus
import TeamState

/// `backup restore`: put a backup in the place of what is there.
struct BackupRestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of a root's teams and tasks, or undo that.",
        discussion: """
            The archive is checked and unpacked beside the state, which is then moved aside as a whole: nothing is merged
            and nothing is removed. Prints where it went and the command that brings it back. Asks on a terminal; elsewhere
            --yes is needed. While teams live it is refused unless --force is given: their agents would go on with files
            that are not theirs. Without a file the newest backup is taken.
            EXAMPLE: \(Terminal.programName) backup restore --yes
            """
    )

    @OptionGroup var selection: BackupSelection

    @Flag(help: "Do not ask.")
    var yes = false

    @Flag(help: "Restore although teams live.")
    var force = false

    @Flag(help: "Put the state back that the last restore moved aside.")
    var undo = false

    @Flag(help: "Print JSON.")
    var json = false

    @Argument(help: "A backup. Default: the newest of the root.")
    var file: String?

    func validate() throws {
        if undo, file != nil {
            throw ValidationError(
                "--undo takes no file: it undoes the last restore; leave one of the two out")
        }
    }

    func run() throws {
        let place = try place()
        let path = undo ? nil : try archive(place)
        try refuseLiving(place.root)
        if try ask(path, place.root) { try refuseLiving(place.root) }
        do throws(BackupError) {
            if let path {
                tell(try RestoreRun(root: place.root).restore(path))
            } else {
                tell(try RestoreRun(root: place.root).undo())
            }
        } catch {
            throw BackupWords.failure(error)
        }
    }

    private func place() throws -> BackupSelection.Place {
        let places = try selection.settings().places
        guard places.count == 1, let place = places.first else {
            throw CommandFailure(.wrongUse, "there are \(places.count) roots; say which one with --root")
        }
        return place
    }

    private func archive(_ place: BackupSelection.Place) throws -> String {
        if let file { return try BackupWords.absolute(file) }
        let newest = BackupSet.all(in: place.directory).first { $0.summary?.root == place.root }
        guard let newest else { throw BackupWords.failure(.noBackup(directory: place.directory)) }
        return newest.path
    }

    /// Whether a team of the root lives; a root that is not there has none.
    private func refuseLiving(_ root: String) throws {
        guard !force else { return }
        let configuration = try selection.configurationOptions.load()
        var census = TeamCensus(
            roots: [root], procfs: selection.configurationOptions.procfs,
            activeWindow: configuration.teams.activeWindow, detail: .none)
        let report = census.take(nowMs: TeamsCollector.systemNowMs())
        let living = report.teams.filter { $0.status == .active }.map { $0.team.label }
        let team =
            living.first
            ?? report.agentTrees.lazy.map(\.key.team).first { team in
                report.teams.contains { $0.team.label == team }
            }
        guard let team else { return }
        let others = living.count > 1 ? " and \(living.count - 1) more" : ""
        throw CommandFailure(
            .wrongUse,
            "the team '\(TeamTable.printable(team))'\(others) lives; stop its agents first, or add --force")
    }

    /// - Returns: whether it had to ask.
    private func ask(_ path: String?, _ root: String) throws -> Bool {
        guard !yes else { return false }
        guard Terminal.isInteractive(STDIN_FILENO), Terminal.isInteractive(STDERR_FILENO) else {
            throw CommandFailure(.wrongUse, "there is no terminal to ask on; add --yes to restore")
        }
        let what = path.map { "Put \($0) in the place of" } ?? "Undo the last restore of"
        Terminal.write(
            Array("\(TeamTable.printable("\(what) the teams and tasks in \(root)"))? [y/N] ".utf8),
            to: STDERR_FILENO)
        guard ["y", "yes"].contains(readLine()?.lowercased()) else {
            throw CommandFailure(.finding, lines: ["nothing was restored"])
        }
        return true
    }

    private func tell(_ report: RestoreReport) {
        let undo =
            "\(Terminal.programName) backup restore --undo --yes --root \(BackupWords.quoted(report.root))"
        if json {
            show(
                BackupJSON.Restored(
                    file: report.archive, root: report.root, action: "restored", aside: report.aside,
                    undo: undo))
        } else {
            let aside = report.aside.map { "what was there lies in \($0)" } ?? "nothing was there before"
            Terminal.print(
                TeamTable.printable("restored \(report.archive) in \(report.root)") + ": "
                    + "\(BackupWords.count(report.teams, "team")), "
                    + "\(BackupWords.count(report.entries, "entry", "entries"))\n"
                    + TeamTable.printable("\(aside); to undo this: \(undo)"))
        }
        if report.isUnproven {
            BackupWords.warn(
                "there was no manifest beside \(report.archive), so nothing it could be compared with")
        }
    }

    private func tell(_ report: UndoReport) {
        if json {
            show(
                BackupJSON.Restored(
                    file: report.archive, root: report.root, action: "undone", aside: report.aside, undo: nil)
            )
            return
        }
        let aside = report.aside.map { "; what had been restored lies in \($0)" } ?? ""
        Terminal.print(
            TeamTable.printable("undone the restore of \(report.archive) in \(report.root)\(aside)"))
    }

    private func show(_ answer: BackupJSON.Restored) {
        // Only texts: there is nothing in it that JSON cannot hold.
        if let text = try? BackupJSON.text(answer) { Terminal.print(text) }
    }
}
