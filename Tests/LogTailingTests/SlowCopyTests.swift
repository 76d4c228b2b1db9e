import Testing

@testable import LogTailing

/// A copytruncate whose copy takes long: lines come between copy and cut, or a look meets the copy before its original.
@Suite("copies that take long")
struct SlowCopyTests {
    private static let lines = numbered("a line of some length", 0..<60)

    @Test(
        "R5 C1 a copy without the lines that came between copy and cut is not counted, inside and outside of the glob",
        arguments: watchModes, ["app.log", "app.log*"])
    func gap(_ watch: LogSource.WatchPreference, _ glob: String) throws {
        let harness = try TailHarness(watch, globs: [glob])
        try harness.append(Self.lines.asLines)
        harness.settle()
        try harness.copy("app.log", to: "app.log.1")
        harness.turn(after: .milliseconds(260))
        try harness.append("in the gap\n")
        harness.settle()
        try harness.truncate()
        try harness.append("after\n")
        harness.finishRotations()
        try harness.rename("app.log.1", "app.log.2")
        try harness.rename("app.log", "app.log.1")
        try harness.append("new\n")
        harness.finishRotations()
        #expect(harness.texts == Self.lines + ["in the gap", "after", "new"])
    }

    @Test(
        "R5 C1 K1 a copy without the lines of the gap is no file that came and went while we were down",
        arguments: watchModes, [false, true])
    func gapAndRestart(_ watch: LogSource.WatchPreference, _ isRestartedAtOnce: Bool) throws {
        let harness = try TailHarness(watch)
        try harness.append(Self.lines.asLines)
        harness.settle()
        try harness.copy("app.log", to: "app.log.1")
        try harness.append("in the gap\n")
        harness.settle()
        try harness.truncate()
        try harness.append("after\n")
        if isRestartedAtOnce { harness.restart() }
        harness.settle()
        try harness.rename("app.log.1", "app.log.2")
        try harness.rename("app.log", "app.log.1")
        if !isRestartedAtOnce { harness.restart() }
        harness.settle()
        try harness.append("new\n")
        harness.finishRotations()
        #expect(harness.texts == Self.lines + ["in the gap", "after", "new"])
    }

    @Test("R5 a copy that a look meets before the new file at the name is not counted")
    func copyMetFirst() throws {
        let harness = try TailHarness(.poll, globs: ["app.log*"])
        try harness.append("old\n")
        harness.settle()
        try harness.rename("app.log", "app.log.1")
        harness.settle()
        harness.turn(after: .seconds(3))
        // The known name is looked at before the directory is listed again.
        try harness.append(Self.lines.asLines)
        try harness.rename("app.log.1", "app.log.2")
        try harness.append(Array(Self.lines.asLines.utf8.prefix(500)), to: "app.log.1")
        harness.turn(after: .milliseconds(260))
        try harness.append(Array(Self.lines.asLines.utf8.dropFirst(500)), to: "app.log.1")
        harness.finishRotations()
        try harness.truncate()
        harness.finishRotations()
        #expect(harness.texts.sorted() == (["old"] + Self.lines).sorted())
    }

    @Test(
        "R5 a line that has not ended is read once when it was copied and cut off", arguments: watchModes)
    func partialLine(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["app.log*"])
        try harness.append("no end")
        harness.settle()
        try harness.append("no ", to: "app.log.1")
        harness.turn(after: .milliseconds(260))
        harness.turn(after: .milliseconds(1100))
        try harness.append("end", to: "app.log.1")
        try harness.truncate()
        try harness.append("next\n")
        try harness.gzip("app.log.1")
        harness.finishRotations()
        #expect(harness.texts.sorted() == ["next", "no end"])
    }
}
