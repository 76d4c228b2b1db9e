import Foundation
import TestSupport

/// A place for the commands `check` and `incident new`: a team, a log, a configuration, and a Python of its own.
///
/// What the machine of the test is like (full disks, busy processors) is nobody's fault here: those thresholds are off.
struct CheckedPlace {
    let place: TemporaryDirectory

    init(dashboard: String = "{url: ''}", limit: Int = 10, more: String = "") throws {
        place = try TemporaryDirectory("checks")
        try SampleTeams.write("shop", members: ["lead", "dev"], in: place)
        try place.write(
            """
            teams: {roots: [claude], limit: \(limit)}
            logs:
              - {name: app, paths: [logs/app.log]}
            dashboard: \(dashboard)
            backup: {directory: backups}
            thresholds:
              defaults:
                disk_used_ratio: {info: none, warning: none, critical: none}
                cpu_ratio: {info: none, warning: none, critical: none}
                memory_ratio: {info: none, warning: none, critical: none}
            \(more)

            """, to: "exporter.yml")
        try writeLog(minutesAgo: [120, 90], "INFO - all is well")
        try writePython("[]")
    }

    /// Adds entries of some minutes ago to the log.
    func writeLog(minutesAgo: [Double], _ rest: String) throws {
        for minutes in minutesAgo {
            try place.append(
                "\(Self.time(minutesAgo: minutes)) - orchestrator.core - \(rest)\n", to: "logs/app.log")
        }
    }

    static func time(minutesAgo: Double) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "yyyy-MM-dd HH:mm:ss,SSS"
        return format.string(from: Date(timeIntervalSinceNow: -minutes(minutesAgo)))
    }

    private static func minutes(_ count: Double) -> TimeInterval { count * 60 }

    /// A Python whose pip answers this.
    func writePython(_ answer: String, complaint: String = "") throws {
        let script = try place.write(
            "#!/bin/sh\necho '\(complaint)' >&2\necho '\(answer)'\n", to: "bin/python3")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
    }

    func run(_ arguments: String...) throws -> ChildProcess.Result {
        var environment = ReleaseBinary.environment(home: place.path)
        environment["PATH"] = place.path("bin") + ":" + (environment["PATH"] ?? "")
        return try ChildProcess.run(
            ReleaseBinary.path, arguments + ["--config.file", "exporter.yml"], environment: environment,
            directory: place.path, within: .seconds(120))
    }

    /// The results of a check by their key.
    func results(_ arguments: String...) throws -> (status: Int32, results: [String: CheckedResult]) {
        var environment = ReleaseBinary.environment(home: place.path)
        environment["PATH"] = place.path("bin") + ":" + (environment["PATH"] ?? "")
        let run = try ChildProcess.run(
            ReleaseBinary.path, ["check"] + arguments + ["--json", "--config.file", "exporter.yml"],
            environment: environment, directory: place.path, within: .seconds(120))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let report = try decoder.decode(CheckedReport.self, from: Data(run.output.utf8))
        return (run.status, Dictionary(report.results.map { ($0.key, $0) }) { first, _ in first })
    }
}

/// What `check --json` prints.
struct CheckedReport: Decodable {
    let check: String
    let state: String
    let counts: [String: Int]
    let results: [CheckedResult]
}

struct CheckedResult: Decodable {
    struct Figure: Decodable {
        let text: String
        let value: Double?
    }
    struct Detail: Decodable {
        let name: String
        let state: String
    }

    let key: String
    let state: String
    let figure: Figure
    let nextStep: String?
    let details: [Detail]
}
