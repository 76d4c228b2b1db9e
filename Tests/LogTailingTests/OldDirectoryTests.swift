import Testing

@testable import LogTailing

/// logrotate's `olddir`: rotated files go to a directory of their own, which the paths of the log name too.
@Suite("rotation to another directory")
struct OldDirectoryTests {
    private static let seen = numbered("seen", 0..<200)
    private static let unseen = numbered("unseen", 0..<200)

    private func harness(
        _ watch: LogSource.WatchPreference, globs: [String] = ["logs/app.log", "old/app.log*"]
    ) throws -> TailHarness {
        let harness = try TailHarness(watch, globs: globs)
        try harness.makeDirectory("logs")
        try harness.makeDirectory("old")
        try harness.append(Self.seen.asLines, to: "logs/app.log")
        harness.settle()
        try harness.append(Self.unseen.asLines, to: "logs/app.log")
        return harness
    }

    @Test(
        "R7 olddir: what was moved to another directory of the log and compressed while we were down is read",
        arguments: watchModes)
    func compressedWhileDown(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        try harness.rename("logs/app.log", "old/app.log.1")
        try harness.gzip("old/app.log.1")
        try harness.append("new 0\n", to: "logs/app.log")
        harness.restart()
        harness.finishRotations()
        let expected = Self.seen + Self.unseen + ["new 0"]
        #expect(harness.texts.sorted() == expected.sorted())
        #expect(harness.losses.isEmpty)
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts.count == expected.count)
    }

    @Test(
        "R7 olddir: in a directory that no path of the log names, it is a loss from the offset on",
        arguments: watchModes)
    func compressedOutside(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch, globs: ["logs/app.log"])
        try harness.rename("logs/app.log", "old/app.log.1")
        try harness.gzip("old/app.log.1")
        try harness.append("new 0\n", to: "logs/app.log")
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts == Self.seen + ["new 0"])
        #expect(harness.losses.map(\.isExtentKnown) == [false])
        #expect(harness.losses.map(\.range.lowerBound) == [UInt64(Self.seen.asLines.utf8.count)])
        #expect(harness.status.lossEvents.values.reduce(0, +) == 1)
    }

    @Test(
        "C1 olddir: a copytruncate to another directory of the log is counted once, running or down",
        arguments: watchModes, [true, false])
    func copied(_ watch: LogSource.WatchPreference, _ isRunning: Bool) throws {
        let harness = try harness(watch)
        if isRunning { harness.settle() }
        try harness.copy("logs/app.log", to: "old/app.log.1")
        if isRunning { harness.settle() }
        try harness.truncate("logs/app.log")
        try harness.append("new 0\n", to: "logs/app.log")
        if !isRunning { harness.restart() }
        harness.finishRotations()
        let expected = Self.seen + Self.unseen + ["new 0"]
        #expect(harness.texts.sorted() == expected.sorted())
        #expect(harness.losses.allSatisfy { $0.range.isEmpty })
    }

    @Test(
        "R1 olddir: a file that is not open is found in the other directory, also by polling",
        arguments: watchModes)
    func movedWhileClosed(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        harness.closeFiles()
        try harness.rename("logs/app.log", "old/app.log.1")
        try harness.append("new 0\n", to: "logs/app.log")
        harness.finishRotations()
        let expected = Self.seen + Self.unseen + ["new 0"]
        #expect(harness.texts.sorted() == expected.sorted())
        #expect(harness.losses.isEmpty)
    }

    @Test(
        "two directories with files of one name: a truncation of one takes nothing from the other",
        arguments: watchModes)
    func sameNames(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["a/app.log", "b/app.log"])
        for directory in ["a", "b"] {
            try harness.makeDirectory(directory)
            try harness.append("begin\n", to: "\(directory)/app.log")
        }
        try harness.append("begin\nof old\n", to: "b/app.log.1")
        harness.settle()
        try harness.truncate("a/app.log")
        try harness.append("a 0\n", to: "a/app.log")
        harness.finishRotations()
        #expect(harness.texts == ["begin", "begin", "a 0"])
    }
}
