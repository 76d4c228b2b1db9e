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

    @Flag(
        name: .customLong("once"),
        help: "Look once, print the metrics and end; for timers and textfile directories.")
    var isOnce = false

    @Option(
        name: .customLong("output"),
        help: ArgumentHelp(
            "With --once: write to this file, as a whole, instead of printing.", valueName: "file"))
    var output: String?

    func validate() throws {
        if output != nil, !isOnce {
            throw ValidationError("--output goes with --once; add it, or ask the running daemon for /metrics")
        }
        if output == "" { throw ValidationError("--output is empty; name a file, such as teams.prom") }
    }

    func run() throws {
        let signals = DaemonSignals.block()
        let options = try serving.options(
            procfs: configurationOptions.procfs, sysfs: sysfs,
            stateDirectory: try stateOptions.directory())
        let source = try configurationOptions.source()
        guard isOnce else { return try serving.serve(source, options, signals) }
        let metrics = try serving.scrapeOnce(source, options, signals)
        guard let output else { return Terminal.write(metrics) }
        try WholeFile.write(
            metrics, to: ConfigurationLoading.commandLinePaths.absolute(output), shown: output)
    }
}
