import ArgumentParser
import ExporterService
import Glibc
import LogArchive
import LogInspection
import LogRules
import LogTailing

/// `logs errors`: entries at ERROR or above, whole, in the order of their times.
struct LogsErrorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "errors",
        abstract: "Find the entries at ERROR or above, in live logs, rotated ones and archives.",
        discussion: """
            Looks through the files of the configured logs (without a configuration: logs/*.log), those that were rotated
            (.gz and .zst too) and their archives, or through the files named, and prints the entries with all their
            lines, oldest first, each once. Ends with 1 when there are any, with 0 when there are none.
            EXAMPLE: \(Terminal.programName) logs errors --since 24h --context 5
            EXAMPLE: \(Terminal.programName) logs errors --since 7d --group
            """
    )

    @OptionGroup var configurationOptions: ConfigurationOptions

    @Option(
        help: ArgumentHelp(
            "From when on: so long ago, or a time such as '2026-02-07 12:00'.", valueName: "when"))
    var since = "24h"

    @Option(help: ArgumentHelp("Until when, written alike. Default: now.", valueName: "when"))
    var until: String?

    @Option(help: "The lowest level: debug, info, notice, warning, error, critical.")
    var level = "error"

    @Option(
        name: [.customShort("C"), .customLong("context")],
        help: "Lines to print before and after each entry.")
    var context = 0

    @Option(help: ArgumentHelp("Only this log. With FILEs: what they are called.", valueName: "name"))
    var log: String?

    @Option(
        help: ArgumentHelp(
            "Stop after so many entries; with --group: print so many groups.", valueName: "count"))
    var limit: Int?

    @Flag(
        help: "Print how many entries there are of each shape: numbers, ids, quoted texts and paths masked.")
    var group = false

    @Flag(name: .customLong("no-filename"), help: "Leave out the names of the files before the lines.")
    var hidesNames = false

    @Flag(help: "Print JSON.")
    var json = false

    @Argument(help: ArgumentHelp("Files to look through instead; - is standard input.", valueName: "file"))
    var files: [String] = []

    func validate() throws {
        guard (0...1000).contains(context) else {
            throw ValidationError("--context \(context) is not possible; choose 0 to 1000")
        }
        if let limit, limit < 1 {
            throw ValidationError("--limit \(limit) is not possible; choose 1 or more")
        }
        if LogLevel(name: level.uppercased()) == nil {
            throw ValidationError(
                "--level '\(level)' is no level; choose "
                    + LogLevel.allCases.map { $0.name.lowercased() }.joined(separator: ", "))
        }
        for (option, text) in [("--since", since), ("--until", until ?? "0")]
        where TimeBound.milliseconds(reading: text, nowMs: 0) == nil {
            throw ValidationError(
                "\(option) '\(text)' is no moment; write 24h, 7d, 2026-02-07 or '2026-02-07 12:00:00'")
        }
    }

    func run() throws {
        let configuration = try configurationOptions.load()
        let files = try searched(configuration)
        let search = EntrySearch(query(), formats: try formats(configuration))
        let outcome = group ? grouped(search, files) : listed(search, files)
        let faults = outcome.unreadable.map {
            "\(Terminal.programName): error: \(TeamTable.printable($0.message))"
        }
        if !faults.isEmpty { throw CommandFailure(.wrongUse, lines: faults) }
        if outcome.entries > 0 { throw CommandFailure(.finding, lines: []) }
    }

    private func query() -> EntryQuery {
        let now = Int64(time(nil)) * 1000
        return EntryQuery(
            level: LogLevel(name: level.uppercased()) ?? .error,
            sinceMs: TimeBound.milliseconds(reading: since, nowMs: now),
            untilMs: until.flatMap { TimeBound.milliseconds(reading: $0, nowMs: now) },
            context: group ? 0 : context, nowMs: now)
    }

    /// Levels are told as the daemon tells them, also where the configuration switches its counting off.
    private func formats(_ configuration: ExporterConfiguration) throws -> LevelFormats {
        if let formats = try ConfigurationLoading.rules(configuration).levelFormats { return formats }
        return try LevelFormats.builtIn()
    }

    private func searched(_ configuration: ExporterConfiguration) throws -> [SearchedFile] {
        let logs = configuration.logs.map {
            SearchedLog(source: $0.source, entries: $0.entries, entryTime: $0.entryTime)
        }
        guard files.isEmpty else {
            return SearchedFile.named(files, log: log, like: logs.first { $0.source.name == log })
        }
        let wanted = logs.filter { log == nil || $0.source.name == log }
        guard !wanted.isEmpty else {
            let names = logs.map { TeamTable.printable($0.source.name) }.joined(separator: ", ")
            throw CommandFailure(.wrongUse, "there is no log '\(log ?? "")'; configured are: \(names)")
        }
        let found = SearchedFile.found(of: wanted, archives: configuration.archive.settings.place)
        guard !found.isEmpty else {
            let paths = wanted.flatMap(\.source.paths).map(TeamTable.printable).joined(separator: ", ")
            throw CommandFailure(
                .wrongUse, "no file matches \(paths); name files, or a configuration with --config.file")
        }
        return found
    }

    private func listed(_ search: EntrySearch, _ files: [SearchedFile]) -> SearchOutcome {
        var progress = ProgressLine(name: "errors")
        var printer = EntryPrinter(
            files: files, isJSON: json, showsNames: !hidesNames && files.count > 1, hasContext: context > 0,
            paint: EntryPaint(isOn: !json && Terminal.usesColour(STDOUT_FILENO)))
        var count = 0
        let outcome = search.run(files, progress: { Self.show($0, &progress) }) { entry, index in
            progress.clear()
            count += 1
            return printer.print(entry, of: index) && limit.map { count < $0 } ?? true
        }
        progress.clear()
        printer.finish(outcome)
        return outcome
    }

    private func grouped(_ search: EntrySearch, _ files: [SearchedFile]) -> SearchOutcome {
        var progress = ProgressLine(name: "errors")
        var groups = EntryGroups()
        let outcome = search.run(files, progress: { Self.show($0, &progress) }) { entry, index in
            groups.add(entry, log: files[index].log)
            return true
        }
        progress.clear()
        let text = EntryGroupText(groups, limit: limit)
        Terminal.print(json ? text.json() : text.text())
        return outcome
    }

    private static func show(_ step: SearchProgress, _ line: inout ProgressLine) {
        line.show(bytes: step.bytesRead, of: step.bytesTotal, filesDone: step.filesDone, of: step.files)
    }
}
