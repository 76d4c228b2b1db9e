import ArgumentParser
import Glibc
import Operations
import OperatorChecks

/// How the results of a check are printed, and what they are about: the same for all of them.
struct CheckOptions: ParsableArguments {
    @OptionGroup var configurationOptions: ConfigurationOptions
    @OptionGroup var stateOptions: StateOptions

    @Option(name: .shortAndLong, help: "Ask about one team, where that makes a difference.")
    var team: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print Markdown.")
    var markdown = false

    @Flag(help: "Warnings, and what could not be found out, are findings too.")
    var strict = false

    func validate() throws {
        guard !json || !markdown else {
            throw ValidationError("--json and --markdown exclude each other")
        }
    }

    /// Prints the report, and ends the command with its exit code.
    func finish(_ report: CheckReport) throws {
        let isColoured = !json && !markdown && Terminal.usesColour(STDOUT_FILENO)
        Terminal.print(
            json
                ? try ReportJSON.text(report)
                : markdown
                    ? CheckMarkdown.text(report) : CheckText.text(report, paint: CheckPaint(isOn: isColoured))
        )
        if report.state.isFinding(isStrict: strict) {
            throw CommandFailure(.finding, lines: [])
        }
    }
}
