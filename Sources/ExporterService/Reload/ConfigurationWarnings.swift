import LogRules
import Logging
import YAMLReading

/// Tells in the program's own log what is odd about a configuration and still no fault.
struct ConfigurationWarnings {
    private let logger: Logger

    init(_ logger: Logger) {
        self.logger = logger
    }

    func tell(_ loaded: LoadedConfiguration) {
        warnOfAbsentRoots(loaded.configuration)
        for warning in loaded.rules.warnings {
            logger.warning("log rule", metadata: ["warning": "\(warning.oneLine)"])
        }
    }

    /// Roots may appear later, and are read then; but most often an absent one is a slip of the pen.
    private func warnOfAbsentRoots(_ configuration: ExporterConfiguration) {
        for root in configuration.teams.roots where !FileReading.exists("\(root)/teams") {
            logger.warning(
                "no teams here yet; if this is the wrong directory, name the right one with --teams.root",
                metadata: ["root": "\(root)"]
            )
        }
    }
}
