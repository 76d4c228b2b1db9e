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
}
