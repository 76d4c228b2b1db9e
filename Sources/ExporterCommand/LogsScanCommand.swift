import ArgumentParser
import Exposition
import Glibc
import LogInspection
import LogTailing
import MetricModel

/// `logs scan`: one pass over whole files.
struct LogsScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Count whole files once and print their metrics.",
        discussion: """
            Counts with the same engine as the daemon, several files at a time, also compressed ones (.gz), and prints
            the text format. - is standard input. Of a file that cannot be read to its end nothing is printed.
            EXAMPLE: \(Terminal.programName) logs scan --rules shop.yml /var/log/shop.log*
            """
    )

    @OptionGroup var ruleOptions: RuleOptions

    @Option(help: ArgumentHelp("Value of the label 'log'. Default: each file's name.", valueName: "name"))
    var log: String?

    @Flag(help: "Print OpenMetrics instead of the text format.")
    var openmetrics = false

    @Flag(
        help: """
            Print the history of one log, with the log's own times, for 'promtool tsdb create-blocks-from openmetrics'. \
            Name its files oldest first.
            """)
    var backfill = false

    @Option(
        help: ArgumentHelp(
            "With --backfill: a label that scraping adds, such as job=agent-teams; may be repeated.",
            valueName: "name=value"))
    var seriesLabel: [String] = []

    @Option(help: ArgumentHelp("With --backfill: seconds between samples.", valueName: "seconds"))
    var step = 60

    @Option(help: "Files read at the same time. Default: the number of processors.")
    var threads: Int?

    @Argument(help: ArgumentHelp("Log files.", valueName: "file"))
    var files: [String]

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads \(threads) is not possible; choose 1 to 1024")
        }
        if !(1...86_400).contains(step) {
            throw ValidationError("--step \(step) is not possible; choose 1 to 86400")
        }
        if backfill, openmetrics {
            throw ValidationError("--backfill is OpenMetrics already; leave out --openmetrics")
        }
        if !backfill, !seriesLabel.isEmpty { throw ValidationError("--series-label goes with --backfill") }
        if files.count(where: { $0 == "-" }) > 1 {
            throw ValidationError("standard input (-) can be read once only; name it once")
        }
    }

    func run() throws {
        guard !backfill else { return try printHistory() }
        let scan = ScanRun(ruleSet: try ruleOptions.load(), logName: log, threads: threads ?? Self.processors)
        var progress = ProgressLine(name: "scan")
        defer { progress.clear() }
        let result: ScanResult
        do {
            result = try scan.run(files) { step in
                progress.show(
                    bytes: step.bytesRead, of: step.bytesTotal, filesDone: step.filesDone, of: step.files)
            }
        } catch {
            throw CommandFailure(.wrongUse, error.message)
        }
        progress.clear()
        var text: [UInt8] = []
        ExpositionEncoder.encode(result.registry, as: openmetrics ? .openMetrics100 : .text004, into: &text)
        Terminal.write(text)
        guard result.unreadable.isEmpty else {
            throw CommandFailure(
                .wrongUse, lines: result.unreadable.map { "\(Terminal.programName): error: \($0.message)" })
        }
    }

    private func printHistory() throws {
        let name = log ?? files.first?.split(separator: "/").last.map(String.init) ?? "stdin"
        let run = BackfillRun(
            ruleSet: try ruleOptions.load(), logName: name, stepSeconds: step, labels: try labels())
        let result: BackfillResult
        do {
            result = try run.run(files, now: Int64(time(nil)) * 1000)
        } catch {
            throw CommandFailure(.wrongUse, error.message)
        }
        guard result.unreadable.isEmpty else {
            throw CommandFailure(
                .wrongUse, lines: result.unreadable.map { "\(Terminal.programName): error: \($0.message)" })
        }
        Terminal.write(result.exposition)
        if result.undatedLines > 0 {
            Terminal.printError("\(result.undatedLines) lines before the first time were left out")
        }
        if result.lateLines > 0 {
            Terminal.printError(
                "\(result.lateLines) lines are older than those before them and count at the time reached; "
                    + "name the files oldest first")
        }
    }

    private func labels() throws -> [(name: String, value: String)] {
        try seriesLabel.map { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            guard parts.count == 2, (try? LabelName(parts[0])) != nil,
                !parts[1].contains(where: { "\\\"\n".contains($0) })
            else {
                throw CommandFailure(.wrongUse, "--series-label '\(text)' is no label; write name=value")
            }
            return (parts[0], parts[1])
        }
    }

    /// Processors that are switched on.
    private static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
