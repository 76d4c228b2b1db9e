import ArgumentParser
import ExporterService
import Exposition

/// `metrics check`: parses and lints any exposition.
struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Check what an exporter exposes.",
        subcommands: [Check.self]
    )

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Parse an exposition strictly and lint it: ours, or anyone's.",
            discussion: """
                Reads a URL (http), a file, or standard input (-).
                EXAMPLE: \(Terminal.programName) metrics check http://127.0.0.1:9765/metrics
                """
        )

        @Option(help: "Format: text, openmetrics. Default: what the server says, else told by the last line.")
        var format: FormatName?

        @Flag(name: .customLong("no-lint"), help: "Parse only.")
        var skipsLint = false

        @Argument(help: ArgumentHelp("What to read.", valueName: "url|file|-"))
        var source = "-"

        func run() throws {
            let (bytes, served) = try read()
            let format = format?.format ?? served ?? ExpositionFormat(detectedIn: bytes)
            let report = MetricsCheckReport.check(bytes, as: format, source: source, lints: !skipsLint)
            for line in report.lines { Terminal.printError(line) }
            guard let status = ExitStatus(rawValue: report.exitCode), status == .good else {
                throw CommandFailure(ExitStatus(rawValue: report.exitCode) ?? .internalFailure, lines: [])
            }
        }

        private func read() throws -> (bytes: [UInt8], format: ExpositionFormat?) {
            do {
                if source == "-" { return (try FileReading.standardInput(), nil) }
                guard source.hasPrefix("http://") || source.hasPrefix("https://") else {
                    return (
                        try FileReading.bytes(
                            of: source, whatItIs: "exposition", limit: FileReading.maxExpositionBytes), nil
                    )
                }
                guard source.hasPrefix("http://") else {
                    throw CommandFailure(
                        .wrongUse,
                        "cannot fetch \(source): only http is spoken here; pipe it in: "
                            + "curl -s \(source) | \(Terminal.programName) metrics check -")
                }
                let accept = (format?.format ?? .text004).contentType
                let answer = try HTTPFetch.get(source, accept: accept)
                return (answer.body, answer.contentType.flatMap { ExpositionFormat(contentType: $0) })
            } catch let error as ServiceError {
                throw CommandFailure(.wrongUse, error.message)
            }
        }
    }

    enum FormatName: String, ExpressibleByArgument, CaseIterable {
        case text, openmetrics

        var format: ExpositionFormat { self == .text ? .text004 : .openMetrics100 }
    }
}
