import Foundation
import Simulation
import TestSupport
import Testing

/// Milliseconds since 1970 of 2026-02-07 12:00:00 UTC, when every simulation here begins.
private let startMs: Int64 = 1_770_465_600_000

@Suite("Transcripts of the simulation")
struct SimulatedTranscriptTests {
    /// All records of all transcripts below a directory.
    private func records(in directory: TemporaryDirectory) throws -> [[String: Any]] {
        let root = directory.path("claude/projects")
        let names = try FileManager.default.subpathsOfDirectory(atPath: root)
            .filter { $0.hasSuffix(".jsonl") }
        return try names.flatMap { name in
            try directory.read("claude/projects/\(name)").split(separator: UInt8(ascii: "\n")).map {
                try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any], "\(name)")
            }
        }
    }

    @Test("the tally agrees with the transcripts: each response once, with its largest numbers")
    func talliesTokens() throws {
        let directory = try TemporaryDirectory("simulation")
        var simulation = Simulation(directory: directory.path, seed: 12, teams: 2)
        try simulation.prepare(nowMs: startMs)
        try simulation.step(nowMs: startMs + 60_000)
        var largest: [String: [String: Int]] = [:]
        var (lines, turnMs, turns) = (0, 0, 0)
        for record in try records(in: directory) {
            if record["subtype"] as? String == "turn_duration" {
                turns += 1
                turnMs += try #require(record["durationMs"] as? Int)
            }
            guard let message = record["message"] as? [String: Any], let id = message["id"] as? String,
                let usage = message["usage"] as? [String: Int]
            else { continue }
            lines += 1
            largest[id, default: [:]].merge(usage) { max($0, $1) }
        }
        var expected = TokenTally()
        for agent in simulation.tally.agents.values { expected.add(agent.tokens) }
        func sum(_ key: String) -> Int { largest.values.reduce(0) { $0 + ($1[key] ?? 0) } }
        #expect(sum("input_tokens") == expected.input)
        #expect(sum("output_tokens") == expected.output)
        #expect(sum("cache_read_input_tokens") == expected.cacheRead)
        #expect(sum("cache_creation_input_tokens") == expected.cacheCreation)
        #expect(lines > largest.count * 3 / 2, "a response is told in several lines")
        #expect(turns == simulation.tally.agents.values.reduce(0) { $0 + $1.turns })
        #expect(turnMs == Int(simulation.tally.agents.values.reduce(0) { $0 + $1.turnMs }))
    }

    @Test("a lead that talks long goes on in a new session, and old transcripts go")
    func renewsSessions() throws {
        let directory = try TemporaryDirectory("simulation")
        var simulation = Simulation(directory: directory.path, seed: 5, teams: 1)
        try simulation.prepare(nowMs: startMs)
        let team = try #require(simulation.teamNames.first)
        var sessions: Set<String> = []
        for minute in 1...20 as ClosedRange<Int64> {
            try simulation.step(nowMs: startMs + minute * 60_000)
            let bytes = Data(try directory.read("claude/teams/\(team)/config.json"))
            let config = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
            sessions.insert(try #require(config["leadSessionId"] as? String))
        }
        #expect(sessions.count > 2)
        let found = try records(in: directory)
        #expect(Set(found.compactMap { $0["sessionId"] as? String }).count <= 3, "a copy bears the former id")
        #expect(found.count < 2400)
        let files = try FileManager.default.subpathsOfDirectory(atPath: directory.path("claude/projects"))
        #expect(files.count { $0.hasSuffix(".meta.json") } <= 8)
    }

    @Test("known latencies: counts and sums are those of what was delivered and answered")
    func talliesLatencies() throws {
        let directory = try TemporaryDirectory("simulation")
        var simulation = Simulation(directory: directory.path, seed: 21, teams: 3)
        try simulation.prepare(nowMs: startMs)
        try simulation.step(nowMs: startMs + 60_000)
        let tally = simulation.tally
        let deliveries = tally.deliveries.values
        #expect(deliveries.reduce(0) { $0 + $1.count } == tally.readMessages)
        for delivery in deliveries {
            #expect(delivery.count(within: 1000) == delivery.count, "the harness looks once a second")
            #expect((1...delivery.count * 1000).contains(Int(delivery.sumMs)))
            #expect(delivery.count(within: 500) < delivery.count)
        }
        #expect(Set(tally.responses.keys) == Set(simulation.teamNames))
        let answers = tally.responses.values.reduce(0) { $0 + $1.count }
        #expect(answers > 3 && answers <= (tally.messages - tally.idleNotifications) / 2)
    }
}
