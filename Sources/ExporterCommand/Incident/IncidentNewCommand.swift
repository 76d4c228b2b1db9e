import ArgumentParser
import Collectors
import ExporterService
import Glibc
import LogInspection
import Operations
import OperatorChecks
import YAMLReading

/// `incident new`: the operators' report of an incident, filled in as far as a program can.
struct IncidentNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write an incident report, filled in from logs, state and Prometheus.",
        discussion: """
            Looks at the time from --window before --at to --window after it: errors by shape, agents down or idle, what is over
            its threshold, and, where the configuration names a Prometheus, the alerts that fired and the peaks of resources.
            What only a person can know is marked '_TO BE FILLED IN_'. Nothing of what messages, tasks and prompts say is in
            it, nor any path or address. Never overwrites a file.
            EXAMPLE: \(Terminal.programName) incident new --at '2026-02-07 12:00' --window 30m --output incident.md
            """
    )

    @OptionGroup var configurationOptions: ConfigurationOptions
    @OptionGroup var stateOptions: StateOptions

    @Option(
        help: ArgumentHelp(
            "When it was: so long ago, or a time such as '2026-02-07 12:00'. Default: now.", valueName: "when"
        ))
    var at: String?

    @Option(help: ArgumentHelp("How far before and after that to look.", valueName: "duration"))
    var window = "30m"

    @Option(help: ArgumentHelp("Write it to this file, which must not be there yet.", valueName: "file"))
    var output: String?

    @Option(name: .shortAndLong, help: "The team it is about. Default: all.")
    var team: String?

    func validate() throws {
        if let at, TimeBound.milliseconds(reading: at, nowMs: 0) == nil {
            throw ValidationError(
                "--at '\(at)' is no moment; write 2h, 2026-02-07 or '2026-02-07 12:00:00'")
        }
        _ = try windowMs()
        if output == "" { throw ValidationError("--output is empty; name a file, or leave it out") }
    }

    func run() throws {
        let nowMs = TeamsCollector.systemNowMs()
        let atMs = at.flatMap { TimeBound.milliseconds(reading: $0, nowMs: nowMs) } ?? nowMs
        guard atMs <= nowMs else {
            throw CommandFailure(.wrongUse, "--at is in the future; name a time that has passed")
        }
        let file = try output.map { try NewFile(ConfigurationLoading.commandLinePaths.absolute($0)) }
        do {
            let look = try CheckLook(
                configurationOptions: configurationOptions, stateOptions: stateOptions, team: team)
            let facts = try IncidentGathering(look: look).facts(atMs: atMs, windowMs: try windowMs())
            let text = IncidentMarkdown(facts).text()
            guard let file else { return Terminal.print(text) }
            try file.write(text)
            Terminal.print("wrote \(TeamTable.printable(file.path))")
        } catch {
            file?.remove()
            throw error
        }
    }

    private func windowMs() throws -> Int64 {
        let seconds: Int64
        do throws(DurationFault) {
            seconds = try Duration(reading: window).components.seconds
        } catch {
            throw ValidationError("--window '\(window)' is no duration; \(error.hint ?? "write 30m or 2h")")
        }
        guard (1...31 * 86_400).contains(seconds) else {
            throw ValidationError("--window '\(window)' is not possible; choose 1s to 31d")
        }
        return seconds * 1000
    }
}
