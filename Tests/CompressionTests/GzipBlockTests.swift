import TestSupport
import Testing

@testable import Compression

@Suite("gzip of whole blocks")
struct GzipBlockTests {
    @Test("blocks of all sizes come back, and zlib takes several of them for one file")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 33)
        let encoder = try GzipBlockEncoder()
        let decoder = try GzipBlockDecoder()
        var all: [UInt8] = []
        var packed: [UInt8] = []
        for size in [0, 1, 100, 70_000] {
            for block in [generator.bytes(count: size), [UInt8](repeating: 7, count: size)] {
                let start = packed.count
                try encoder.compress(block, into: &packed)
                #expect(decoder.decode(Array(packed[start...]), bytes: size) == block)
                all += block
            }
        }
        #expect(try GzipDecoder.decode(packed, maxOutputBytes: all.count) == all)
    }

    @Test("a member that is damaged, cut, longer than told or followed by more is refused")
    func faults() throws {
        let plain = Array(repeating: UInt8(ascii: "x"), count: 5000)
        var packed: [UInt8] = []
        try GzipBlockEncoder().compress(plain, into: &packed)
        let decoder = try GzipBlockDecoder()
        #expect(decoder.decode(packed, bytes: 5000) == plain)
        for bytes in [0, 4999, 5001] { #expect(decoder.decode(packed, bytes: bytes) == nil) }
        #expect(decoder.decode(Array(packed.dropLast()), bytes: 5000) == nil)
        #expect(decoder.decode(packed + [0], bytes: 5000) == nil)
        for place in packed.indices.dropFirst(10) {
            var damaged = packed
            damaged[place] ^= 0x10
            // Some bits of a member mean nothing; no damage makes it another text.
            let found = decoder.decode(damaged, bytes: 5000)
            #expect(found == nil || found == plain)
        }
        #expect(decoder.decode([], bytes: 0) == nil)
    }
}
