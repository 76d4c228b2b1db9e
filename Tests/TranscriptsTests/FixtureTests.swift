import Foundation
import TeamTracking
import TestSupport
import Testing

@testable import Transcripts

@Suite("Transcripts of the fixtures")
struct FixtureTests {
    private struct Expected: Decodable {
        struct Sums: Decodable {
            let input_tokens: Int64
            let output_tokens: Int64
            let cache_creation_input_tokens: Int64
            let cache_read_input_tokens: Int64

            var amounts: TokenAmounts {
                TokenAmounts(
                    input: input_tokens, output: output_tokens, cacheRead: cache_read_input_tokens,
                    cacheCreation: cache_creation_input_tokens)
            }
        }

        struct File: Decodable { let deduplicated: [String: Sums] }

        let tokens: [String: File]
        let tokens_all_files: [String: Sums]
    }

    private static func expected() throws -> Expected {
        let data = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("claude/expected.json")))
        return try JSONDecoder().decode(Expected.self, from: data)
    }

    private static func used(_ sums: [String: Expected.Sums]) -> [String: TokenAmounts] {
        sums.mapValues(\.amounts).filter { !$0.value.isZero }
    }

    @Test("all files together are exactly what expected.json says")
    func allFiles() throws {
        let world = try TranscriptWorld()
        try world.directory.copy(Fixtures.path("claude/projects"), to: "projects")
        world.read()
        #expect(world.models == Self.used(try Self.expected().tokens_all_files))
        #expect(world.skipped(.malformed) == 0)
    }

    @Test("each file alone is exactly what expected.json says")
    func eachFile() throws {
        let files = try Self.expected().tokens
        #expect(files.count == 7)
        for (path, file) in files {
            let world = try TranscriptWorld()
            try world.directory.copy(Fixtures.path("claude/\(path)"), to: path)
            world.read()
            #expect(world.models == Self.used(file.deduplicated), "\(path)")
        }
    }

    @Test("tagged, spawned and in-process agents and sub-agents get what is theirs")
    func owners() throws {
        let world = try TranscriptWorld()
        try world.directory.copy(Fixtures.path("claude/projects"), to: "projects")
        world.read()
        let team = "session-1b296605"
        world.know(world.team(team))
        #expect(
            world.output == [
                "\(team)/alice": 180 + 30, "\(team)/bob": 45, "\(team)/carol": 75, "\(team)/team-lead": 300,
                "/": 953 + 445,
            ])
        let report = world.reader.report()
        let lead = report.owners[TranscriptOwner(team: team, agent: "team-lead")]
        #expect(lead?.turns.count == 1 && lead?.turns.sumMs == 70_500)
        #expect(world.activity["\(team)/carol"] == 1_785_355_295_000)
        #expect(world.activity.count == 4, "nobody's records are no agent's activity")
    }

    @Test("the hostile files add up to what a naive reader makes of them, and each fault is counted")
    func edge() throws {
        let world = try TranscriptWorld()
        try world.directory.copy(Fixtures.path("claude-edge/projects"), to: "projects")
        world.read()
        var naive = NaiveReader()
        let folder = Fixtures.path("claude-edge/projects/-home-user-edge")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            naive.read(Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))))
        }
        #expect(world.models == naive.models)
        #expect(world.models["claude-sonnet-5"]?[.output] != nil)
        #expect(world.skipped(.value) == 3, "a string, a negative number and a fraction")
        #expect(world.skipped(.malformed) == 6, "a cut line, 42, a string, an array, null and prose")
        let owners = Set(world.output.keys)
        #expect(owners == ["/", "no-such-team/who", "開発チーム/テスト担当🧪", "snake-case/backend"])
    }
}
