import ArgumentParser
import ExporterService
import Logging

/// The daemon.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve metrics until told to stop (the default).",
        discussion:
            "EXAMPLE: \(Terminal.programName) serve --config.file exporter.yml --web.listen-address :9765"
    )

    @OptionGroup var configurationOptions: ConfigurationOptions
    @OptionGroup var stateOptions: StateOptions
    @OptionGroup var serving: ServingOptions

    @Option(
        name: .customLong("path.sysfs"),
        help: ArgumentHelp("Where sysfs is mounted, and in it control groups.", valueName: "directory")
    )
    var sysfs = "/sys"

    func run() throws {
        let signals = DaemonSignals.block()
        let options = try serving.options(
            procfs: configurationOptions.procfs, sysfs: sysfs,
            stateDirectory: try stateOptions.directory())
        try serving.serve(try configurationOptions.source(), options, signals)
    }
}
