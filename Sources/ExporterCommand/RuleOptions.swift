import ArgumentParser
import ExporterService
import LogRules
import YAMLReading

/// Which rules a command uses.
struct RuleOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Rule file or glob; may be repeated.", valueName: "file"))
    var rules: [String] = []

    @Flag(name: .customLong("no-builtin-rules"), help: "Leave out the built-in levels and rules.")
    var skipsBuiltIn = false

    /// Reads the rules; warnings go to standard error, faults end the command.
    ///
    /// - Parameter more: further rule files or globs.
    func load(and more: [String] = []) throws -> RuleSet {
        let globs = (rules + more).map(ConfigurationLoading.commandLinePaths.absoluteGlob)
        let ruleSet = try RuleLoading.load(globs: globs, includesBuiltIn: !skipsBuiltIn)
        for warning in ruleSet.warnings { Terminal.printError(warning.oneLine) }
        return ruleSet
    }
}
