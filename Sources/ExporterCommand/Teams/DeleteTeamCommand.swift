import ArgumentParser
import Glibc
import Operations
import ProcessTable
import TeamCensus
import TeamEditing
import TeamState

/// `delete-team`: removes a team from disk, after a backup.
struct DeleteTeamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete-team",
        abstract: "Back up a team, then delete it with its inboxes and tasks.",
        discussion: """
            The backup is a tar.gz in backups/teams of the state directory, read back before anything is deleted;
            'tar xzf FILE -C ~/.claude' brings the team back. Asks on a terminal; elsewhere --yes is needed. A team that
            lives is refused unless --force is given: its agents would go on without their files.
            EXAMPLE: \(Terminal.programName) delete-team my-team --yes
            """
    )

    @Argument(help: "The team, as 'list-teams' calls it, or the name of a directory that a team left.")
    var team: String

    @Flag(help: "Do not ask.")
    var yes = false

    @Flag(help: "Delete a team that lives.")
    var force = false

    @OptionGroup var configurationOptions: ConfigurationOptions
    @OptionGroup var stateOptions: StateOptions

    func run() throws {
        let backups = try stateOptions.directory() + "/backups/teams"
        let look = try TeamLook(configurationOptions)
        let index = look.report.teams.firstIndex { $0.team.label == team }
        do {
            let deletion = try deletion(index, look)
            try refuseLiving(index, look)
            if try ask(try deletion.fileCount(), backups) {
                // Agents may have been started while the question stood.
                let again = try TeamLook(configurationOptions)
                try refuseLiving(again.report.teams.firstIndex { $0.team.label == team }, again)
            }
            let archive = try deletion.run(backupDirectory: backups)
            Terminal.print("deleted team '\(TeamTable.printable(team))'; its backup is \(archive)")
        } catch let error as TeamEditingError {
            throw error.failure
        }
    }

    /// A team is known by its label; what a deleted one left is known by the name of its directory.
    private func deletion(_ index: Int?, _ look: TeamLook) throws -> TeamDeletion {
        if let index {
            let team = look.report.teams[index].team
            return try TeamDeletion(root: look.report.rootPaths[team.rootIndex], team: team.directoryName)
        }
        for (root, state) in zip(look.report.rootPaths, look.report.roots) where state == .readable {
            do {
                return try TeamDeletion(root: root, team: Array(team.utf8))
            } catch TeamEditingError.noTeam {
                continue
            }
        }
        // Names the team that was probably meant.
        _ = try look.index(of: team)
        throw TeamEditingError.noTeam(name: team)
    }

    private func refuseLiving(_ index: Int?, _ look: TeamLook) throws {
        let isActive = index.map { look.report.teams[$0].status == .active } ?? false
        let process = look.report.agentTrees.first { $0.key.team == team }?.root.pid
        guard isActive || process != nil, !force else { return }
        let reason = process.map { "process \($0) is one of its agents" } ?? "it was active a short while ago"
        throw CommandFailure(
            .wrongUse,
            "the team '\(TeamTable.printable(team))' lives: \(reason); stop its agents first, or add --force")
    }

    /// - Returns: whether it had to ask.
    private func ask(_ files: Int, _ backups: String) throws -> Bool {
        guard !yes else { return false }
        guard Terminal.isInteractive(STDIN_FILENO), Terminal.isInteractive(STDERR_FILENO) else {
            throw CommandFailure(.wrongUse, "there is no terminal to ask on; add --yes to delete the team")
        }
        let question =
            "Delete team '\(TeamTable.printable(team))' (\(files) files and directories)? "
            + "A backup goes to \(backups). [y/N] "
        Terminal.write(Array(question.utf8), to: STDERR_FILENO)
        guard ["y", "yes"].contains(readLine()?.lowercased()) else {
            throw CommandFailure(.finding, lines: ["nothing was deleted"])
        }
        return true
    }
}
