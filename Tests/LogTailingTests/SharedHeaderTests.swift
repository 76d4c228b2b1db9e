import Testing

@testable import LogTailing

/// Files whose first lines are equal, as those of programs that write a header: what they have in common is no proof
/// that one is a copy of the other.
@Suite("files that begin with the same lines")
struct SharedHeaderTests {
    private static let header = "# Fields: time level text"

    @Test(
        "R5 G1 a rotated file that begins with the header of the live one is read whole at the first start",
        arguments: watchModes)
    func firstStart(_ watch: LogSource.WatchPreference) throws {
        let old = numbered("old", 0..<5)
        let harness = try TailHarness(watch, globs: ["app.log*"]) { directory in
            try Writer("\(directory)/app.log").write([Self.header].asLines)
            try Writer("\(directory)/app.log.1").write(([Self.header] + old).asLines)
        }
        harness.finishRotations()
        #expect(harness.texts.sorted() == ([Self.header, Self.header] + old).sorted())
        try harness.append(numbered("new", 0..<20).asLines)
        try harness.rename("app.log.1", "app.log.2")
        harness.finishRotations()
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts.count == 27)
        #expect(harness.losses.isEmpty)
    }

    @Test(
        "R5 two logs of one program that begin with the same line are both read, before and after a restart",
        arguments: watchModes, [false, true])
    func siblings(_ watch: LogSource.WatchPreference, _ isRestarted: Bool) throws {
        let harness = try TailHarness(watch, globs: ["*.log"])
        try harness.append(([Self.header] + numbered("a", 0..<10)).asLines, to: "app.log")
        harness.settle()
        try harness.append("\(Self.header)\n", to: "app-worker.log")
        harness.finishRotations()
        if isRestarted { harness.restart() }
        harness.settle()
        try harness.append("w 0\n", to: "app-worker.log")
        harness.finishRotations()
        try harness.append(numbered("w", 1..<40).asLines, to: "app-worker.log")
        harness.finishRotations()
        let expected = [Self.header] + numbered("a", 0..<10) + [Self.header] + numbered("w", 0..<40)
        #expect(harness.texts == expected)
        #expect(harness.losses.isEmpty)
    }

    @Test("R4 R5 a chain of files with one header is read whole", arguments: watchModes)
    func chain(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("\(Self.header)\n")
        harness.settle()
        for round in 0..<3 {
            for index in stride(from: round, to: 0, by: -1) {
                try harness.rename("app.log.\(index)", "app.log.\(index + 1)")
            }
            try harness.rename("app.log", "app.log.1")
            try harness.append([Self.header, "line \(round)"].asLines)
        }
        harness.finishRotations()
        #expect(harness.texts.filter { $0 == Self.header }.count == 4)
        #expect(harness.texts.filter { $0 != Self.header }.sorted() == numbered("line", 0..<3))
    }
}

/// Copies that are made by and by, while the program stops and starts.
@Suite("copies over a restart")
struct CopyRestartTests {
    private static let first = numbered("first", 0..<200)

    @Test(
        "R5 K1 a copy inside the glob that grows over a restart is not counted", arguments: watchModes,
        [2, 7, 12])
    func grows(_ watch: LogSource.WatchPreference, _ restartAt: Int) throws {
        let harness = try TailHarness(watch, globs: ["app.log*"])
        try harness.append(Self.first.asLines)
        harness.settle()
        let content = try harness.content(of: "app.log")
        for (round, start) in stride(from: 0, to: content.count, by: 150).enumerated() {
            try harness.append(Array(content[start..<min(start + 150, content.count)]), to: "app.log.1")
            // Longer than a copy is waited for: it is taken for what it holds so far.
            for _ in 0..<4 { harness.turn(after: .milliseconds(900)) }
            if round == restartAt { harness.restart() }
        }
        harness.finishRotations()
        try harness.truncate()
        try harness.append("new 0\n")
        harness.finishRotations()
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts == Self.first + ["new 0"])
        #expect(harness.losses.allSatisfy { $0.range.isEmpty })
    }

    @Test(
        "C1 K1 lines that only a known copy holds after the truncation are read from it, over a restart too",
        arguments: watchModes, [false, true])
    func remainderInKnownCopy(_ watch: LogSource.WatchPreference, _ isRestarted: Bool) throws {
        let harness = try TailHarness(watch, globs: ["app.log*"])
        try harness.append(Self.first.asLines)
        harness.settle()
        try harness.copy("app.log", to: "app.log.1")
        harness.finishRotations()
        try harness.append("late 0\n")
        try harness.append("late 0\n", to: "app.log.1")
        try harness.truncate()
        try harness.append("new 0\n")
        if isRestarted { harness.restart() }
        harness.finishRotations()
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts.sorted() == (Self.first + ["late 0", "new 0"]).sorted())
        #expect(harness.losses.isEmpty)
    }

    @Test("R5 a copy that was deleted while the program was down is no loss", arguments: watchModes)
    func deletedCopy(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["app.log*"])
        try harness.append(Self.first.asLines)
        harness.settle()
        try harness.copy("app.log", to: "app.log.1")
        harness.finishRotations()
        try harness.remove("app.log.1")
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts == Self.first)
        #expect(harness.losses.isEmpty)
    }
}
