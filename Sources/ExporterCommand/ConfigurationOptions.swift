import ArgumentParser
import ExporterService
import Glibc
import LogRules
import YAMLReading

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
        let paths = PathResolution.current(environment: Environment.variables)
        do {
            var configuration = try ConfigurationFile.load(configFile, paths: paths, environment: Environment.variables)
            if !teamsRoots.isEmpty { configuration.teams.roots = teamsRoots.map(paths.absolute) }
            return configuration
        } catch {
            throw error.failure
        }
    }

    /// Reads and proves the rule files that the configuration names.
    func loadRules(_ configuration: ExporterConfiguration) throws -> RuleSet {
        try RuleLoading.load(globs: configuration.logRules, includesBuiltIn: configuration.usesBuiltinLogRules)
    }
}

/// The process' environment.
enum Environment {
    /// Read once, before any thread could change it.
    static let variables: [String: String] = {
        var variables: [String: String] = [:]
        // `environ` is a null-terminated array of C strings that live as long as the process.
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let parts = unsafe String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            unsafe entry += 1
        }
        return variables
    }()
}
