import ArgumentParser
import ExporterService

/// Options that mean the same on every command that reads teams or logs.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config.file"),
        help: ArgumentHelp("Configuration file (YAML).", valueName: "file")
    )
    var configFile: String?

    @Option(
        name: .customLong("teams.root"),
        help: ArgumentHelp(
            "Directory that holds teams/; may be repeated. Default: $CLAUDE_CONFIG_DIR, else ~/.claude.",
            valueName: "directory"
        )
    )
    var teamsRoots: [String] = []

    @Option(
        name: .customLong("path.procfs"),
        help: ArgumentHelp("Where procfs is mounted.", valueName: "directory")
    )
    var procfs = "/proc"

    /// Reads the configuration; every fault in the file is reported at once.
    func load() throws -> ExporterConfiguration {
        var configuration = try ConfigurationLoading.configuration(file: configFile)
        guard !teamsRoots.contains("") else {
            throw CommandFailure(.wrongUse, "--teams.root is empty; name a directory that holds teams/")
        }
        if !teamsRoots.isEmpty {
            configuration.teams.roots = teamsRoots.map(ConfigurationLoading.commandLinePaths.absolute)
        }
        return configuration
    }
}
