import ArgumentParser
import ExporterService
import LogInspection

/// `rules explain`: what each rule makes of one line.
struct RulesExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what each rule makes of a line: literal, match, captures, series, time.",
        discussion: """
            The line is given as text, as - for standard input, or as a place in a log file with --at.
            EXAMPLE: \(Terminal.programName) rules explain shop.yml 'payment visa failed: declined'
            EXAMPLE: \(Terminal.programName) rules explain shop.yml --at /var/log/shop.log:1048576
            """
    )

    @OptionGroup var ruleOptions: RuleOptions

    @Option(help: ArgumentHelp("Name of the log the line is from. Default: the file's name.", valueName: "name"))
    var log: String?

    @Option(help: ArgumentHelp("Take the line at this byte offset, or of --line-number.", valueName: "file[:offset]"))
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
            of: subject.line, before: subject.before, log: log ?? subject.log, ruleSet: ruleSet)
        let report = ExplanationReport(explanation, line: subject.line)
        Terminal.print(json ? try report.json() : report.text())
    }

    private func subject() throws -> (line: [UInt8], before: [[UInt8]], log: String) {
        guard let at else {
            return (line == "-" ? try standardInputLine() : Array((line ?? "").utf8), [], "")
        }
        do {
            let excerpt = try excerpt(at)
            let path = lineNumber == nil ? try LinePlace(reading: at).path : at
            let inEntry = excerpt.entry.prefix { $0.offset < excerpt.target.offset }
            return (
                excerpt.target.bytes, (excerpt.before + inEntry).map(\.bytes),
                String(path.split(separator: "/").last ?? Substring(path))
            )
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

    private func standardInputLine() throws -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try FileReading.standardInput()
        } catch {
            throw CommandFailure(.wrongUse, error.message)
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        guard lines.count == 1, let line = lines.first else {
            throw CommandFailure(
                .wrongUse, "standard input holds \(lines.count) lines; explain takes one, or --at FILE:OFFSET")
        }
        return Array(line)
    }
}
