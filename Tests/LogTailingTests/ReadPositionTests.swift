import Testing

@testable import LogTailing

@Suite("positions in the store")
struct ReadPositionTests {
    private func position() -> ReadPosition {
        var position = ReadPosition()
        position.offset = 0x0102_0304_0506
        position.isInsideOversizedLine = true
        position.digest = ContentDigest(
            count: position.offset, hashes: SIMD4(0x1234_5678_9ABC_DEF0, 1, .max, 3), pending: 0xAB)
        position.knownSize = 0x0203_0405_0607
        position.begunNanoseconds = 1_770_000_000_000_000_001
        position.tail = ContentMarker(end: 0x0102_0304_0600, length: 256, hash: .max)
        position.head = ContentMarker(end: 256, length: 256, hash: 7)
        return position
    }

    @Test("a position comes back from its bytes as it was")
    func roundTrip() {
        var withoutDigest = position()
        withoutDigest.digest = nil
        for position in [ReadPosition(), position(), withoutDigest] {
            #expect(ReadPosition(decoding: position.encoded()) == position)
        }
    }

    @Test("bytes of another version, cut short, too long or contradictory give no position")
    func refused() {
        let bytes = position().encoded()
        for count in 0..<bytes.count { #expect(ReadPosition(decoding: Array(bytes.prefix(count))) == nil) }
        #expect(ReadPosition(decoding: bytes + [0]) == nil)
        #expect(ReadPosition(decoding: [99] + bytes.dropFirst()) == nil)
        var beyond = position()
        beyond.offset = beyond.tail.end + 1
        #expect(ReadPosition(decoding: beyond.encoded()) == nil)
    }
}
