import Testing

@testable import LogTailing

/// One file with two positions: what it held before it was emptied is still looked for, and what it holds now is read.
@Suite("contents that are looked for while their file goes on")
struct SoughtContentTests {
    private static let old = numbered("old", 0..<100)

    @Test(
        "C1 K1: a file emptied, read, renamed and finished is not read again when the search was cut short",
        arguments: watchModes)
    func finishedBeforeTheSearchEnded(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append(Self.old.asLines)
        harness.settle()
        try harness.truncate()
        try harness.append("new 0\n")
        harness.turn(after: .milliseconds(260))
        // Killed while a copy of what was cut off is looked for, and rotated before the next start.
        try harness.rename("app.log", "app.log.1")
        try harness.append("")
        harness.restart()
        harness.turn()
        // The renamed file is finished, the search is not, and it is killed again.
        harness.turn(after: .seconds(40))
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts == Self.old + ["new 0"])
        #expect(
            harness.consumer.checkpoints.values.allSatisfy {
                $0.isFinished || $0.path.name == BytePath("app.log")
            })
    }

    @Test(
        "D2: what was finished of a file is not read again though an older content with its inode is looked for",
        arguments: watchModes)
    func inodeOfAnOlderContent(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["app.log*"])
        try harness.append(Self.old.asLines)
        harness.settle()
        let older = try #require(harness.consumer.checkpoints.values.first)
        try harness.remove("app.log")
        try harness.append("", to: "app.log")
        try harness.append("rotated\n", to: "app.log.1")
        harness.finishRotations()
        let rotated = try #require(
            harness.consumer.checkpoints.values.first { $0.path.name == BytePath("app.log.1") })
        var positions = Array(harness.consumer.checkpoints.values).filter { $0.fileID != rotated.fileID }
        var finished = rotated
        finished.isFinished = true
        var sought = older
        sought.identity = rotated.identity
        positions += [finished, sought]
        var consumer = RecordingConsumer()
        var options = TailOptions()
        options.isFirstStart = false
        let driver = TailDriver(sources: harness.sources, options: options, checkpoints: positions)
        var now = harness.now
        for _ in 0..<20 {
            now += .seconds(4)
            _ = driver.turn(&consumer, now: now)
        }
        #expect(consumer.lines.isEmpty)
    }

    @Test(
        "R7: what follows in a copy is read though the copy was known while it was empty",
        arguments: watchModes)
    func copyKnownWhileEmpty(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["app.log*"])
        try harness.append(Self.old.asLines)
        try harness.append("", to: "app.log.1")
        harness.settle()
        harness.finishRotations()
        // While the program is down: more lines, and a copytruncate whose copy is written into the empty file.
        try harness.append("unread\n")
        try harness.copyTruncate(to: "app.log.1")
        try harness.append("new 0\n")
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts.sorted() == (Self.old + ["new 0", "unread"]).sorted())
    }
}
