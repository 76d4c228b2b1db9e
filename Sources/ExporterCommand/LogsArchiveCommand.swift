import ArgumentParser
import ExporterService
import LogArchive
import StateStore
import Synchronization
import YAMLReading

/// `logs archive`: compress old log files into the archive directory, and remove archives that are old enough.
struct LogsArchiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Compress old log files into the archive directory, and remove old archives.",
        discussion: """
            Takes the files of the configured logs that were not written for --older-than, that no process has open for
            writing and that a daemon with this state directory has read. Each archive is read back and compared before
            its file is removed; gunzip (or zstd -d) opens it. A run may be killed at any time: the next one goes on.
            EXAMPLE: \(Terminal.programName) logs archive --config.file exporter.yml --older-than 30d --dry-run
            """
    )

    @OptionGroup var configurationOptions: ConfigurationOptions
    @OptionGroup var stateOptions: StateOptions

    @Option(
        name: .customLong("older-than"),
        help: ArgumentHelp("Take files last written so long ago. Default: 30d.", valueName: "duration"))
    var olderThan: String?

    @Option(
        help: ArgumentHelp(
            "Remove archives made so long ago; 0: never. Default: 90d.",
            valueName: "duration"))
    var keep: String?

    @Option(
        help: ArgumentHelp("Where archives go. Default: 'archive' beside each log.", valueName: "directory"))
    var directory: String?

    @Option(help: "How archives are packed: gzip, zstd. Default: gzip.")
    var compression: ArchiveSettings.Compression?

    @Flag(
        name: .customLong("dry-run"), help: "Print what would be done with each file and why; change nothing."
    )
    var isDryRun = false

    @Flag(name: .customLong("ignore-state"), help: "Take files that the daemon has not read, too.")
    var ignoresState = false

    @Option(help: "Files, or parts of one, worked on at the same time. Default: the number of processors.")
    var threads: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads \(threads) is not possible; choose 1 to 1024")
        }
        _ = try age(olderThan, "--older-than")
        _ = try age(keep, "--keep")
        if directory == "" {
            throw ValidationError("--directory is empty; name a directory, or leave it out")
        }
    }

    func run() throws {
        let work = try work()
        if !isDryRun { work.restore() }
        let plan: ArchivePlan
        do {
            plan = try work.plan()
        } catch {
            throw CommandFailure(.wrongUse, error.message)
        }
        if isDryRun {
            let text = ArchiveText(plan: plan, removals: work.plannedRemovals(plan))
            Terminal.print(json ? try text.json() : text.planned())
            return
        }
        let report = carryOut(plan, work)
        let text = ArchiveText(plan: plan, report: report)
        Terminal.print(json ? try text.json() : text.done())
        guard report.failures.isEmpty else {
            throw CommandFailure(
                .finding,
                lines: report.failures.map {
                    "\(Terminal.programName): error: \(TeamTable.printable($0.error.message))"
                })
        }
    }

    private func work() throws -> ArchiveWork {
        let configuration = try configurationOptions.load()
        let rules = try ConfigurationLoading.rules(configuration)
        var settings = configuration.archive.settings
        if let age = try age(olderThan, "--older-than") { settings.olderThan = age }
        if let age = try age(keep, "--keep") { settings.keep = age == .zero ? nil : age }
        if let directory { settings.directory = ConfigurationLoading.commandLinePaths.absolute(directory) }
        if let compression { settings.compression = compression }
        return ArchiveWork(
            LoadedConfiguration(configuration: configuration, rules: rules), settings: settings,
            stateDirectory: ignoresState ? nil : try stateOptions.directory(),
            procfs: configurationOptions.procfs)
    }

    private func age(_ text: String?, _ option: String) throws -> Duration? {
        guard let text else { return nil }
        do throws(DurationFault) {
            return try Duration(reading: text)
        } catch {
            throw ValidationError("\(option) '\(text)' is no duration; \(error.hint ?? "write 30d or 12h")")
        }
    }

    private func carryOut(_ plan: ArchivePlan, _ work: ArchiveWork) -> ArchiveReport {
        let line = SharedProgress(name: "archive")
        let report = work.run(
            plan, threads: threads,
            progress: { step in
                line.use {
                    $0.show(
                        bytes: step.bytes, of: step.totalBytes, filesDone: step.filesDone, of: step.files)
                }
            })
        line.use { $0.clear() }
        return report
    }
}

/// A progress line that several threads move on.
private final class SharedProgress: Sendable {
    private let line: Mutex<ProgressLine>

    init(name: String) { line = Mutex(ProgressLine(name: name)) }

    func use(_ body: (inout ProgressLine) -> Void) { line.withLock { body(&$0) } }
}

extension ArchiveSettings.Compression: ExpressibleByArgument {}
