import TeamTracking
import TestSupport
import Testing

@testable import Transcripts

@Suite("Owners of transcripts")
struct OwnerTests {
    @Test("what a lead used before its first spawn is its team's, when both are read in one go")
    func beforeSpawn() throws {
        let world = try TranscriptWorld()
        try world.directory.write(
            Line.response("a", output: 1) + Line.spawn("x@one") + Line.response("b", output: 2)
                + Line.spawn("y@two") + Line.response("c", output: 4), to: "projects/-a/s.jsonl")
        world.read()
        #expect(world.output == ["one/team-lead": 3, "two/team-lead": 4], "the last spawn wins")
    }

    @Test("what was shown as nobody's stays so; later tokens of the session are the team's")
    func lateSpawn() throws {
        let world = try TranscriptWorld()
        try world.directory.write(Line.response("a", output: 1), to: "projects/-a/s.jsonl")
        world.read()
        try world.directory.append(
            Line.spawn("x@one") + Line.response("b", output: 2), to: "projects/-a/s.jsonl")
        world.read()
        #expect(world.output == ["/": 1, "one/team-lead": 2])
    }

    @Test("names that one label stands for are one agent, whose tokens add up")
    func sameLabel() throws {
        let world = try TranscriptWorld()
        let long = String(repeating: "n", count: 200)
        for (number, name) in ["a\\u0000b", "a\u{FFFD}b", "\(long)1", "\(long)2"].enumerated() {
            try world.directory.write(
                Line.response("r\(number)", output: 1 << number, tags: ("t\\u0000", name)),
                to: "projects/-a/\(number).jsonl")
        }
        world.read()
        #expect(world.output["t\u{FFFD}/a\u{FFFD}b"] == 3)
        let others = world.output.filter { $0.key != "t\u{FFFD}/a\u{FFFD}b" }
        #expect(others.values.sorted() == [4, 8], "long names that differ at their ends stay apart")
        #expect(others.keys.allSatisfy { $0.unicodeScalars.count == 3 + 128 })
    }

    @Test("a sub-agent's file that is read before its session's waits for it")
    func subagentFirst() throws {
        let world = try TranscriptWorld()
        let texts = String(repeating: Line.text(String(repeating: "x", count: 90_000)), count: 8)
        try world.directory.write(
            texts + Line.spawn("x@one") + Line.response("a", output: 1), to: "projects/-a/s.jsonl")
        try world.directory.write(
            Line.response("b", output: 2), to: "projects/-a/s/subagents/agent-1.jsonl")
        world.turn()
        world.commit()
        world.restart()
        world.read()
        #expect(world.output == ["one/team-lead": 3])
    }

    @Test("a sidecar with a name and no tool is a teammate; any other is its session's helper")
    func sidecars() throws {
        let world = try TranscriptWorld()
        let cases = [
            ("named", #"{"name":"carol"}"#), ("called", #"{"name":"dave","toolUseId":"t"}"#),
            ("null", #"{"name":"erin","toolUseId":null}"#), ("broken", #"{"name":"#),
            ("number", #"{"name":7}"#),
            ("array", "[]"),
        ]
        try world.directory.write(Line.spawn("x@one"), to: "projects/-a/s.jsonl")
        for (index, (name, sidecar)) in cases.enumerated() {
            let stem = "projects/-a/s/subagents/agent-\(name)"
            try world.directory.write(sidecar, to: "\(stem).meta.json")
            try world.directory.write(Line.response(name, output: 1 << index), to: "\(stem).jsonl")
        }
        world.read()
        #expect(world.output == ["one/carol": 1, "one/erin": 4, "one/team-lead": 2 + 8 + 16 + 32])
    }

    @Test("the label is that of the team's other series, and a team's own root goes before another")
    func labels() throws {
        let world = try TranscriptWorld()
        var far = world.team("one", lead: "far", label: "one (2)")
        far.key = TeamKey(root: "/elsewhere", directory: far.key.directory)
        world.know(far, world.team("one", lead: "near"))
        try world.directory.write(
            Line.response("a", output: 1, tags: ("one", "ann")), to: "projects/-a/s.jsonl")
        try world.directory.write(
            Line.spawn("x@one") + Line.response("b", output: 2), to: "projects/-a/t.jsonl")
        world.read()
        #expect(world.output == ["one/ann": 1, "one/near": 2])
    }

    @Test("too many owners and too many models share one series, and no token is lost")
    func bounded() throws {
        let world = try TranscriptWorld()
        let lines = (0..<4100).map { Line.response("m\($0)", output: 1, tags: ("t\($0)", "a")) }
        let models = (0..<50).map {
            Line.response("n\($0)", output: 1, model: "model\($0)", tags: ("t0", "a"))
        }
        try world.directory.write((lines + models).joined(), to: "projects/-a/s.jsonl")
        world.read()
        #expect(world.output.count == 4001)
        #expect(world.output["other/other"] == 100)
        #expect(world.output["t0/a"] == 51)
        let totals = world.reader.report().owners[TranscriptOwner(team: "t0", agent: "a")]
        #expect(totals?.tokens.count == 9 && totals?.tokens["other"]?[.output] == 43)
    }

    @Test("an agent's totals end a week after it last used a token, once its team is gone")
    func pruned() throws {
        let world = try TranscriptWorld()
        world.know(world.team("stays"))
        try world.directory.write(
            Line.response("a", output: 1, tags: ("gone", "x"))
                + Line.response("b", output: 2, tags: ("stays", "y")),
            to: "projects/-a/s.jsonl")
        world.read()
        world.commit()
        world.nowMs += 6 * 86_400_000
        world.read()
        #expect(world.output == ["gone/x": 1, "stays/y": 2])
        world.nowMs += 2 * 86_400_000
        world.read()
        world.commit()
        #expect(world.output == ["stays/y": 2])
        world.restart()
        #expect(world.output == ["stays/y": 2], "it is gone from the store too")
    }

    @Test("turns are counted once over copies, and their times are in the buckets")
    func turns() throws {
        let world = try TranscriptWorld()
        world.know(world.team("one", leadSession: "s"))
        let turns = Line.turn(500, uuid: "t1") + Line.turn(70_000, uuid: "t2") + Line.turn(-1, uuid: "t3")
        try world.directory.write(turns, to: "projects/-a/s.jsonl")
        try world.directory.write(turns, to: "projects/-a/copy.jsonl")
        world.read()
        let report = world.reader.report()
        let tally = report.owners[TranscriptOwner(team: "one", agent: "boss")]?.turns
        let copies = report.owners[.nobody]?.turns
        #expect((tally?.count ?? 0) + (copies?.count ?? 0) == 2)
        #expect((tally?.sumMs ?? 0) + (copies?.sumMs ?? 0) == 70_500)
        #expect(world.skipped(.value) == 2)
    }

    @Test("activity is the latest time of any record, and a time of the future counts as now")
    func activity() throws {
        let world = try TranscriptWorld()
        world.know(world.team("one", leadSession: "s"), world.team("two", leadSession: "t"))
        try world.directory.write(
            Line.response("a", output: 1, time: "2026-09-21T10:00:00.000Z")
                + Line.text("x", time: "2026-09-21T11:00:00.500Z") + #"{"type":"last-prompt"}"# + "\n",
            to: "projects/-a/s.jsonl")
        try world.directory.write(Line.text("x", time: "2999-01-01T00:00:00Z"), to: "projects/-a/t.jsonl")
        world.read()
        #expect(world.activity == ["one/boss": 1_789_988_400_500, "two/boss": world.nowMs])
    }
}
