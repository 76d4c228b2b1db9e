import Testing

@testable import LogTailing

/// Copies of files that are read already: logrotate's `renamecopy`, and copies that show long after.
@Suite("copies of what was read")
struct RenamedCopyTests {
    private static let globs = ["app.log", "app.log*"]

    /// As logrotate does it: renamed, created anew, copied, and the renamed one removed.
    private func renameCopy(
        _ harness: TailHarness, count: Int, lookingBetween: Bool
    ) throws {
        for index in stride(from: count, to: 0, by: -1) {
            try harness.rename("app.log.\(index)", "app.log.\(index + 1)")
        }
        try harness.rename("app.log", "app.log.tmp")
        try harness.append("")
        if lookingBetween { harness.turn(after: .milliseconds(2100)) }
        try harness.copy("app.log.tmp", to: "app.log.1")
        if lookingBetween { harness.turn(after: .milliseconds(2100)) }
        try harness.remove("app.log.tmp")
    }

    @Test(
        "R5 renamecopy: the copy of a renamed file is not counted again, now and after a restart",
        arguments: watchModes, globs)
    func renameCopies(_ watch: LogSource.WatchPreference, _ glob: String) throws {
        for lookingBetween in [false, true] {
            let harness = try TailHarness(watch, globs: [glob])
            var expected: [String] = []
            for round in 0..<5 {
                let lines = numbered("round \(round)", 0..<100)
                try harness.append(lines.asLines)
                expected += lines
                harness.settle()
                try renameCopy(harness, count: round, lookingBetween: lookingBetween)
                harness.settle()
                if round % 2 == 1 { harness.finishRotations() }
                if round % 3 == 1 { harness.restart() }
                harness.settle()
            }
            harness.finishRotations()
            harness.restart()
            harness.finishRotations()
            #expect(harness.texts.sorted() == expected.sorted(), "looking between: \(lookingBetween)")
            #expect(harness.losses.isEmpty)
        }
    }

    @Test(
        "R5 renamecopy: what came in after the rename and was copied too is counted once",
        arguments: watchModes, globs)
    func lateLines(_ watch: LogSource.WatchPreference, _ glob: String) throws {
        let harness = try TailHarness(watch, globs: [glob])
        for round in 0..<3 {
            let writer = try Writer(harness.path("app.log"))
            try writer.write(numbered("\(round) early", 0..<50).asLines)
            harness.settle()
            try writer.write(numbered("\(round) late", 0..<50).asLines)
            try renameCopy(harness, count: round, lookingBetween: round == 1)
            harness.settle()
        }
        harness.finishRotations()
        let expected = (0..<3).flatMap { numbered("\($0) early", 0..<50) + numbered("\($0) late", 0..<50) }
        #expect(harness.texts.sorted() == expected.sorted())
        #expect(harness.losses.isEmpty)
    }

    @Test(
        "R5 renamecopy: a copy of a file that is gone is known when it first shows at a later rotation",
        arguments: watchModes, [false, true])
    func showsLate(_ watch: LogSource.WatchPreference, _ restarts: Bool) throws {
        let harness = try TailHarness(watch, globs: ["app.log*"])
        let lines = numbered("old", 0..<100)
        try harness.append(lines.asLines)
        harness.settle()
        try harness.copy("app.log", to: "elsewhere")
        try harness.remove("app.log")
        harness.finishRotations()
        try harness.append("new 0\n")
        harness.settle()
        if restarts { harness.restart() }
        try harness.rename("elsewhere", "app.log.2")
        harness.finishRotations()
        #expect(harness.texts == lines + ["new 0"])
        // What comes behind in the copy is read on.
        try harness.append("old 100\n", to: "app.log.2")
        harness.finishRotations()
        #expect(harness.texts == lines + ["new 0", "old 100"])
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts.count == lines.count + 2)
        #expect(harness.losses.isEmpty)
    }

    @Test(
        "R5 renamecopy: a file that holds the same as a gone one under a name of its own is read",
        arguments: watchModes)
    func sameContentOwnName(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["*.log*"])
        for name in ["job-1.log", "job-2.log", "app.log", "app.log"] {
            try harness.append("started 0\ndone 0\n", to: name)
            harness.settle()
            try harness.remove(name)
            harness.finishRotations()
        }
        #expect(harness.texts.count == 8)
    }

    @Test("R5 renamecopy: a file that only begins like a gone one is read whole", arguments: watchModes)
    func beginsAlike(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["app.log*"])
        try harness.append("started 0\n")
        harness.settle()
        try harness.remove("app.log")
        harness.finishRotations()
        try harness.append("started 0\nmore 0\n", to: "app.log.1")
        harness.finishRotations()
        #expect(harness.texts == ["started 0", "started 0", "more 0"])
    }
}
