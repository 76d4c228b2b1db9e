import Testing

@testable import LogArchive

@Suite("index of an archive")
struct ArchiveIndexTests {
    /// Ten blocks of 100 bytes and 10 lines, packed into 20 bytes each; the fourth and fifth lie within one long line.
    private var blocks: [ArchiveBlock] {
        (0..<10).map { number in
            ArchiveBlock(
                offset: UInt64(number * 100), storedOffset: UInt64(number * 20),
                line: (3...5).contains(number) ? 30 : number * 10)
        }
    }

    @Test(
        "enough lines before and behind are in reach, and reading begins with a line",
        arguments: [
            (0, 1, 0, 40), (150, 0, 100, 40), (150, 5, 0, 60), (250, 0, 200, 60), (450, 0, 300, 120),
            (450, 1, 200, 120), (950, 10, 800, 200), (5000, 1, 800, 200),
        ] as [(UInt64, Int, UInt64, UInt64)])
    func reach(place: UInt64, lines: Int, offset: UInt64, storedEnd: UInt64) {
        let index = ArchiveIndex(blocks, storedBytes: 200, around: place, lines: lines)
        #expect(index?.offset == offset)
        #expect(index?.stored == offset / 5..<storedEnd)
    }

    @Test("an archive without blocks has no index")
    func empty() { #expect(ArchiveIndex([], storedBytes: 0, around: 0, lines: 1) == nil) }
}
