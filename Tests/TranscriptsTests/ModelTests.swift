import Foundation
import TestSupport
import Testing

@testable import Transcripts

@Suite("Transcripts against a model")
struct ModelTests {
    private static let files = [
        "projects/-a/s1.jsonl", "projects/-a/s2.jsonl", "projects/-b/s3.jsonl",
        "projects/-a/s1/subagents/agent-1.jsonl",
    ]

    /// What may be written at once: whole responses, copies of them, other records and rubbish.
    private static func lines(_ random: inout SeededGenerator) -> String {
        let id = Int.random(in: 0..<40, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            return Line.text(
                String(repeating: "x\\\"usage\\\": ", count: Int.random(in: 0..<200, using: &random)))
        case 1: return "not json at all\n"
        case 2: return Line.turn(id * 1000, uuid: "t\(id)")
        case 3: return Line.response(nil, output: 5, uuid: "u\(id)")
        default:
            let parts = Int.random(in: 1...3, using: &random)
            return (1...parts).map { part in
                Line.response(
                    "msg\(id)", output: id * 10 + part, model: "m\(id % 3)",
                    text: String(repeating: "é", count: Int.random(in: 0..<400, using: &random)))
            }.joined()
        }
    }

    @Test("any way of cutting, committing and crashing gives the sums of a naive reader", arguments: 0..<40)
    func anyChunking(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let world = try TranscriptWorld()
        var written: [String: [UInt8]] = [:]
        for _ in 0..<60 {
            let file = Self.files.randomElement(using: &random) ?? Self.files[0]
            let new = Array(Self.lines(&random).utf8)
            for piece in random.chunks(of: new, maxPiece: 700) {
                written[file, default: []] += piece
                try world.directory.write(written[file] ?? [], over: file)
                if Bool.random(using: &random) { world.turn() }
                if Int.random(in: 0..<4, using: &random) == 0 { world.commit() }
                if Int.random(in: 0..<30, using: &random) == 0 { world.restart() }
            }
        }
        world.read()
        var naive = NaiveReader()
        for file in Self.files { naive.read(written[file] ?? []) }
        #expect(world.models == naive.models, "seed \(seed)")
        world.commit()
        let before = world.reader.report()
        world.restart()
        let restored = world.reader.report()
        #expect(restored.owners == before.owners && restored.skipped == before.skipped, "seed \(seed)")
        world.read()
        #expect(world.models == naive.models, "seed \(seed): a restart changes nothing")
    }

    @Test("a transcript that is emptied and written again is not counted twice", arguments: 0..<5)
    func rewritten(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let world = try TranscriptWorld()
        let lines = (0..<50).map { _ in Self.lines(&random) }.joined()
        try world.directory.write(lines, to: "projects/-a/s1.jsonl")
        world.read()
        let once = world.models
        try world.directory.write("", over: "projects/-a/s1.jsonl")
        world.read()
        try world.directory.write(lines, over: "projects/-a/s1.jsonl")
        world.read()
        // Rubbish and records without any id aside, each has an id.
        #expect(world.models == once, "seed \(seed)")
    }
}

extension TemporaryDirectory {
    /// Writes into the file that is there, as the harness does: what was there at the front stays the same file.
    func write(_ bytes: [UInt8], over relative: String) throws {
        guard FileManager.default.fileExists(atPath: path(relative)) else {
            try write(bytes, to: relative)
            return
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path(relative)))
        defer { file.closeFile() }
        let size = try file.seekToEnd()
        if size <= UInt64(bytes.count) {
            try file.write(contentsOf: Data(bytes[Int(size)...]))
        } else {
            try file.truncate(atOffset: 0)
            try file.write(contentsOf: Data(bytes))
        }
    }

    func write(_ text: String, over relative: String) throws { try write(Array(text.utf8), over: relative) }
}
