import ArgumentParser
import ExporterService

/// The command line's root: `serve` when no subcommand is named.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Terminal.programName,
        abstract: "Prometheus metrics of AI agent teams and of their logs.",
        discussion: """
            Without a subcommand it serves: reads ~/.claude and logs/*.log, and answers on
            http://127.0.0.1:9765/metrics.

            EXAMPLE: \(Terminal.programName) --config.file exporter.yml
            """,
        version: """
            \(Terminal.programName), version \(BuildInformation.version) (revision: \(BuildInformation.revision))
              swift: \(BuildInformation.swiftVersion)
              platform: \(BuildInformation.operatingSystem)/\(BuildInformation.architecture)
            """,
        subcommands: [
            ServeCommand.self, DemoCommand.self, ListTeamsCommand.self, TeamStatusCommand.self,
            TeamMessagesCommand.self, TeamTasksCommand.self, TeamActivityCommand.self, HealthCommand.self,
            CreateTeamCommand.self, DeleteTeamCommand.self, CheckCommand.self, IncidentCommand.self,
            BackupCommand.self, LogsCommand.self, RulesCommand.self, DashboardsCommand.self,
            MetricsCommand.self,
            ConfigCommand.self,
        ],
        defaultSubcommand: ServeCommand.self
    )
}
