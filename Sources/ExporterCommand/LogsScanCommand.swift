import ArgumentParser
import ExporterService
import Exposition
import LogPipeline
import LogRules
import LogTailing
import MetricModel
import YAMLReading

/// `logs scan`: one pass over whole files.
struct LogsScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Count whole files once and print their metrics.",
        discussion: """
            Counts with the same engine as the daemon and prints the text format. - is standard input.
            EXAMPLE: \(Terminal.programName) logs scan --rules shop.yml /var/log/shop.log
            """
    )

    @Option(help: ArgumentHelp("Rule file or glob; may be repeated.", valueName: "file"))
    var rules: [String] = []

    @Flag(name: .customLong("no-builtin-rules"), help: "Leave out the built-in levels and rules.")
    var skipsBuiltIn = false

    @Option(help: ArgumentHelp("Value of the label 'log'. Default: each file's name.", valueName: "name"))
    var log: String?

    @Flag(help: "Print OpenMetrics instead of the text format.")
    var openmetrics = false

    @Argument(help: ArgumentHelp("Log files.", valueName: "file"))
    var files: [String]

    func run() throws {
        let globs = rules.map(ConfigurationLoading.commandLinePaths.absoluteGlob)
        let ruleSet = try RuleLoading.load(globs: globs, includesBuiltIn: !skipsBuiltIn)
        for warning in ruleSet.warnings { Terminal.printError(warning.oneLine) }
        let registry = MetricRegistry()
        var unreadable: [String] = []
        do {
            var scan = try LogScan(ruleSet: ruleSet, registry: registry, logName: log)
            for file in files {
                do {
                    try countFile(file, with: &scan)
                } catch .unreadable(let fault) {
                    unreadable.append("\(Terminal.programName): error: \(fault.message)")
                }
            }
        } catch {
            throw CommandFailure(.wrongUse, error.message)
        }
        var text: [UInt8] = []
        ExpositionEncoder.encode(registry, as: openmetrics ? .openMetrics100 : .text004, into: &text)
        Terminal.write(text)
        if !unreadable.isEmpty { throw CommandFailure(.wrongUse, lines: unreadable) }
    }

    private func countFile(_ file: String, with scan: inout LogScan) throws(LogScanError) {
        var progress = ProgressLine(name: file)
        defer { progress.clear() }
        try scan.scan(file) { progress.show(bytes: $0.bytesRead) }
    }
}
