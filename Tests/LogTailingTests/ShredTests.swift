import Testing

@testable import LogTailing

/// Rotated files that are overwritten before they are removed: logrotate's `shred`.
@Suite("overwritten before removal")
struct ShredTests {
    /// Overwrites a file, up to the next full block, as often as `shred` does, and looks in between.
    private func shred(_ harness: TailHarness, _ name: String, seed: Int) throws {
        var random = SeededRandom(seed: seed)
        let size = (try harness.content(of: name).count + 4095) / 4096 * 4096
        for _ in 0..<3 {
            let writer = try Writer(harness.path(name), appends: false)
            try writer.write((0..<size).map { _ in UInt8(random.next(below: 256)) })
            harness.turn(after: .milliseconds(260))
        }
        try harness.truncate(name)
        harness.turn(after: .milliseconds(260))
        try harness.remove(name)
    }

    @Test("R2 shred: what overwrites a rotated file is not read, and costs nothing", arguments: watchModes)
    func overwritten(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        for round in 0..<3 {
            try harness.append(numbered("\(round)", 0..<100).asLines)
            harness.settle()
            try harness.append("\(round) last\n")
            try harness.rename("app.log", "app.log.1")
            try harness.append("")
            harness.settle()
            try shred(harness, "app.log.1", seed: round)
            harness.settle()
        }
        harness.finishRotations()
        #expect(harness.texts == (0..<3).flatMap { numbered("\($0)", 0..<100) + ["\($0) last"] })
        #expect(harness.losses.isEmpty)
        #expect(harness.status.truncations == 0)
        #expect(harness.status.drainingFiles == 0)
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts.count == 303)
    }

    @Test("R2 shred: what was known and not read yet is a loss of that range", arguments: watchModes)
    func unread(_ watch: LogSource.WatchPreference) throws {
        var options = TailOptions()
        options.bufferBytes = 1024
        options.bytesPerTurn = 1024
        let harness = try TailHarness(watch, options: options)
        try harness.append(numbered("a", 0..<1000).asLines)
        let size = UInt64(try harness.content(of: "app.log").count)
        harness.turn()
        try harness.rename("app.log", "app.log.1")
        harness.turn(after: .milliseconds(260))
        harness.turn(after: .milliseconds(260))
        let position = try #require(harness.driver.generations.values.first).state.position
        try shred(harness, "app.log.1", seed: 1)
        try harness.append("b 0\n")
        harness.finishRotations()
        let read = harness.texts.count - 1
        #expect(read > 0 && read < 1000)
        #expect(harness.texts == numbered("a", 0..<read) + ["b 0"])
        #expect(harness.losses.map(\.range) == [position.offset..<size])
        #expect(harness.status.lostBytes == [.truncated: size - position.offset])
    }

    @Test(
        "R2 shred: a file overwritten before the first look after its renaming gives no lines, and is a loss event",
        arguments: watchModes)
    func beforeTheFirstLook(_ watch: LogSource.WatchPreference) throws {
        for seed in 0..<20 {
            let harness = try TailHarness(watch)
            try harness.append(numbered("a", 0..<100).asLines)
            harness.settle()
            try harness.append("a unread\n")
            try harness.rename("app.log", "app.log.1")
            try shred(harness, "app.log.1", seed: seed)
            try harness.append("b 0\n")
            harness.finishRotations()
            #expect(harness.texts == numbered("a", 0..<100) + ["b 0"], "seed \(seed)")
            #expect(harness.losses.map(\.isExtentKnown) == [false], "seed \(seed)")
        }
    }

    @Test("R2 a file emptied and written anew before it was renamed is read", arguments: watchModes)
    func emptiedAndRenamed(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append(numbered("a", 0..<10).asLines)
        harness.settle()
        try harness.truncate()
        try harness.append(numbered("\u{1B}[31mä\u{1B}[0m", 0..<100).asLines)
        try harness.rename("app.log", "app.log.1")
        harness.finishRotations()
        #expect(harness.texts == numbered("a", 0..<10) + numbered("\u{1B}[31mä\u{1B}[0m", 0..<100))
    }

    @Test(
        "R2 shred: a file with a name of the log that is rewritten in place is read anew",
        arguments: watchModes)
    func named(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append(numbered("a", 0..<10).asLines)
        harness.settle()
        let writer = try Writer(harness.path("app.log"), appends: false)
        try writer.write(numbered("b", 0..<10).asLines)
        harness.settle()
        #expect(harness.texts == numbered("a", 0..<10) + numbered("b", 0..<10))
        #expect(harness.status.truncations == 1)
    }
}
