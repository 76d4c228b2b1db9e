import ExporterService
import LogRules

/// Reads configuration and rules for the commands, and turns every fault in them into lines for the user.
enum ConfigurationLoading {
    /// How paths on the command line are meant.
    static let commandLinePaths = PathResolution.current(environment: Environment.variables)

    /// Reads and proves the rule files that the configuration names.
    static func rules(_ configuration: ExporterConfiguration) throws -> RuleSet {
        try RuleLoading.load(
            globs: configuration.logRules, includesBuiltIn: configuration.usesBuiltinLogRules)
    }
}
