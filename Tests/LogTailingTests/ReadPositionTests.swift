import Testing

@testable import LogTailing

@Suite("positions in the store")
struct ReadPositionTests {
    private func position() -> ReadPosition {
        var position = ReadPosition()
        position.offset = 0x0102_0304_0506
        position.isInsideOversizedLine = true
        position.tail = ContentMarker(end: 0x0102_0304_0600, length: 256, hash: .max)
        position.head = ContentMarker(end: 256, length: 256, hash: 7)
        return position
    }

    @Test("a position comes back from its bytes as it was")
    func roundTrip() {
        for position in [ReadPosition(), position()] {
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
