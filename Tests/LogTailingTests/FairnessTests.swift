import Testing

@testable import LogTailing

/// Many files in backlog: turns are short, and every file gets its share.
@Suite("fair turns")
struct FairnessTests {
    private static let fileCount = 40
    private static let linesEach = 1000

    private func backlog(_ options: TailOptions) throws -> TailHarness {
        let harness = try TailHarness(.poll, globs: ["*.log"], options: options)
        for file in 0..<Self.fileCount {
            try harness.append(numbered("\(file)", 0..<Self.linesEach).asLines, to: "\(file).log")
        }
        return harness
    }

    private func expectAllRead(_ harness: TailHarness) {
        let expected = (0..<Self.fileCount).flatMap { numbered("\($0)", 0..<Self.linesEach) }
        #expect(harness.texts.sorted() == expected.sorted())
    }

    /// How many lines were read of each file.
    private func shares(_ harness: TailHarness) -> [Int] {
        var counts = [Int](repeating: 0, count: Self.fileCount)
        for line in harness.consumer.lines { counts[line.origin.fileID] += 1 }
        return counts
    }

    @Test(
        "F3 a turn over many files in backlog is bounded in bytes, and no file waits for more than its round")
    func boundedInBytes() throws {
        var options = TailOptions()
        options.bufferBytes = 2048
        options.bytesPerTurn = 2048
        options.bytesPerRound = 16 << 10
        let harness = try backlog(options)
        var turns = 0
        var before = 0
        while harness.texts.count < Self.fileCount * Self.linesEach && turns < 1000 {
            harness.turn()
            turns += 1
            #expect(harness.consumer.turns.count == turns, "the consumer is told after each")
            let bytes = harness.consumer.lines[before...].reduce(0) { $0 + $1.bytes.count + 1 }
            before = harness.consumer.lines.count
            #expect(bytes <= options.bytesPerRound + 2 * options.bytesPerTurn)
            let shares = shares(harness)
            // A round is at most two turns of each file; a line has 6 bytes at least.
            let spread = (shares.max() ?? 0) - (shares.filter { $0 < Self.linesEach }.min() ?? Self.linesEach)
            #expect(spread <= 2 * options.bytesPerTurn / 4, "turn \(turns): \(shares)")
        }
        let size = Self.fileCount * 7 * Self.linesEach
        #expect(turns > size / (options.bytesPerRound + 2 * options.bytesPerTurn))
        expectAllRead(harness)
    }

    @Test(
        "F3 a turn that somebody waits for ends after one block, and nothing starves when that is always so")
    func hurried() throws {
        var options = TailOptions()
        options.bufferBytes = 2048
        let harness = try backlog(options)
        harness.driver.isHurried = { true }
        for turn in 1...Self.fileCount {
            harness.turn()
            #expect(shares(harness).filter { $0 > 0 }.count == turn)
        }
        for _ in 0..<(5 * Self.fileCount) { harness.turn() }
        expectAllRead(harness)
    }

    @Test("a rotated file in backlog is read before the one that follows it, in turns however short")
    func orderIsKept() throws {
        var options = TailOptions()
        options.bufferBytes = 2048
        let harness = try backlog(options)
        harness.driver.isHurried = { true }
        harness.turn()
        let first = harness.consumer.lines[0].text.prefix { $0 != " " }
        try harness.rename("\(first).log", "\(first).old")
        try harness.append("\(first) after\n", to: "\(first).log")
        for _ in 0..<(10 * Self.fileCount) { harness.turn(after: .milliseconds(260)) }
        let lines = harness.texts.filter { $0.hasPrefix("\(first) ") }
        #expect(lines == numbered(String(first), 0..<Self.linesEach) + ["\(first) after"])
    }
}
