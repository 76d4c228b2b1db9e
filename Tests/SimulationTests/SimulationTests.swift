import Foundation
import Simulation
import TestSupport
import Testing

/// Milliseconds since 1970 of 2026-02-07 12:00:00 UTC, when every simulation here begins.
private let startMs: Int64 = 1_770_465_600_000

@Suite("Simulation")
struct SimulationTests {
    @Test(
        "the same seed writes the same files, however the time is cut into steps",
        arguments: [1, 7, 42] as [UInt64])
    func isDeterministic(seed: UInt64) throws {
        let whole = try TemporaryDirectory("simulation")
        let pieces = try TemporaryDirectory("simulation")
        var first = Simulation(directory: whole.path, seed: seed, teams: 4)
        var second = Simulation(directory: pieces.path, seed: seed, teams: 4)
        try first.prepare(nowMs: startMs)
        try second.prepare(nowMs: startMs)

        try first.step(nowMs: startMs + 100_000)
        var random = SeededGenerator(seed: seed)
        var nowMs = startMs
        while nowMs < startMs + 100_000 {
            nowMs = min(startMs + 100_000, nowMs + Int64.random(in: 1...3000, using: &random))
            try second.step(nowMs: nowMs)
        }

        #expect(first.tally == second.tally)
        let names = try relativeFiles(in: whole)
        #expect(names == (try relativeFiles(in: pieces)))
        for name in names {
            #expect(try whole.read(name) == pieces.read(name), "seed \(seed): \(name)")
        }
    }

    @Test("the tally agrees with the logs, rotated files included")
    func talliesLogs() throws {
        let directory = try TemporaryDirectory("simulation")
        var simulation = Simulation(directory: directory.path, seed: 3, teams: 3)
        try simulation.prepare(nowMs: startMs)
        try simulation.step(nowMs: startMs + 200_000)

        for log in ["orchestrator", "dashboard"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.path("logs"))
                .filter { $0.hasPrefix("\(log).log") }
            let bytes = try names.flatMap { try directory.read("logs/\($0)") }
            let tally = try #require(simulation.tally.logs[log])
            #expect(tally.rotations >= 1)
            #expect(names.count == tally.rotations + 1)
            #expect(tally.bytes == bytes.count)
            #expect(tally.lines == bytes.count { $0 == UInt8(ascii: "\n") })
            let text = String(decoding: bytes, as: UTF8.self)
            let needle = log == "dashboard" ? "ERROR:    " : " - ERROR - "
            #expect(tally.entries["ERROR"] == text.components(separatedBy: needle).count - 1)
            #expect(
                tally.entries.values.reduce(0, +) < tally.lines, "tracebacks have lines that are no entries")
        }
    }

    @Test("every message is delivered, and read within a second")
    func picksUpMessages() throws {
        let directory = try TemporaryDirectory("simulation")
        var simulation = Simulation(directory: directory.path, seed: 11, teams: 1)
        try simulation.prepare(nowMs: startMs)
        try simulation.step(nowMs: startMs + 60_000)
        #expect(simulation.tally.messages > 20)
        #expect(simulation.tally.idleNotifications > 5)
        #expect(simulation.tally.messages - simulation.tally.readMessages < 6)

        let team = try #require(simulation.teamNames.first)
        let inboxes = try FileManager.default.contentsOfDirectory(
            atPath: directory.path("claude/teams/\(team)/inboxes"))
        let messages = try inboxes.flatMap { name in
            let file = Data(try directory.read("claude/teams/\(team)/inboxes/\(name)"))
            return try #require(try JSONSerialization.jsonObject(with: file) as? [[String: Any]])
        }
        #expect(messages.count == simulation.tally.messages)
        #expect(messages.count { $0["read"] as? Bool == true } == simulation.tally.readMessages)
    }

    @Test("a long run keeps inboxes and task lists small")
    func staysSmall() throws {
        let directory = try TemporaryDirectory("simulation")
        var simulation = Simulation(directory: directory.path, seed: 5, teams: 1)
        try simulation.prepare(nowMs: startMs)
        try simulation.step(nowMs: startMs + 900_000)
        let team = try #require(simulation.teamNames.first)
        let inbox = Data(try directory.read("claude/teams/\(team)/inboxes/team-lead.json"))
        let messages = try #require(try JSONSerialization.jsonObject(with: inbox) as? [Any])
        #expect(messages.count <= 101)
        let tasks = try FileManager.default.contentsOfDirectory(
            atPath: directory.path("claude/tasks/\(team)"))
        #expect(simulation.tally.completedTasks > 30)
        #expect(tasks.count < 40)
    }

    @Test("a config breaks and heals")
    func breaksAndHealsConfig() throws {
        let directory = try TemporaryDirectory("simulation")
        var simulation = Simulation(directory: directory.path, seed: 9, teams: 3)
        try simulation.prepare(nowMs: startMs)
        func isReadable(_ team: String) throws -> Bool {
            let bytes = Data(try directory.read("claude/teams/\(team)/config.json"))
            return (try? JSONSerialization.jsonObject(with: bytes)) != nil
        }
        let names = simulation.teamNames
        #expect(try names.allSatisfy(isReadable))
        try simulation.step(nowMs: startMs + 50_000)
        #expect(try names.filter { try !isReadable($0) }.count == 1)
        #expect(simulation.tally.corruptedConfigs == 1)
        try simulation.step(nowMs: startMs + 140_000)
        #expect(try names.allSatisfy(isReadable))
    }

    @Test("a run in real time stops when asked")
    func stopsWhenAsked() throws {
        let directory = try TemporaryDirectory("simulation")
        var simulation = Simulation(directory: directory.path, seed: 1, teams: 2)
        try simulation.prepare()
        var asked = 0
        try simulation.run {
            asked += 1
            return asked > 5
        }
        #expect(asked == 6)
    }

    @Test("a directory that cannot be made is a clear error")
    func reportsUnusableDirectory() throws {
        let directory = try TemporaryDirectory("simulation")
        let file = try directory.write("", to: "file")
        var simulation = Simulation(directory: "\(file)/below", seed: 1, teams: 1)
        let error = #expect(throws: SimulationError.self) { try simulation.prepare(nowMs: startMs) }
        #expect(error?.message.contains("Not a directory") == true)
    }

    private func relativeFiles(in directory: TemporaryDirectory) throws -> [String] {
        let found = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
        return try found.filter { name in
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.path(name))
            return attributes[.type] as? FileAttributeType == .typeRegular
        }.sorted()
    }
}
