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
        let source = try source()
        do {
            return try source.configuration()
        } catch {
            throw error.failure
        }
    }

    /// Where the configuration comes from, to be read as often as it is asked for.
    func source() throws -> ConfigurationSource {
        guard !teamsRoots.contains("") else {
            throw CommandFailure(.wrongUse, "--teams.root is empty; name a directory that holds teams/")
        }
        return ConfigurationSource(
            file: configFile,
            teamsRoots: teamsRoots.map(ConfigurationLoading.commandLinePaths.absolute),
            paths: ConfigurationLoading.commandLinePaths,
            environment: Environment.variables
        )
    }
}
