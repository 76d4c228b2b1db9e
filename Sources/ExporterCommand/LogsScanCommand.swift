import ArgumentParser
import Exposition
import Glibc
import LogInspection
import LogTailing

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

    @Option(help: "Files read at the same time. Default: the number of processors.")
    var threads: Int?

    @Argument(help: ArgumentHelp("Log files.", valueName: "file"))
    var files: [String]

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads \(threads) is not possible; choose 1 to 1024")
        }
        if files.count(where: { $0 == "-" }) > 1 {
            throw ValidationError("standard input (-) can be read once only; name it once")
        }
    }

    func run() throws {
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

    /// Processors that are switched on.
    private static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
