import Testing

@testable import LogTailing

@Suite("the running digest")
struct ContentDigestTests {
    @Test("any cutting of the same bytes gives the same digest", arguments: 0..<50)
    func anyCutting(_ seed: Int) {
        var random = SeededRandom(seed: seed)
        let bytes = (0..<random.next(below: 300)).map { _ in UInt8(random.next(below: 256)) }
        var whole = ContentDigest()
        whole.update(bytes.span)
        var pieces = ContentDigest()
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 1 + random.next(below: 20))
            pieces.update(bytes.span.extracting(start..<end))
            start = end
        }
        #expect(pieces == whole, "seed \(seed)")
        #expect(whole.count == UInt64(bytes.count))
    }

    @Test("one flipped bit, one byte more, and swapped words are told apart")
    func differences() {
        let bytes = (0..<64).map { UInt8($0) }
        var variants = [bytes, bytes + [0], Array(bytes.dropLast())]
        for words in 1..<8 { variants.append(Array(bytes[(8 * words)...] + bytes[..<(8 * words)])) }
        // Words that go into the same hash, and into different ones.
        for other in [8, 16, 32] {
            var swapped = bytes
            for index in 0..<8 { swapped.swapAt(index, other + index) }
            variants.append(swapped)
        }
        for bit in 0..<(64 * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            variants.append(flipped)
        }
        let digests = variants.map { variant in
            var digest = ContentDigest()
            digest.update(variant.span)
            return digest
        }
        #expect(Set(digests).count == variants.count)
    }

    @Test("after any reading the digest is that of the bytes before the offset", arguments: 0..<20)
    func followsTheReader(_ seed: Int) throws {
        var random = SeededRandom(seed: seed)
        var options = TailOptions()
        options.bufferBytes = 1024
        let harness = try TailHarness(.poll, maxLineBytes: 700, options: options)
        var written: [UInt8] = []
        for _ in 0..<40 {
            let piece = [UInt8](repeating: UInt8(97 + random.next(below: 26)), count: random.next(below: 900))
            let bytes = piece + (random.next(below: 2) == 0 ? [newlineByte] : [])
            try harness.append(bytes, to: "app.log")
            written += bytes
            harness.turn(after: .milliseconds(260))
            let position = try #require(harness.driver.generations.values.first).state.position
            var digest = ContentDigest()
            digest.update(written.span.extracting(0..<Int(position.offset)))
            #expect(position.digest == digest, "seed \(seed)")
        }
    }
}
