import ExporterService
import LogRules

/// Reads configuration and rules for the commands, and turns every fault in them into lines for the user.
enum ConfigurationLoading {
    /// How paths on the command line are meant.
    static let commandLinePaths = PathResolution.current(environment: Environment.variables)

    /// - Parameter file: `nil` for the defaults.
    static func configuration(file: String?) throws -> ExporterConfiguration {
        do {
            return try ConfigurationFile.load(
                file, paths: commandLinePaths, environment: Environment.variables)
        } catch {
            throw error.failure
        }
    }

    /// Reads and proves the rule files that the configuration names.
    static func rules(_ configuration: ExporterConfiguration) throws -> RuleSet {
        try RuleLoading.load(
            globs: configuration.logRules, includesBuiltIn: configuration.usesBuiltinLogRules)
    }
}
