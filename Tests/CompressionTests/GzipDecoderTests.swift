import TestSupport
import Testing

@testable import Compression

@Suite("GzipDecoder")
struct GzipDecoderTests {
    @Test("any chunking of input and output gives the same bytes", arguments: 0..<30)
    func anyChunking(round: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let first = randomBytes(seed: seed, count: Int(generator.next() % 40_000))
        let second = randomBytes(seed: seed &+ 1, count: Int(generator.next() % 200))
        let input = try packed(first, level: 6) + packed(second)
        let maxChunk = Int.random(in: 1...2000, using: &generator)
        let limit = Int.random(in: 1...50_000, using: &generator)
        let unpacked = try decode(input, maxChunk: maxChunk, limit: limit, generator: &generator)
        #expect(unpacked == first + second, "seed \(seed), chunks of \(maxChunk), at most \(limit)")
    }

    private func decode(
        _ input: [UInt8], maxChunk: Int, limit: Int, generator: inout SeededGenerator
    ) throws -> [UInt8] {
        let decoder = try GzipDecoder()
        var out: [UInt8] = []
        var position = 0
        while position < input.count || decoder.hasPendingOutput {
            let end = min(input.count, position + Int.random(in: 1...maxChunk, using: &generator))
            let before = out.count
            let chunk = Array(input[position..<end])
            position += try decoder.decode(chunk.span, atMost: limit, into: &out)
            #expect(out.count - before <= limit)
        }
        try decoder.finish()
        return out
    }

    @Test("data that end early are an error at every cut")
    func truncated() throws {
        let input = try packed(randomBytes(seed: 7, count: 500))
        for cut in 0..<input.count {
            #expect(throws: GzipError.truncated(offset: cut)) {
                try GzipDecoder.decode(Array(input.prefix(cut)), maxOutputBytes: 1000)
            }
        }
    }

    @Test("a flipped bit is refused or changes no output byte, and never crashes")
    func corrupt() throws {
        let bytes = randomBytes(seed: 9, count: 300)
        let input = try packed(bytes)
        var refused = 0
        for index in input.indices {
            var damaged = input
            damaged[index] ^= 0x20
            do {
                // Time stamp and system in the header, and spare bits of the codes, change nothing.
                #expect(try GzipDecoder.decode(damaged, maxOutputBytes: 10_000) == bytes)
            } catch {
                refused += 1
            }
        }
        #expect(refused >= input.count * 9 / 10)
    }

    @Test("a checksum that does not match names its place and what to do")
    func message() throws {
        var input = try packed([1, 2, 3])
        input[input.count - 5] ^= 1
        let expected =
            "gzip: damaged at compressed byte \(input.count - 4): incorrect data check; "
            + "fetch the data again or restore the file"
        do {
            _ = try GzipDecoder.decode(input, maxOutputBytes: 10)
            Issue.record("the damaged member was accepted")
        } catch {
            #expect(error.message == expected)
        }
    }

    @Test("bytes that are no gzip data are refused at once", arguments: ["", "hello", "PK\u{3}\u{4}"])
    func notGzip(text: String) {
        #expect(throws: GzipError.self) { try GzipDecoder.decode(Array(text.utf8), maxOutputBytes: 10) }
    }

    @Test("zero padding after a member is skipped, other bytes are refused")
    func trailing() throws {
        let input = try packed([1, 2, 3])
        #expect(try GzipDecoder.decode(input + [0, 0, 0], maxOutputBytes: 3) == [1, 2, 3])
        #expect(try GzipDecoder.decode(input + [0] + input, maxOutputBytes: 6) == [1, 2, 3, 1, 2, 3])
        #expect(throws: GzipError.self) { try GzipDecoder.decode(input + [9], maxOutputBytes: 3) }
    }

    @Test("a bomb stops at the caller's limit")
    func bomb() throws {
        let input = try packed(Array(repeating: 0, count: 5_000_000))
        #expect(input.count < 30_000)
        #expect(throws: GzipError.outputLimitExceeded(maxOutputBytes: 100_000)) {
            try GzipDecoder.decode(input, maxOutputBytes: 100_000)
        }
    }
}
