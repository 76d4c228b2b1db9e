import Testing

@testable import LogTailing

@Suite("copies")
struct CopyTests {
    @Test(
        "C1 R5 what copytruncate cut off unread is read from the copy, inside and outside of the glob",
        arguments: watchModes, ["app.log", "app.log*"])
    func remainderInCopy(_ watch: LogSource.WatchPreference, _ glob: String) throws {
        let harness = try TailHarness(watch, globs: [glob])
        var expected: [String] = []
        for round in 0..<4 {
            try harness.append(numbered("r\(round) seen", 0..<50).asLines)
            harness.settle()
            try harness.append(numbered("r\(round) unseen", 0..<50).asLines)
            for index in stride(from: round, to: 0, by: -1) {
                try harness.rename("app.log.\(index)", "app.log.\(index + 1)")
            }
            try harness.copyTruncate(to: "app.log.1")
            // Smaller, equal and larger than before the truncation.
            let refill = numbered("r\(round) refill", 0..<[1, 100, 300, 2][round])
            try harness.append(refill.asLines)
            harness.settle()
            expected += numbered("r\(round) seen", 0..<50) + numbered("r\(round) unseen", 0..<50) + refill
        }
        harness.finishRotations()
        #expect(harness.texts.sorted() == expected.sorted())
        #expect(harness.status.truncations == 4)
        #expect(harness.losses.isEmpty)
    }

    @Test(
        "R5 a copy made inside the glob, by and by and long before the truncation, is not counted",
        arguments: watchModes)
    func slowCopy(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["app.log*"])
        let first = numbered("first", 0..<500)
        try harness.append(first.asLines)
        harness.settle()
        let content = try harness.content(of: "app.log")
        for start in stride(from: 0, to: content.count, by: 1000) {
            try harness.append(Array(content[start..<min(start + 1000, content.count)]), to: "app.log.1")
            harness.turn(after: .milliseconds(300))
        }
        harness.settle()
        try harness.append("more 0\n")
        harness.settle()
        try harness.append("more 0\n", to: "app.log.1")
        try harness.append("last 0\n")
        try harness.append("last 0\n", to: "app.log.1")
        harness.settle()
        try harness.truncate()
        try harness.append("new 0\n")
        harness.finishRotations()
        #expect(harness.texts.sorted() == (first + ["more 0", "last 0", "new 0"]).sorted())
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts.count == first.count + 3)
    }

    @Test("R5 other files with an equal beginning are other files", arguments: watchModes)
    func equalHeads(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["*"])
        let banner = String(repeating: "=", count: 1000) + "\n"
        try harness.append(banner + "a 0\n")
        harness.settle()
        try harness.append(banner + "b 0\n", to: "app.log.1")
        try harness.append(banner + "a 0\n", to: "other")
        harness.finishRotations()
        #expect(harness.texts.filter { $0 == "a 0" }.count == 2)
        #expect(harness.texts.filter { $0 == "b 0" }.count == 1)
    }

    @Test("C6 what copytruncate cut off while we were down is read from the copy", arguments: watchModes)
    func whileAway(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append(numbered("seen", 0..<100).asLines)
        harness.settle()
        try harness.append(numbered("unseen", 0..<100).asLines)
        try harness.copyTruncate(to: "app.log-20260207")
        try harness.append(numbered("new", 0..<300).asLines)
        harness.restart()
        harness.finishRotations()
        let expected = numbered("seen", 0..<100) + numbered("unseen", 0..<100) + numbered("new", 0..<300)
        #expect(harness.texts.sorted() == expected.sorted())
        #expect(harness.losses.isEmpty)
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts.count == 500)
    }

    @Test(
        "C1 C7 a truncation without a copy is a loss event, also when no lost byte is known",
        arguments: watchModes)
    func lossWithoutTrace(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\n")
        harness.settle()
        try harness.append("never seen 0\n")
        try harness.truncate()
        try harness.append("b 0\n")
        harness.settle()
        #expect(harness.texts == ["a 0", "b 0"])
        #expect(harness.losses.map(\.range) == [4..<4])
        #expect(harness.losses.map(\.isExtentKnown) == [false])
        #expect(harness.status.lossEvents == [.truncated: 1])
        #expect(harness.status.lostBytes.isEmpty)
    }

    @Test("a long copy is compared within the budget of each turn, and others are read meanwhile")
    func budgeted() throws {
        var options = TailOptions()
        options.bytesPerTurn = 64 << 10
        let harness = try TailHarness(.poll, globs: ["app.log", "other.log"], options: options)
        let lines = numbered("line", 0..<100_000)
        try harness.append(lines.asLines)
        for _ in 0..<40 { harness.turn(after: .milliseconds(260)) }
        #expect(harness.texts.count == lines.count)
        try harness.append("unseen\n")
        try harness.copyTruncate(to: "app.log.1")
        var turns = 0
        while harness.texts.last != "unseen" && turns < 100 {
            try harness.append("other \(turns)\n", to: "other.log")
            harness.turn(after: .milliseconds(260))
            turns += 1
        }
        #expect(turns > 5 && turns < 60, "1.1 MB at 256 KiB a turn or less")
        #expect(harness.texts.filter { $0.hasPrefix("other") }.count >= turns - 1)
    }
}
