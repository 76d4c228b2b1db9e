import Foundation
import Glibc
import LogTailing
import TeamTracking
import TestSupport
import Testing

@testable import TeamState
@testable import Transcripts

@Suite("A glance at transcripts")
struct GlanceTests {
    private static let old = "2026-09-20T10:00:00.000Z"
    private static let new = "2026-09-21T14:00:00.000Z"
    private static let newMs: Int64 = 1_789_999_200_000

    /// By `team/agent`, and what it cost.
    private func glance(
        _ world: TranscriptWorld, limits: TranscriptGlance.Limits = .init()
    ) -> (activity: [String: Int64], bytes: Int) {
        var glance = TranscriptGlance(roots: [world.directory.path], teams: world.teams, limits: limits)
        var activity: [String: Int64] = [:]
        for (key, agents) in glance.activity(nowMs: world.nowMs) {
            let team = String(decoding: key.directory, as: UTF8.self)
            for (agent, latestMs) in agents { activity["\(team)/\(agent)"] = latestMs }
        }
        return (activity, glance.readBytes)
    }

    @Test("it knows the same signs of life as a reader of everything")
    func agrees() throws {
        let world = try TranscriptWorld()
        world.know(world.team("live"), world.team("old", leadSession: "lead"))
        let talk = String(repeating: Line.text("hello", time: Self.old), count: 3)
        func write(_ text: String, to path: String) throws {
            try world.directory.write(text, to: "projects/-a/\(path).jsonl")
        }
        let tags = ("live", "ann")
        try write(talk + Line.response("a", output: 1, tags: tags, time: Self.new), to: "tagged")
        try write(Line.spawn("bob@live") + talk + Line.text("x", time: Self.new), to: "spawner")
        try write(talk + Line.text("x", time: Self.new), to: "lead")
        try write(talk + Line.text("x", time: Self.new), to: "lone")
        try write(talk + Line.text("x", time: Self.new), to: "spawner/subagents/agent-1")
        try world.directory.write(
            #"{"name":"bob"}"#, to: "projects/-a/spawner/subagents/agent-1.meta.json")
        world.read()
        let found = glance(world).activity
        #expect(found == world.activity)
        #expect(
            found
                == Dictionary(
                    uniqueKeysWithValues: ["live/ann", "live/boss", "live/bob", "old/boss"].map {
                        ($0, Self.newMs)
                    }))
    }

    @Test("the latest record of a long transcript is found for the price of its end")
    func longTranscript() throws {
        let world = try TranscriptWorld()
        world.know(world.team("live"))
        let line = Line.response(
            "a", output: 1, tags: ("live", "ann"), time: Self.old, text: String(repeating: "x", count: 9000))
        try world.directory.write(
            String(repeating: line, count: 1000)
                + Line.response("b", output: 1, tags: ("live", "ann"), time: Self.new),
            to: "projects/-a/s.jsonl")
        let (activity, bytes) = glance(world)
        #expect(activity == ["live/ann": Self.newMs])
        #expect(bytes == 256 << 10)
    }

    @Test("a long line at the end is read whole, and what is behind the last newline is not there yet")
    func longLastLine() throws {
        let world = try TranscriptWorld()
        world.know(world.team("live"))
        let tags = ("live", "ann")
        let text = String(repeating: "x", count: 1_000_000)
        try world.directory.write(
            Line.response("a", output: 1, tags: tags, time: Self.old)
                + Line.response("b", output: 1, tags: tags, time: Self.new, text: text)
                + #"{"type":"user","timestamp":"2026-09-21T14:05"#, to: "projects/-a/s.jsonl")
        #expect(glance(world).activity == ["live/ann": Self.newMs])
    }

    @Test("what is read is bounded: in files, and in bytes of files that do not tell whose they are")
    func bounded() throws {
        let world = try TranscriptWorld()
        world.know(world.team("live"))
        let talk = String(repeating: Line.text(String(repeating: "x", count: 9000)), count: 100)
        for number in 0..<20 {
            try world.directory.write(talk + Line.spawn("x@live"), to: "projects/-a/\(number).jsonl")
        }
        var limits = TranscriptGlance.Limits()
        limits.tailBytes = 4096
        limits.longTailBytes = 4096
        limits.searchBytes = 2_000_000
        #expect(glance(world, limits: limits).bytes <= limits.searchBytes + 20 * 2 * 4096)
        limits.files = 2
        #expect(glance(world, limits: limits).bytes < 2_000_000)
    }

    @Test("nothing is read where no team lives, nor what was written before the first of them was made")
    func notNeeded() throws {
        let world = try TranscriptWorld()
        world.know(world.team("dead", isLiving: false))
        try world.directory.write(
            Line.response("a", output: 1, tags: ("dead", "ann")), to: "projects/-a/s.jsonl")
        #expect(glance(world).activity.isEmpty && glance(world).bytes == 0)
        world.know(world.team("live"))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_600_000_000)],
            ofItemAtPath: world.directory.path("projects/-a/s.jsonl"))
        #expect(glance(world).bytes == 0)
    }

    @Test("a FIFO or a link that takes a transcript's place is not opened")
    func replaced() throws {
        let place = try TemporaryDirectory("place")
        try place.write("{}\n", to: "file")
        #expect(unsafe mkfifo(place.path("fifo"), 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: place.path("link"), withDestinationPath: place.path("file"))
        for name in ["fifo", "link", "nowhere", ""] {
            #expect(RegularFile(path: Array(place.path(name).utf8)) == nil, "\(name)")
        }
        #expect(RegularFile(path: Array(place.path("file").utf8))?.sizeBytes == 3)
    }
}
