import Foundation
import Simulation
import TestSupport
import Testing

/// Milliseconds since 1970 of 2026-02-07 12:00:00 UTC, when every simulation here begins.
private let startMs: Int64 = 1_770_465_600_000

@Suite("Events of the simulation")
struct SimulationEventTests {
    @Test("a line longer than max_line_bytes comes within a minute", arguments: [1, 2, 3] as [UInt64])
    func writesOverlongLine(seed: UInt64) throws {
        let directory = try TemporaryDirectory("simulation")
        var simulation = Simulation(directory: directory.path, seed: seed, teams: 4)
        try simulation.prepare(nowMs: startMs)
        try simulation.step(nowMs: startMs + 60_000)
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path("logs"))
        let bytes = try names.filter { $0.hasPrefix("orchestrator") }
            .flatMap { try directory.read("logs/\($0)") }
        let long = bytes.split(separator: UInt8(ascii: "\n")).filter { $0.count > 8192 }
        #expect(!long.isEmpty)
        #expect(long.allSatisfy { (19_000...22_000).contains($0.count) })
    }

    @Test("nothing is written for 300 ms before the dashboard's log is truncated")
    func isSilentBeforeTruncation() throws {
        let directory = try TemporaryDirectory("simulation")
        var simulation = Simulation(directory: directory.path, seed: 4, teams: 1)
        try simulation.prepare(nowMs: startMs)
        var (size, grownMs, truncations) = (0, startMs, 0)
        for nowMs in stride(from: startMs, through: startMs + 70_000, by: 20) {
            try simulation.step(nowMs: nowMs)
            let attributes = try FileManager.default.attributesOfItem(
                atPath: directory.path("logs/dashboard.log"))
            let newSize = try #require(attributes[.size] as? Int)
            if newSize < size {
                truncations += 1
                #expect(nowMs - grownMs >= 280, "the steps here are 20 ms apart")
            }
            if newSize > size { grownMs = nowMs }
            size = newSize
        }
        #expect(truncations == 1)
    }

    @Test("a guest has an inbox exactly while the roster lists it")
    func guestHasInbox() throws {
        let directory = try TemporaryDirectory("simulation")
        var simulation = Simulation(directory: directory.path, seed: 8, teams: 1)
        try simulation.prepare(nowMs: startMs)
        let team = "claude/teams/\(try #require(simulation.teamNames.first))"
        let stages: [(Int64, entries: Int)] = [(5, 0), (15, 1), (30, 2), (45, 0), (60, 1)]
        for (second, entries) in stages {
            try simulation.step(nowMs: startMs + second * 1000)
            let config = String(decoding: try directory.read("\(team)/config.json"), as: UTF8.self)
            #expect(config.components(separatedBy: "guest@").count - 1 == entries, "after \(second) s")
            let hasInbox = FileManager.default.fileExists(
                atPath: directory.path("\(team)/inboxes/guest.json"))
            #expect(hasInbox == (entries > 0), "after \(second) s")
        }
    }

    @Test("a passing team comes after 15 s, and only beside another team", arguments: [1, 2, 4])
    func passesBy(teams: Int) throws {
        let directory = try TemporaryDirectory("simulation")
        var simulation = Simulation(directory: directory.path, seed: 6, teams: teams)
        try simulation.prepare(nowMs: startMs)
        func living() throws -> Int {
            let root = directory.path("claude/teams")
            return try FileManager.default.contentsOfDirectory(atPath: root).count {
                FileManager.default.fileExists(atPath: "\(root)/\($0)/config.json")
            }
        }
        let extra = teams > 1 ? 1 : 0
        for (second, count) in [(15, teams), (25, teams + extra), (45, teams), (65, teams)] as [(Int64, Int)]
        {
            try simulation.step(nowMs: startMs + second * 1000)
            #expect(try living() == count, "after \(second) s")
        }
    }
}
