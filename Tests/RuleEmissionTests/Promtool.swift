import Foundation
import TestSupport

/// promtool of the tools that `make test` fetches, or of the machine.
enum Promtool {
    /// Empty when there is none.
    static let path: String = {
        let tools = ProcessInfo.processInfo.environment["AGENT_TEAMS_EXPORTER_TOOLS"].map {
            "\($0)/bin/promtool"
        }
        let places = [tools, "/usr/bin/promtool"].compactMap { $0 }
        return places.first { FileManager.default.isExecutableFile(atPath: $0) } ?? ""
    }()

    static var isThere: Bool { !path.isEmpty }

    static func run(_ arguments: [String], in place: TemporaryDirectory) throws -> ChildProcess.Result {
        try ChildProcess.run(path, arguments, directory: place.path, within: .seconds(300))
    }

    /// Runs test files, some at the same time, and answers which of them failed, with what was said.
    static func failures(of files: [String], in place: TemporaryDirectory) throws -> [String: String] {
        let runs = try (0..<2).map { part in
            let own = files.indices.filter { $0 % 2 == part }.map { files[$0] }
            return try own.isEmpty ? nil : ChildProcess(path, ["test", "rules"] + own, directory: place.path)
        }
        var failures: [String: String] = [:]
        for run in runs.compactMap(\.self) {
            guard run.exitStatus(within: .seconds(600)) != nil else {
                failures["promtool"] = "does not end"
                continue
            }
            // Where a run ends before its time, the files that it says nothing of have not passed.
            let output = try run.output + run.errorOutput
            for section in output.components(separatedBy: "Unit Testing:  ").dropFirst() {
                let lines = section.split(separator: "\n", maxSplits: 1)
                let isGood = lines.count > 1 && lines[1].hasPrefix("  SUCCESS")
                if !isGood { failures[String(lines[0])] = String(section.prefix(3000)) }
            }
            let heard = output.components(separatedBy: "Unit Testing:  ").count - 1
            let asked = run.command.components(separatedBy: ".yml").count - 1
            if heard < asked { failures["promtool"] = output }
        }
        return failures
    }

    /// Writes emitted files below `place`.
    static func write(_ files: [(path: String, text: String)], in place: TemporaryDirectory) throws {
        for file in files { _ = try place.write(file.text, to: file.path) }
    }
}
