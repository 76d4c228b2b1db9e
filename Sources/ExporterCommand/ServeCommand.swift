import ArgumentParser
import ExporterService
import Logging

/// The daemon.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve metrics until told to stop (the default).",
        discussion:
            "EXAMPLE: \(Terminal.programName) serve --config.file exporter.yml --web.listen-address :9765"
    )

    @OptionGroup var configurationOptions: ConfigurationOptions
    @OptionGroup var serving: ServingOptions

    func run() async throws {
        let configuration = try configurationOptions.load()
        let rules = try ConfigurationLoading.rules(configuration)
        let options = try serving.options(procfs: configurationOptions.procfs)
        try await serving.serve(configuration, options, rules)
    }
}
