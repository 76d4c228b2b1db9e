import ArgumentParser
import ExporterService
import LogInspection

/// `rules explain`: what each rule makes of one line.
struct RulesExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what each rule makes of a line: literal, match, captures, series, time.",
        discussion: """
            The line is given as text (of several lines: an entry, of which the first is explained), as - for standard input, or as a place in a log file with --at.
            EXAMPLE: \(Terminal.programName) rules explain shop.yml 'payment visa failed: declined'
            EXAMPLE: \(Terminal.programName) rules explain shop.yml --at /var/log/shop.log:1048576
            """
    )

    @OptionGroup var ruleOptions: RuleOptions

    @Option(
        help: ArgumentHelp("Name of the log the line is from. Default: the file's name.", valueName: "name"))
    var log: String?

    @Option(
        help: ArgumentHelp(
            "Take the line at this byte offset, or of --line-number.", valueName: "file[:offset]"))
    var at: String?

    @Option(help: ArgumentHelp("Take this line of the file that --at names, counted from 1.", valueName: "n"))
    var lineNumber: Int?

    @Flag(help: "Print JSON.")
    var json = false

    @Argument(help: ArgumentHelp("Rule file or glob.", valueName: "file"))
    var file: String

    @Argument(help: ArgumentHelp("The line, or -.", valueName: "line"))
    var line: String?

    func validate() throws {
        guard (line == nil) != (at == nil) else {
            throw ValidationError("give either the line or --at FILE:OFFSET")
        }
        guard lineNumber == nil || at != nil else {
            throw ValidationError("--line-number needs --at FILE")
        }
        if let lineNumber, lineNumber < 1 {
            throw ValidationError("--line-number \(lineNumber) is not possible; lines are counted from 1")
        }
    }

    func run() throws {
        let ruleSet = try ruleOptions.load(and: [file])
        let subject = try subject()
        let explanation = LineExplanation(
            of: subject.line, entry: subject.entry, before: subject.before, log: log ?? subject.log,
            ruleSet: ruleSet)
        let report = ExplanationReport(explanation, line: subject.line)
        Terminal.print(json ? try report.json() : report.text())
    }

    /// A line, the entry that it belongs to, and what stands before it.
    private struct Subject {
        var line: [UInt8]
        var entry: [[UInt8]]
        var before: [[UInt8]] = []
        var log = ""
    }

    private func subject() throws -> Subject {
        guard let at else {
            let text = line == "-" ? try standardInputLine() : Array((line ?? "").utf8)
            let lines = text.split(separator: UInt8(ascii: "\n")).map(Array.init)
            return Subject(line: lines.first ?? [], entry: lines)
        }
        do {
            let excerpt = try excerpt(at)
            let path = lineNumber == nil ? try LinePlace(reading: at).path : at
            let inEntry = excerpt.entry.prefix { $0.offset < excerpt.target.offset }
            return Subject(
                line: excerpt.target.bytes, entry: excerpt.entry.map(\.bytes),
                before: (excerpt.before + inEntry).map(\.bytes),
                log: String(path.split(separator: "/").last ?? Substring(path)))
        } catch let error as LinePlaceError {
            throw CommandFailure(.wrongUse, error.message)
        }
    }

    /// Lines read before the one asked for: enough to know the entry it belongs to.
    private static let lookBehind = 100

    private func excerpt(_ at: String) throws -> LineExcerpt {
        var progress = ProgressLine(name: "explain")
        defer { progress.clear() }
        guard let lineNumber else {
            return try LinePlace(reading: at).read(context: Self.lookBehind) { progress.show(bytes: $0) }
        }
        let place = try LinePlace(path: at, lineNumber: lineNumber)
        return try place.read(context: Self.lookBehind) { progress.show(bytes: $0) }
    }

    /// A line, or an entry of several.
    private func standardInputLine() throws -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try FileReading.standardInput()
        } catch {
            throw CommandFailure(.wrongUse, error.message)
        }
        guard bytes.count(where: { $0 == UInt8(ascii: "\n") }) <= 1000 else {
            throw CommandFailure(
                .wrongUse, "standard input holds more than one entry; explain takes one, or --at FILE:OFFSET")
        }
        return bytes
    }
}
