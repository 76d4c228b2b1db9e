import Foundation
import LogTailing
import TestSupport
import Testing

@testable import Transcripts

@Suite("History of transcripts")
struct HistoryTests {
    private static let old = "2026-09-20T10:00:00.000Z"
    /// After the start of the worlds, whose clock stands at 2026-09-21T14:13:20Z.
    private static let new = "2026-09-21T14:14:00.000Z"

    @Test("without the option what was there at the first start is not counted, and what comes is")
    func startsAtEnd() throws {
        let world = try TranscriptWorld(countsHistory: false)
        try world.directory.write(
            Line.response("a", output: 100, time: Self.old), to: "projects/-a/s1.jsonl")
        world.read()
        #expect(world.output.isEmpty)
        world.nowMs += 60_000
        try world.directory.append(
            Line.response("b", output: 7, time: Self.new), to: "projects/-a/s1.jsonl")
        try world.directory.write(
            Line.response("c", output: 20, time: Self.new), to: "projects/-a/s2.jsonl")
        world.read()
        #expect(world.output == ["/": 27])
        #expect(world.skipped(.tooOld) == 0)
    }

    @Test("a session resumed in a new file brings old responses along, which were not to be counted")
    func resumedCopy() throws {
        let world = try TranscriptWorld(countsHistory: false)
        let old = Line.response("a", output: 100, time: Self.old)
        try world.directory.write(old, to: "projects/-a/s1.jsonl")
        world.read()
        world.nowMs += 60_000
        try world.directory.write(
            old + Line.response("b", output: 7, time: Self.new), to: "projects/-a/s2.jsonl")
        world.read()
        #expect(world.output == ["/": 7])
        #expect(world.skipped(.tooOld) == 1)
    }

    @Test("the sessions of living teams are counted from their beginnings, those of others are not")
    func livingTeams() throws {
        let world = try TranscriptWorld(countsHistory: false)
        func write(_ id: String, tags: (String, String)? = nil, extra: String = "", to path: String) throws {
            try world.directory.write(
                Line.response(id, output: 10, tags: tags, time: Self.old) + extra
                    + Line.response("\(id)2", output: 1, tags: tags, time: Self.old),
                to: "projects/-a/\(path)")
        }
        world.know(
            world.team("live"), world.team("dead", isLiving: false), world.team("old", leadSession: "lead"))
        try write("a", tags: ("live", "ann"), to: "tagged.jsonl")
        try write("b", tags: ("dead", "bob"), to: "dead.jsonl")
        try write("c", extra: Line.spawn("ann@live"), to: "spawner.jsonl")
        try write("d", to: "spawner/subagents/agent-1.jsonl")
        try write("e", to: "lead.jsonl")
        try write("f", to: "lone.jsonl")
        world.read()
        #expect(world.output == ["live/ann": 11, "live/boss": 22, "old/boss": 11])
        world.commit()
        world.restart()
        try write("g", to: "later.jsonl")
        world.read()
        #expect(
            world.output == ["live/ann": 11, "live/boss": 22, "old/boss": 11], "what is old stays uncounted")
        #expect(world.skipped(.tooOld) == 2)
    }

    @Test("a crash before the history of a living team was read whole loses none of it")
    func crashWhileCatchingUp() throws {
        let world = try TranscriptWorld(countsHistory: false)
        world.know(world.team("live"))
        let text = String(repeating: "x", count: 50_000)
        let lines = (0..<20).map {
            Line.response("m\($0)", output: 1, tags: ("live", "ann"), time: Self.old, text: text)
        }
        try world.directory.write(lines.joined(), to: "projects/-a/s.jsonl")
        #expect(!world.turn(), "a megabyte takes more than one turn")
        world.commit()
        let before = world.output["live/ann"] ?? 0
        #expect(before > 0 && before < 20)
        world.turn()
        world.restart()
        world.read()
        #expect(world.output == ["live/ann": 20])
    }

    @Test("the search tells by the first records whose a file is, and by its end where these name nobody")
    func search() throws {
        let world = try TranscriptWorld(countsHistory: false)
        world.know(world.team("live"))
        let talk = String(repeating: Line.text(String(repeating: "x", count: 9000)), count: 300)
        let tagged = Line.response("a", output: 1, tags: ("live", "ann"), time: Self.old)
        try world.directory.write(Line.text("x") + tagged + talk, to: "projects/-a/tagged.jsonl")
        try world.directory.write(talk + Line.spawn("ann@live") + talk, to: "projects/-a/spawner.jsonl")
        try world.directory.write(talk, to: "projects/-a/lone.jsonl")
        let search = try #require(world.reader.historySearch(teams: world.teams))
        let names = search.findings().files.map { $0.display.split(separator: "/").last ?? "" }
        #expect(names.sorted() == ["spawner.jsonl", "tagged.jsonl"])
        world.read()
        #expect(world.reader.historySearch(teams: world.teams) == nil, "once is enough")
    }

    @Test("what was searched for other roots is searched again")
    func searchOfOtherRoots() throws {
        let world = try TranscriptWorld(countsHistory: false)
        world.know(world.team("live"))
        try world.directory.write(
            Line.response("a", output: 5, tags: ("live", "ann"), time: Self.old),
            to: "projects/-a/s.jsonl")
        let elsewhere = HistorySearch(teams: world.teams, roots: ["/nowhere"]).findings()
        world.turn(history: elsewhere)
        world.read()
        #expect(world.output == ["live/ann": 5])
    }

    @Test("with the option all history counts")
    func wholeHistory() throws {
        let world = try TranscriptWorld(countsHistory: true)
        try world.directory.write(
            Line.response("a", output: 100, time: Self.old), to: "projects/-a/s1.jsonl")
        world.read()
        #expect(world.output == ["/": 100])
        #expect(world.reader.report().files == 1 && world.reader.report().unreadBytes == 0)
    }

    @Test("a root that joins later begins at its end, as at a first start")
    func newRoot() throws {
        let (world, other) = (
            try TranscriptWorld(countsHistory: false), try TemporaryDirectory("transcripts")
        )
        world.read()
        try other.write(Line.response("a", output: 5, time: Self.old), to: "projects/-a/s1.jsonl")
        world.follow([world.directory.path, other.path])
        world.read()
        world.nowMs += 60_000
        try other.append(Line.response("b", output: 6, time: Self.new), to: "projects/-a/s1.jsonl")
        try world.directory.write(Line.response("c", output: 7, time: Self.new), to: "projects/-a/s2.jsonl")
        world.read()
        #expect(world.output == ["/": 13])
    }
}
