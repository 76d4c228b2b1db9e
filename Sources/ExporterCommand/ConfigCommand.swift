import ArgumentParser
import ExporterService
import LogRules
import LogTailing
import YAMLReading

/// `config check`: is the configuration file right, and what does it amount to?
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check the configuration.",
        subcommands: [Check.self]
    )

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Read the configuration and the rule files it names, and report every fault.",
            discussion: """
                What is odd and still no fault is told on standard error: paths that lead to no file, a state \
                directory that cannot be written. With --web.config.file the web configuration is read too, and the \
                certificates and the key that it names.
                EXAMPLE: \(Terminal.programName) config check --config.file exporter.yml
                """
        )

        @OptionGroup var configurationOptions: ConfigurationOptions
        @OptionGroup var stateOptions: StateOptions
        @OptionGroup var webOptions: WebOptions

        func run() throws {
            let stateDirectory = try stateOptions.directory()
            let configuration = try configurationOptions.load()
            let rules = try ConfigurationLoading.rules(configuration)
            let web = try loadWeb()
            for warning in rules.warnings { Terminal.printError(warning.rendered(source: nil)) }
            for remark in ConfigurationRemark.all(of: configuration, stateDirectory: stateDirectory) {
                Terminal.printError("\(Terminal.programName): \(remark.line)")
            }
            Terminal.print("configuration is good")
            let webRow = web.map { [["web configuration:", $0.summary]] } ?? []
            Terminal.print(
                Terminal.table(
                    [
                        ["teams roots:", configuration.teams.roots.joined(separator: ", ")],
                        ["logs:", configuration.logs.map(\.source.name).joined(separator: ", ")],
                        ["log rules:", "\(rules.rules.count)"],
                        ["state directory:", stateDirectory],
                    ] + webRow))
        }

        private func loadWeb() throws -> LoadedWebConfiguration? {
            do {
                return try webOptions.source()?.load()
            } catch {
                throw ConfigurationFault.web(error).failure
            }
        }
    }
}
