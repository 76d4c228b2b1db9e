package import LogRules

/// Configuration and rules as they were read at one time, proven valid.
package struct LoadedConfiguration: Sendable {
    package var configuration: ExporterConfiguration
    package var rules: RuleSet

    package init(configuration: ExporterConfiguration, rules: RuleSet) {
        self.configuration = configuration
        self.rules = rules
    }
}

/// Where configuration and rules are read from: at the start, and again at each reload.
package struct ConfigurationSource: Sendable {
    private let file: String?
    private let teamsRoots: [String]
    private let paths: PathResolution
    private let environment: [String: String]

    /// - Parameters:
    ///   - file: `nil` for the defaults alone.
    ///   - teamsRoots: absolute; unless empty they replace those of the file.
    ///   - paths: how paths on the command line are meant.
    ///   - environment: for `CLAUDE_CONFIG_DIR`.
    package init(
        file: String?,
        teamsRoots: [String] = [],
        paths: PathResolution,
        environment: [String: String]
    ) {
        self.file = file
        self.teamsRoots = teamsRoots
        self.paths = paths
        self.environment = environment
    }

    /// Reads the configuration file, or reports every fault in it.
    package func configuration() throws(ConfigurationFault) -> ExporterConfiguration {
        var configuration = try ConfigurationFile.load(file, paths: paths, environment: environment)
        if !teamsRoots.isEmpty { configuration.teams.roots = teamsRoots }
        return configuration
    }

    /// Reads the configuration file and all rule files it names; nothing of it is used unless all of it is good.
    package func load() throws(ConfigurationFault) -> LoadedConfiguration {
        let configuration = try configuration()
        let rules = try RuleFiles.load(
            globs: configuration.logRules, includesBuiltIn: configuration.usesBuiltinLogRules)
        return LoadedConfiguration(configuration: configuration, rules: rules)
    }
}
