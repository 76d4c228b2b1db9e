import ArgumentParser

/// `backup`: keeps the state of teams safe.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Back up, list, verify and restore the teams and tasks of a root.",
        subcommands: [
            BackupCreateCommand.self, BackupListCommand.self, BackupVerifyCommand.self,
            BackupRestoreCommand.self,
        ]
    )
}
