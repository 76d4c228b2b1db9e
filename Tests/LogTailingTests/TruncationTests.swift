import Testing

@testable import LogTailing

@Suite("truncation in place")
struct TruncationTests {
    private static let old = numbered("old", 0..<100)

    private func harness(_ watch: LogSource.WatchPreference) throws -> TailHarness {
        let harness = try TailHarness(watch)
        try harness.append(Self.old.asLines)
        harness.settle()
        return harness
    }

    @Test("C1 a file truncated to something smaller is read from its front", arguments: watchModes)
    func smaller(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        try harness.truncate()
        try harness.append("new 0\n")
        harness.settle()
        #expect(harness.texts == Self.old + ["new 0"])
        #expect(harness.status.truncations == 1)
        #expect(harness.status.lostBytes.isEmpty)
        #expect(harness.consumer.lines.last?.origin.isNewGeneration == true)
    }

    @Test(
        "C2 C3 a file refilled to the same or a larger size is noticed by its tail", arguments: watchModes,
        [0, 1, 5000])
    func refilled(_ watch: LogSource.WatchPreference, _ surplus: Int) throws {
        let harness = try harness(watch)
        let size = Self.old.asLines.utf8.count
        try harness.truncate()
        let new = String(repeating: "n", count: size + surplus - 1)
        try harness.append(new + "\n")
        harness.settle()
        #expect(harness.texts == Self.old + [new])
        #expect(harness.status.truncations == 1)
    }

    @Test("C4 an equal head does not hide a refill", arguments: watchModes)
    func identicalHead(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        try harness.truncate()
        let new = Array(Self.old.prefix(90)) + numbered("new", 0..<100)
        try harness.append(new.asLines)
        harness.settle()
        #expect(harness.texts == Self.old + new)
    }

    @Test(
        "C5 the hole under a writer that does not append is skipped", arguments: watchModes, [100, 300_000])
    func hole(_ watch: LogSource.WatchPreference, _ count: Int) throws {
        let harness = try TailHarness(watch)
        let writer = try Writer(harness.path("app.log"), appends: false)
        let old = numbered("old", 0..<count)
        try writer.write(old.asLines)
        harness.settle()
        try harness.truncate()
        try writer.write("new 0\n")
        harness.settle()
        try writer.write("new 1\n")
        harness.settle()
        #expect(harness.texts == old + ["new 0", "new 1"])
        #expect(harness.status.truncations == 1)
    }

    @Test("C7 a file emptied before each line gives every line", arguments: watchModes)
    func repeated(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        for round in 0..<200 {
            if round > 0 { try harness.truncate() }
            try harness.append("line \(round)\n")
            harness.turn(after: .milliseconds(260))
        }
        harness.settle()
        #expect(harness.texts == numbered("line", 0..<200))
    }

    @Test(
        "bytes seen but not read before a truncation are a counted loss with their range",
        arguments: watchModes)
    func countedLoss(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        let size = UInt64(Self.old.asLines.utf8.count)
        try harness.append("half a line")
        harness.settle()
        try harness.truncate()
        harness.settle()
        #expect(harness.status.lostBytes == [.truncated: 11])
        #expect(harness.losses.map(\.range) == [size..<(size + 11)])
        #expect(harness.losses.first?.path.display == harness.path("app.log"))
    }

    @Test("space allocated ahead is not taken for content", arguments: watchModes)
    func allocatedAhead(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        let writer = try Writer(harness.path("app.log"), appends: false)
        try writer.write("line 0\n")
        try harness.truncate(to: 1 << 20)
        harness.settle()
        try writer.write("line 1\n")
        harness.settle()
        #expect(harness.texts == ["line 0", "line 1"])
        #expect(harness.status.truncations == 0)
    }

    @Test("C6 a truncation between two runs is noticed at the start", arguments: watchModes)
    func whileAway(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        try harness.truncate()
        let new = numbered("new", 0..<200)
        try harness.append(new.asLines)
        harness.restart()
        harness.settle()
        #expect(harness.texts == Self.old + new)
    }

    @Test("space allocated ahead is neither lag nor, at the end, a loss", arguments: watchModes)
    func allocatedAheadIsNoLag(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("line 0\n")
        try harness.truncate(to: 1 << 20)
        harness.settle()
        #expect(harness.status.lagBytes == 0)
        #expect(harness.status.sizeBytes == 1 << 20)
        try harness.remove("app.log")
        harness.finishRotations()
        #expect(harness.losses.isEmpty)
        #expect(harness.status.sizeBytes == 0)
    }

    @Test("what is cut off behind the part read so far is a loss, and no lag", arguments: watchModes)
    func cutBehind(_ watch: LogSource.WatchPreference) throws {
        var options = TailOptions()
        options.bufferBytes = 4096
        options.bytesPerTurn = 4096
        let harness = try TailHarness(watch, options: options)
        let lines = numbered("line", 0..<10_000).asLines
        try harness.append(lines)
        harness.turn()
        let kept = Array(lines.utf8.prefix(lines.utf8.count / 2))
        try harness.truncate(to: kept.count)
        for _ in 0..<100 { harness.turn(after: .milliseconds(260)) }
        let partial = kept.count - (kept.lastIndex(of: newlineByte) ?? -1) - 1
        #expect(harness.status.lagBytes == UInt64(partial))
        #expect(harness.status.lostBytes == [.truncated: UInt64(lines.utf8.count - kept.count)])
        #expect(harness.losses.map(\.range) == [UInt64(kept.count)..<UInt64(lines.utf8.count)])
    }

    /// Empties the file under the reader's hands when it gets the first block.
    private struct RewritingConsumer: LineConsumer {
        let rewrite: () throws -> Void
        var isDone = false

        mutating func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
            guard !isDone else { return }
            isDone = true
            #expect(throws: Never.self) { try rewrite() }
        }

        mutating func batchEnded(_ batch: TailBatch) {}
    }

    @Test("a file emptied while it is read leaves no lag, and its new content is no loss later")
    func emptiedWhileRead() throws {
        let harness = try TailHarness(.poll)
        try harness.append(numbered("line", 0..<100_000).asLines)
        var consumer = RewritingConsumer {
            try harness.truncate()
            try harness.append("new 0\n")
        }
        let driver = harness.driver
        var now = ContinuousClock.now
        for _ in 0..<10 {
            _ = driver.turn(&consumer, now: now)
            now += .milliseconds(260)
        }
        #expect(driver.status().logs[0].truncations == 1)
        #expect(driver.status().logs[0].lagBytes == 0)
        #expect(driver.status().logs[0].sizeBytes == 6)
        let losses = driver.status().losses
        try harness.remove("app.log")
        for _ in 0..<10 {
            _ = driver.turn(&consumer, now: now)
            now += .seconds(10)
        }
        #expect(driver.status().losses == losses)
        #expect(driver.status().logs[0].drainingFiles == 0)
    }

    @Test("losses are numbered from 1 on, also when older ones slid out of the list")
    func numberedLosses() throws {
        var options = TailOptions()
        options.maxLossEvents = 3
        let harness = try TailHarness(.poll, options: options)
        for _ in 0..<5 {
            try harness.append("partial")
            harness.settle()
            try harness.truncate()
            harness.settle()
        }
        #expect(harness.losses.map(\.number) == [3, 4, 5])
    }

    @Test("a long run of NULs written out is searched within the budget of each turn")
    func zerosWithinBudget() throws {
        var options = TailOptions()
        options.bytesPerTurn = 64 << 10
        options.bufferBytes = 4096
        let harness = try TailHarness(.poll, options: options)
        try harness.append("line 0\n")
        try harness.append([UInt8](repeating: 0, count: 1 << 20), to: "app.log")
        try harness.append("line 1\n")
        var turns = 0
        while harness.texts.count < 2 && turns < 100 {
            harness.turn(after: .milliseconds(260))
            turns += 1
        }
        #expect(harness.texts == ["line 0", "line 1"])
        #expect((8...40).contains(turns), "1 MiB at 64 KiB a turn: \(turns)")
    }
}
