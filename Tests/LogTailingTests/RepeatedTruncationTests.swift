import Testing

@testable import LogTailing

/// `: > file` again and again, looked at now and then.
@Suite("a file emptied a thousand times") struct RepeatedTruncationTests {
    @Test(
        "C7 a file emptied 1,000 times with a line each: read once or covered by a counted loss",
        arguments: watchModes, [1, 2, 3])
    func aThousandTimes(_ watch: LogSource.WatchPreference, _ seed: Int) throws {
        var random = SeededRandom(seed: seed)
        let harness = try TailHarness(watch)
        var isLookedAt = false
        var unseen = 0
        for round in 0..<1000 {
            // What was written since the last look is cut off unread.
            if round > 0 { try harness.truncate() }
            if !isLookedAt { unseen += 1 }
            // Lines of many lengths: what follows is shorter, as long as, or longer than what was there.
            try harness.append("line \(round) \(String(repeating: "x", count: random.next(below: 4)))\n")
            isLookedAt = random.next(below: 3) > 0
            if isLookedAt { harness.turn(after: .milliseconds(260)) }
        }
        harness.settle()
        let numbers = harness.texts.map { Int($0.split(separator: " ")[1]) ?? -1 }
        #expect(Set(numbers).count == numbers.count, "seed \(seed): a line was read twice")
        #expect(numbers == numbers.sorted() && numbers.last == 999)
        #expect(numbers.count < 1000 && numbers.count >= 1000 - unseen, "seed \(seed)")
        #expect(harness.status.truncations >= UInt64(numbers.count) - 1)
        #expect(harness.status.lossEvents.values.reduce(0, +) > 0)
    }
}
