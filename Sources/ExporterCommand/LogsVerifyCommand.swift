import ArgumentParser
import ExporterService
import LogArchive
import LogInspection
import LogRules
import LogTailing
import MetricModel
import StateStore

/// `logs verify`: recount offline what the store says was counted.
struct LogsVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recount all files that still exist, and compare with what the daemon has counted.",
        discussion: """
            Reads the state beside a running daemon, finds each file under its name, a rotated one or compressed, counts
            it anew with the configured rules, and compares range by range. Ends with 1 when a range differs.
            EXAMPLE: \(Terminal.programName) logs verify --config.file exporter.yml
            """
    )

    @OptionGroup var configurationOptions: ConfigurationOptions

    @OptionGroup var stateOptions: StateOptions

    @Flag(help: "List the bytes that were lost before they could be read, and recount nothing.")
    var losses = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let directory = try stateOptions.directory()
        if losses {
            let listing = LossListing(try read { try StateReader(directory: directory).losses() })
            Terminal.print(json ? try listing.json() : listing.text())
            return
        }
        let configuration = try configurationOptions.load()
        let rules = try ConfigurationLoading.rules(configuration)
        let stored = try read { try StateReader(directory: directory).snapshot() }
        let report = VerifyReport(try recount(stored.state.files, stored.segments, configuration, rules))
        Terminal.print(json ? try report.json() : report.text())
        if report.isDifferent { throw CommandFailure(.finding, lines: []) }
    }

    private func read<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as StateStoreError {
            throw CommandFailure(.wrongUse, error.message)
        }
    }

    private func recount(
        _ files: [StoredFile], _ segments: [StoredSegment], _ configuration: ExporterConfiguration,
        _ rules: RuleSet
    ) throws -> RecountReport {
        let policies = configuration.logs.map { ($0.source.name, $0.entries) }
        let recount = Recount(
            logs: configuration.logs.map(\.source), policies: Dictionary(policies) { first, _ in first },
            ruleSet: rules, archives: configuration.archive.settings.place)
        var progress = ProgressLine(name: "verify")
        defer { progress.clear() }
        let total = files.reduce(0) { $0 + $1.offset }
        do {
            return try recount.run(files: files, segments: segments) { progress.show(bytes: $0, of: total) }
        } catch {
            throw CommandFailure(.wrongUse, error.message)
        }
    }
}
