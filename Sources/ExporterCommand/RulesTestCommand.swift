import ArgumentParser
import ExporterService
import Glibc
import LogInspection

/// `rules test`: the examples of rule files, and whole logs with the metrics that must come of them.
struct RulesTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the examples of rule files, and test files with logs and expected metrics.",
        discussion: """
            A test file holds 'tests:', each with 'rules', 'log' or 'lines', and 'expect'; docs/commands-logs.md shows one.
            EXAMPLE: \(Terminal.programName) rules test shop.yml shop-test.yml
            """
    )

    @Flag(help: "Name the tests that passed, too.")
    var verbose = false

    @Argument(help: ArgumentHelp("Rule files and test files.", valueName: "file"))
    var files: [String]

    func run() throws {
        let trial = RuleTrial(files: try RuleLoading.files(named: files)) { path in
            do throws(ServiceError) {
                return .success(try FileReading.bytes(of: path, whatItIs: "rule file"))
            } catch {
                return .failure(FileFault(message: error.message))
            }
        }
        let paint = Paint(isOn: Terminal.usesColour(STDOUT_FILENO))
        for test in trial.cases where verbose || !test.passed {
            let title = TeamTable.printable(test.title)
            Terminal.print(test.passed ? "\(paint.good("PASS")) \(title)" : "\(paint.bad("FAIL")) \(title)")
            for line in test.failure { Terminal.print(line) }
        }
        Terminal.print("\(trial.cases.count - trial.failures) passed, \(trial.failures) failed")
        if trial.failures > 0 { throw CommandFailure(.finding, lines: []) }
    }
}

/// Colours of verdicts, or none.
struct Paint {
    let isOn: Bool

    func good(_ text: String) -> String { isOn ? "\u{1B}[32m\(text)\u{1B}[0m" : text }
    func bad(_ text: String) -> String { isOn ? "\u{1B}[1;31m\(text)\u{1B}[0m" : text }
}
