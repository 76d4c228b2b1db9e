import Testing

@testable import LogTailing

@Suite("compressed copies")
struct CompressedTests {
    private static let seen = numbered("seen", 0..<3000)
    private static let unseen = numbered("unseen", 0..<3000)

    private func harness(
        _ watch: LogSource.WatchPreference, options: TailOptions = TailOptions()
    ) throws -> TailHarness {
        let harness = try TailHarness(watch, globs: ["app.log*"], options: options)
        try harness.append(Self.seen.asLines + "par")
        harness.settle()
        try harness.append("tial\n" + Self.unseen.asLines)
        return harness
    }

    @Test(
        "R7 what was rotated and compressed while we were down is read from the gz by unpacked offset",
        arguments: watchModes)
    func whileAway(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        try harness.rename("app.log", "app.log.1")
        try harness.gzip("app.log.1")
        try harness.append("new 0\n")
        harness.restart()
        harness.finishRotations()
        let expected = Self.seen + ["partial"] + Self.unseen + ["new 0"]
        #expect(harness.texts.sorted() == expected.sorted())
        #expect(harness.losses.isEmpty)
        #expect(harness.status.compressedFiles == 1)
        let numbers = Set(harness.consumer.lines.filter { $0.text != "new 0" }.map(\.origin.fileID))
        #expect(numbers.count == 1)
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts.count == expected.count)
    }

    @Test("R6 a file renamed and compressed while it was not open is read from the gz", arguments: watchModes)
    func whileClosed(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        harness.closeFiles()
        try harness.rename("app.log", "app.log.1")
        try harness.gzip("app.log.1")
        try harness.append("new 0\n")
        harness.finishRotations()
        #expect(harness.texts.sorted() == (Self.seen + ["partial"] + Self.unseen + ["new 0"]).sorted())
        #expect(harness.losses.isEmpty)
    }

    @Test(
        "R6 the gz of a file that was read through its descriptor is not counted again", arguments: watchModes
    )
    func whileOpen(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        try harness.rename("app.log", "app.log.1")
        try harness.gzip("app.log.1")
        harness.finishRotations()
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts == Self.seen + ["partial"] + Self.unseen)
        #expect(harness.losses.isEmpty)
    }

    @Test("R7 a gz that is still being written is waited for", arguments: watchModes)
    func inProgress(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        try harness.rename("app.log", "app.log.1")
        let packed = try harness.gzipped("app.log.1")
        try harness.remove("app.log.1")
        try harness.append([], to: "app.log.1.gz")
        harness.restart()
        for start in stride(from: 0, to: packed.count, by: 2000) {
            try harness.append(Array(packed[start..<min(start + 2000, packed.count)]), to: "app.log.1.gz")
            for _ in 0..<5 { harness.turn(after: .seconds(2)) }
        }
        harness.finishRotations()
        #expect(harness.texts == Self.seen + ["partial"] + Self.unseen)
        #expect(harness.losses.isEmpty)
    }

    /// Renames each `app.log.N.gz` to the next number, and puts another one in front.
    private func addNewer(_ count: Int, _ harness: TailHarness) throws {
        for number in stride(from: count, through: 1, by: -1) {
            try harness.rename("app.log.\(number).gz", "app.log.\(number + 1).gz")
        }
        try harness.append(numbered("newer \(count)", 0..<200).asLines, to: "other")
        try harness.gzip("other")
        try harness.rename("other.gz", "app.log.1.gz")
    }

    @Test(
        "R7 the gz is found at once behind newer ones, also when each look finds one more rotation",
        arguments: watchModes)
    func behindNewer(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        try harness.rename("app.log", "app.log.1")
        try harness.gzip("app.log.1")
        for round in 1...4 {
            try addNewer(round, harness)
        }
        harness.restart()
        for round in 5...7 {
            try addNewer(round, harness)
            harness.turn()
        }
        // What is at the end of a gz waits for a second look; nothing else waits for the clock.
        for _ in 0..<10 { harness.turn() }
        #expect(harness.texts == Self.seen + ["partial"] + Self.unseen)
        harness.finishRotations()
        #expect(harness.texts == Self.seen + ["partial"] + Self.unseen)
        #expect(harness.losses.isEmpty)
    }

    @Test("R7 a gz of a later file that is still being written keeps nothing waiting", arguments: watchModes)
    func behindUnfinished(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        try harness.rename("app.log", "app.log.2")
        try harness.gzip("app.log.2")
        try harness.append([], to: "app.log.1.gz")
        harness.restart()
        for _ in 0..<10 { harness.turn() }
        #expect(harness.texts == Self.seen + ["partial"] + Self.unseen)
        harness.finishRotations()
        #expect(harness.losses.isEmpty)
    }

    @Test("C6 copytruncate and compression while we were down lose nothing", arguments: watchModes)
    func copyCompressed(_ watch: LogSource.WatchPreference) throws {
        let harness = try harness(watch)
        try harness.copyTruncate(to: "app.log.1")
        try harness.gzip("app.log.1")
        try harness.append("new 0\n")
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts.sorted() == (Self.seen + ["partial"] + Self.unseen + ["new 0"]).sorted())
        #expect(harness.losses.isEmpty)
    }

    @Test("R7 reading a gz goes on where it was after a restart, a piece a turn", arguments: watchModes)
    func restartInside(_ watch: LogSource.WatchPreference) throws {
        var options = TailOptions()
        options.bytesPerTurn = 4096
        options.bufferBytes = 4096
        let harness = try harness(watch, options: options)
        for _ in 0..<20 { harness.turn(after: .milliseconds(260)) }
        try harness.append(numbered("later", 0..<40_000).asLines)
        try harness.rename("app.log", "app.log.1")
        try harness.gzip("app.log.1")
        for _ in 0..<30 {
            harness.restart()
            for _ in 0..<5 { harness.turn(after: .milliseconds(260)) }
        }
        harness.finishRotations()
        #expect(harness.texts == Self.seen + ["partial"] + Self.unseen + numbered("later", 0..<40_000))
        #expect(harness.losses.isEmpty)
    }

    @Test(
        "R7 a gz of something else, a damaged one, and none at all are a loss from the offset on",
        arguments: watchModes, ["other", "damaged", "none"])
    func noCopy(_ watch: LogSource.WatchPreference, _ kind: String) throws {
        let harness = try harness(watch)
        try harness.remove("app.log")
        switch kind {
        case "other":
            try harness.append(numbered("x", 0..<9000).asLines, to: "app.log.1")
            try harness.gzip("app.log.1")
        case "damaged": try harness.append("no gzip data", to: "app.log.1.gz")
        default: break
        }
        harness.restart()
        harness.finishRotations()
        let offset = UInt64(Self.seen.asLines.utf8.count)
        #expect(harness.texts == Self.seen)
        #expect(harness.losses.map(\.reason) == [.deleted])
        #expect(harness.losses.map(\.range) == [offset..<(offset + 3)])
        #expect(harness.losses.map(\.isExtentKnown) == [false])
        #expect(harness.consumer.checkpoints.isEmpty)
    }
}
