import Foundation
import Glibc
import TestSupport
import Testing

@testable import Transcripts

@Suite("Reading transcripts under adverse conditions")
struct RobustnessTests {
    @Test("neither a link out of the root nor a FIFO is followed, and neither blocks")
    func linksAndFIFOs() throws {
        let world = try TranscriptWorld()
        let outside = try TemporaryDirectory("outside")
        try outside.write(Line.response("a", output: 1), to: "secret.jsonl")
        try world.directory.write(Line.response("b", output: 2), to: "projects/-a/s.jsonl")
        try world.directory.makeDirectory("projects/-a/s/subagents")
        for (target, link) in [
            (outside.path("secret.jsonl"), "projects/-a/link.jsonl"), (outside.path, "projects/-b"),
            (outside.path, "projects/-a/t/subagents"), (".", "projects/-a/loop"),
        ] {
            try world.directory.makeDirectory("projects/-a/t")
            try FileManager.default.createSymbolicLink(
                atPath: world.directory.path(link), withDestinationPath: target)
        }
        for fifo in ["projects/-a/fifo.jsonl", "projects/-a/s/subagents/agent-1.meta.json"] {
            #expect(unsafe mkfifo(world.directory.path(fifo), 0o600) == 0)
        }
        try world.directory.write(
            Line.response("c", output: 4), to: "projects/-a/s/subagents/agent-1.jsonl")
        world.read()
        #expect(world.output == ["/": 6])
    }

    @Test("what went wrong with reading is counted on after a restart, and after other roots were named")
    func faultsAreKept() throws {
        let world = try TranscriptWorld()
        let line = Line.text(String(repeating: "x", count: 50_000))
        try world.directory.write(String(repeating: line, count: 20), to: "projects/-a/s.jsonl")
        #expect(!world.turn(), "a megabyte takes more than one turn")
        // What was seen and not read yet is gone.
        try world.directory.write("{}\n", to: "projects/-a/s.jsonl")
        for _ in 0..<4 { world.turn() }
        let before = world.reader.report()
        #expect(before.lostBytes.values.reduce(0, +) > 100_000)
        world.commit()
        world.restart()
        #expect(world.reader.report().errors == before.errors)
        #expect(world.reader.report().lostBytes == before.lostBytes)
        world.read()
        for (reason, count) in before.errors { #expect(world.reader.report().errors[reason] ?? 0 >= count) }
        world.follow([world.directory.path, "/nowhere"])
        world.read()
        for (reason, count) in before.lostBytes {
            #expect(world.reader.report().lostBytes[reason] ?? 0 >= count)
        }
    }

    @Test("a root that is a link itself, or holds a link for its projects, is the operator's own choice")
    func operatorLinks() throws {
        let world = try TranscriptWorld()
        let elsewhere = try TemporaryDirectory("elsewhere")
        try elsewhere.write(Line.response("a", output: 1), to: "-a/s.jsonl")
        try FileManager.default.createSymbolicLink(
            atPath: world.directory.path("projects"), withDestinationPath: elsewhere.path)
        world.read()
        #expect(world.output == ["/": 1])
    }

    @Test("a root may be called like a pattern")
    func patternName() throws {
        let world = try TranscriptWorld()
        let name = "a [b]*?\\c"
        try world.directory.write(Line.response("a", output: 1), to: "\(name)/projects/-a/s.jsonl")
        try world.directory.write(Line.response("b", output: 2), to: "a b/projects/-a/s.jsonl")
        world.follow([world.directory.path(name)])
        world.read()
        #expect(world.output == ["/": 1])
    }

    @Test("a line is read up to the bound and skipped beyond, and the next one counts")
    func longLines() throws {
        let world = try TranscriptWorld()
        let (fits, tooLong) = (
            String(repeating: "x", count: 90_000), String(repeating: "y", count: 900_000)
        )
        try world.directory.write(
            Line.response("a", output: 1, text: fits) + Line.text(tooLong) + Line.response("b", output: 2),
            to: "projects/-a/s.jsonl")
        world.read()
        #expect(world.output == ["/": 3])
        #expect(world.skipped(.tooLong) == 1)
    }

    @Test("the last line waits for its newline")
    func lastLine() throws {
        let world = try TranscriptWorld()
        try world.directory.write(String(Line.response("a", output: 1).dropLast()), to: "projects/-a/s.jsonl")
        world.read()
        #expect(world.output.isEmpty)
        try world.directory.append("\n", to: "projects/-a/s.jsonl")
        world.read()
        #expect(world.output == ["/": 1])
    }

    @Test("bytes that are no UTF-8 spoil their text, not the record")
    func invalidText() throws {
        let world = try TranscriptWorld()
        var line = Array(Line.response("a", output: 1, text: "bad @ byte").utf8)
        line = line.map { $0 == UInt8(ascii: "@") ? 0xFF : $0 }
        try world.directory.write(line, to: "projects/-a/s.jsonl")
        world.read()
        #expect(world.output == ["/": 1])
        #expect(world.skipped(.malformed) == 0)
    }

    @Test("what cannot be restored is read again or begins anew, and never traps", arguments: 0..<30)
    func damagedStore(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let world = try TranscriptWorld()
        try world.directory.write(
            Line.spawn("x@one") + (0..<300).map { Line.response("m\($0)", output: 1) }.joined(),
            to: "projects/-a/s.jsonl")
        world.read()
        world.commit()
        world.damage { bytes in
            guard Int.random(in: 0..<3, using: &random) == 0 else { return bytes }
            var damaged = bytes
            if Bool.random(using: &random), let index = damaged.indices.randomElement(using: &random) {
                damaged[index] = UInt8.random(in: .min ... .max, using: &random)
            } else {
                damaged.removeLast(Int.random(in: 0...damaged.count, using: &random))
            }
            return damaged
        }
        world.restart()
        world.read()
        world.commit(everything: true)
        world.restart()
        world.read()
    }

    @Test("a store that lost everything is given everything again")
    func lostStore() throws {
        let world = try TranscriptWorld()
        try world.directory.write(
            Line.spawn("x@one") + Line.response("a", output: 5), to: "projects/-a/s.jsonl")
        world.read()
        world.commit()
        world.loseStore()
        world.commit()
        world.commit(everything: true)
        let output = world.output
        world.restart()
        #expect(world.output == output)
        try world.directory.append(Line.response("a", output: 7), to: "projects/-a/s.jsonl")
        world.read()
        #expect(world.output == ["one/team-lead": 7])
    }

    @Test("nothing new means nothing to store")
    func idle() throws {
        let world = try TranscriptWorld()
        try world.directory.write(Line.response("a", output: 5), to: "projects/-a/s.jsonl")
        world.read()
        world.commit()
        world.read()
        #expect(!world.hasNews())
    }
}
