import ArgumentParser
import Glibc
import LogInspection
import LogTailing

/// `rules check`: every fault of rule files, and what each rule costs.
struct RulesCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Report every fault of rule files, and what each rule filters on and costs.",
        discussion: """
            Warns of repetitions within repetitions and of labels that can take any number of values. The cost is
            measured on the rules' examples, or on a log of yours. Catalogues of level formats are checked too.
            EXAMPLE: \(Terminal.programName) rules check --sample /var/log/shop.log shop.yml
            """
    )

    @Option(help: ArgumentHelp("Measure on the first 100,000 lines of this log.", valueName: "log"))
    var sample: String?

    @Argument(help: ArgumentHelp("Rule files.", valueName: "file"))
    var files: [String]

    func run() throws {
        let files = try RuleLoading.files(named: files)
        let report = RuleReport(files: files, sample: try sampleLines())
        let colour = Terminal.usesColour(STDERR_FILENO)
        for line in RuleLoading.rendered(report.diagnostics, files, colour: colour) {
            Terminal.printError(line)
        }
        Terminal.print(RuleReportText.text(report, files: files.map(\.path)))
        if report.isBroken { throw CommandFailure(.finding, lines: []) }
    }

    private func sampleLines() throws -> [[UInt8]]? {
        guard let sample else { return nil }
        do {
            return try LineSample.read(sample)
        } catch {
            throw CommandFailure(.wrongUse, error.message)
        }
    }
}
