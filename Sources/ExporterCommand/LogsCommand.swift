import ArgumentParser

/// `logs`: what can be asked of log files without the daemon.
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Work on log files.",
        subcommands: [
            LogsScanCommand.self, LogsShowCommand.self, LogsErrorsCommand.self, LogsVerifyCommand.self,
            LogsArchiveCommand.self,
        ]
    )
}
