import TestSupport
import Testing

@testable import Compression

@Suite("zstd")
struct ZstdTests {
    private func frames(_ parts: [[UInt8]]) throws -> [UInt8] {
        let encoder = try ZstdEncoder()
        var out: [UInt8] = []
        for part in parts { try encoder.compress(part, into: &out) }
        return out
    }

    @Test("several frames in any pieces unpack to what was packed, through the stream decoder too")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 21)
        let parts = [
            Array("one\n".utf8), [], generator.bytes(count: 3000), [UInt8](repeating: 7, count: 70_000),
        ]
        let packed = try frames(parts)
        let plain = parts.flatMap { $0 }
        #expect(try ZstdDecoder.decode(packed, maxOutputBytes: plain.count) == plain)
        for maxPiece in [1, 7, 1000] {
            let found = try StreamDecoder(forDataBeginning: packed.span)
            let decoder = try #require(found)
            var out: [UInt8] = []
            for piece in generator.chunks(of: packed, maxPiece: maxPiece) {
                let bytes = Array(piece)
                var taken = 0
                while taken < bytes.count || decoder.hasPendingOutput {
                    taken += try decoder.decode(bytes.span.extracting(taken...), atMost: 500, into: &out)
                }
            }
            try decoder.finish()
            #expect(out == plain)
        }
    }

    @Test("data that end early, are damaged or too large are refused")
    func faults() throws {
        let packed = try frames([Array(repeating: UInt8(ascii: "x"), count: 5000)])
        #expect(throws: ZstdError.self) {
            try ZstdDecoder.decode(Array(packed.dropLast(2)), maxOutputBytes: 5000)
        }
        #expect(throws: ZstdError.self) { try ZstdDecoder.decode(packed, maxOutputBytes: 4999) }
        var damaged = packed
        damaged[packed.count - 1] ^= 1
        #expect(throws: ZstdError.self) { try ZstdDecoder.decode(damaged, maxOutputBytes: 5000) }
        #expect(throws: ZstdError.self) { try ZstdDecoder.decode([1, 2, 3, 4, 5], maxOutputBytes: 10) }
    }

    @Test("the first bytes tell gzip, zstd and neither")
    func telling() throws {
        for (bytes, isPacked) in [
            ([0x1F, 0x8B, 8, 0], true), (zstdMagic, true), (Array("text".utf8), false), ([], false),
        ] as [([UInt8], Bool)] {
            let decoder = try StreamDecoder(forDataBeginning: bytes.span)
            #expect((decoder != nil) == isPacked)
        }
    }
}
