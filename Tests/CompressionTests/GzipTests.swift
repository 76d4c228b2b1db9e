import Foundation
import TestSupport
import Testing

@testable import Compression

/// Random bytes with repeats, so that both literals and matches occur.
func randomBytes(seed: UInt64, count: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var bytes: [UInt8] = []
    while bytes.count < count {
        if bytes.count > 100, generator.next() % 3 == 0 {
            let length = Int(generator.next() % 200) + 1
            let start = Int(generator.next() % UInt64(bytes.count))
            bytes += bytes[start..<min(start + length, bytes.count)]
        } else {
            bytes.append(UInt8(truncatingIfNeeded: generator.next()))
        }
    }
    return Array(bytes.prefix(count))
}

func packed(_ bytes: [UInt8], level: Int32 = 1) throws -> [UInt8] {
    var out: [UInt8] = []
    try GzipEncoder(level: level).compress(bytes, into: &out)
    return out
}

@Suite("GzipEncoder")
struct GzipEncoderTests {
    @Test(
        "what is packed unpacks to the same bytes, at any size and level",
        arguments: [0, 1, 2, 100, 16_383, 16_384, 16_385, 300_000], [1, 6, 9] as [Int32])
    func roundTrip(count: Int, level: Int32) throws {
        let seed = UInt64.random(in: 0 ... .max)
        let bytes = randomBytes(seed: seed, count: count)
        let unpacked = try GzipDecoder.decode(packed(bytes, level: level), maxOutputBytes: count)
        #expect(unpacked == bytes, "seed \(seed)")
    }

    @Test("one encoder packs many inputs, and its output is the same each time")
    func reuse() throws {
        let encoder = try GzipEncoder()
        for seed in 0..<20 as Range<UInt64> {
            let bytes = randomBytes(seed: seed, count: Int(seed) * 997)
            var first: [UInt8] = []
            var second: [UInt8] = []
            try encoder.compress(bytes, into: &first)
            try encoder.compress(bytes, into: &second)
            #expect(first == second)
            #expect(try GzipDecoder.decode(first, maxOutputBytes: bytes.count) == bytes)
        }
    }

    @Test("output is appended after what the buffer holds already")
    func appends() throws {
        var out: [UInt8] = [1, 2, 3]
        try GzipEncoder().compress([4, 5], into: &out)
        #expect(Array(out.prefix(3)) == [1, 2, 3])
        #expect(try GzipDecoder.decode(Array(out.dropFirst(3)), maxOutputBytes: 2) == [4, 5])
    }

    @Test("a buffer with room enough is not reallocated")
    func keepsBuffer() throws {
        let encoder = try GzipEncoder()
        let body = Array(repeating: UInt8(ascii: "a"), count: 200_000)
        var out: [UInt8] = []
        try encoder.compress(body, into: &out)
        let needed = out.count
        out.removeAll(keepingCapacity: true)
        let capacity = out.capacity
        try encoder.compress(body, into: &out)
        #expect(out.count == needed)
        #expect(out.capacity == capacity)
    }

    @Test("gunzip reads what we wrote, several members in one file too")
    func gunzipAgrees() throws {
        let seed = UInt64.random(in: 0 ... .max)
        let first = randomBytes(seed: seed, count: 100_000)
        let second = randomBytes(seed: seed &+ 1, count: 5)
        let members = try packed(first) + packed(second)
        #expect(try gunzip(members) == first + second, "seed \(seed)")
    }

    private func gunzip(_ bytes: [UInt8]) throws -> [UInt8] {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appendingPathComponent("data.gz")
        try Data(bytes).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gunzip", file.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try Array(Data(contentsOf: directory.appendingPathComponent("data")))
    }
}
