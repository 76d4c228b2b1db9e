import ArgumentParser
import ExporterService
import Glibc
import LogInspection
import LogRules
import LogTailing
import YAMLReading

/// `rules preview`: when the alerts beside log rules would have fired.
struct RulesPreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Tell when the alerts of log rules would have fired over past logs.",
        discussion: """
            Reads the files of one log, archives too, in the order of the times in them, and evaluates each alert that has
            a threshold as Prometheus would have done. Thresholds of expressions (expr) need Prometheus itself: the
            commands that lead there are printed.
            EXAMPLE: \(Terminal.programName) rules preview --rules shop.yml --log shop --since 30d logs/shop.log*
            """
    )

    @Option(help: ArgumentHelp("Rule file or glob; may be repeated.", valueName: "file"))
    var rules: [String]

    @Option(
        help: ArgumentHelp(
            "Name of the log, as rules know it. Default: the first file's name.", valueName: "name"))
    var log: String?

    @Option(
        help: ArgumentHelp(
            "Leave out firings that were over so long ago, as in 30d; entries before still count.",
            valueName: "duration"))
    var since: String?

    @Option(
        help: ArgumentHelp(
            "Seconds between scrapes, and between evaluations; divides 60.", valueName: "seconds"))
    var step = 60

    @Flag(help: "Print JSON, with the time of each firing.")
    var json = false

    @Argument(help: ArgumentHelp("Log files, in any order.", valueName: "file"))
    var files: [String]

    func validate() throws {
        guard step > 0, 60 % step == 0 else {
            throw ValidationError("--step \(step) is not possible; choose a divisor of 60, such as 15")
        }
        guard !files.isEmpty else { throw ValidationError("name the files of one log") }
        guard files.count(where: { $0 == "-" }) < 2 else {
            throw ValidationError("standard input (-) can be read once only; name it once")
        }
        _ = try age()
    }

    func run() throws {
        let ruleSet = try RuleLoading.load(
            globs: rules.map(ConfigurationLoading.commandLinePaths.absoluteGlob), includesBuiltIn: false)
        for warning in ruleSet.warnings { Terminal.printError(warning.oneLine) }
        guard ruleSet.rules.contains(where: { $0.alert != nil }) else {
            throw CommandFailure(.wrongUse, "no rule of these files has an alert; write one beside a rule")
        }
        let name = log ?? files.first?.split(separator: "/").last.map(String.init) ?? "stdin"
        let now = Int64(time(nil))
        let preview = PreviewRun(ruleSet: ruleSet, logName: name, stepSeconds: step)
        let ordered = preview.oldestFirst(files, now: now * 1000)
        let result = try played(preview, ordered, now: now)
        let text = PreviewText(
            result, log: name, stepSeconds: step,
            history: HistoryCommands(rules: rules, log: name, files: ordered))
        Terminal.print(json ? try text.json() : text.text())
        tellOfLines(result)
        guard !result.alerts.isEmpty else {
            throw CommandFailure(
                .wrongUse,
                "no alert of these rules can be played over log '\(name)'; see above, or choose --log")
        }
    }

    private func age() throws -> Int64? {
        guard let since else { return nil }
        do throws(DurationFault) {
            return try Duration(reading: since).components.seconds
        } catch {
            throw ValidationError("--since '\(since)' is no duration; \(error.hint ?? "write 30d or 12h")")
        }
    }

    private func played(_ preview: PreviewRun, _ files: [String], now: Int64) throws -> PreviewResult {
        var progress = ProgressLine(name: "preview")
        defer { progress.clear() }
        let start = try age().map { now - $0 } ?? .min
        let result: PreviewResult
        do throws(ScanError) {
            result = try preview.run(files, now: now * 1000, since: start) { file, bytes in
                progress.show(bytes: bytes, of: nil, filesDone: file, of: files.count)
            }
        } catch {
            throw CommandFailure(.wrongUse, error.message)
        }
        guard result.unreadable.isEmpty else {
            throw CommandFailure(
                .wrongUse, lines: result.unreadable.map { "\(Terminal.programName): error: \($0.message)" })
        }
        guard result.firstSeconds != nil else {
            throw CommandFailure(.wrongUse, "no line has a time that can be read; nothing can be played")
        }
        return result
    }

    private func tellOfLines(_ result: PreviewResult) {
        if result.undatedLines > 0 {
            Terminal.printError("\(result.undatedLines) lines before the first time were left out")
        }
        if result.lateLines > 0 {
            Terminal.printError(
                "\(result.lateLines) lines are older than those before them and count at the time reached")
        }
    }
}
