import Testing

@testable import LogTailing

@Suite("lines")
struct LineTests {
    @Test("L1 a line written in two parts is read once, wherever it is cut", arguments: watchModes)
    func partialLine(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        let line = Array("grüße 🚀 done\r\n".utf8)
        for cut in 0...line.count {
            try harness.append(Array(line[..<cut]), to: "app.log")
            harness.turn(after: .milliseconds(260))
            try harness.append(Array(line[cut...]), to: "app.log")
            harness.turn(after: .milliseconds(260))
        }
        #expect(harness.texts == Array(repeating: "grüße 🚀 done\r", count: line.count + 1))
    }

    @Test("L2 a partial line survives a restart", arguments: watchModes)
    func partialLineAndRestart(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\nhal")
        harness.settle()
        harness.restart()
        harness.settle()
        try harness.append("f\n")
        harness.settle()
        #expect(harness.texts == ["a 0", "half"])
    }

    @Test("a rotation between two runs is finished first", arguments: watchModes)
    func rotationAndRestart(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\n")
        harness.settle()
        try harness.append("a 1\n")
        try harness.rename("app.log", "app.log.1")
        try harness.append("b 0\n")
        harness.restart()
        harness.settle()
        #expect(harness.texts == ["a 0", "a 1", "b 0"])
    }

    @Test("L5 NULs inside a line are bytes of it", arguments: watchModes)
    func nulBytes(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append([65, 0, 66, 10, 67, 0, 0], to: "app.log")
        harness.settle()
        try harness.append([10, 0, 10] + [UInt8](repeating: 0, count: 1 << 20) + [68, 10], to: "app.log")
        harness.settle()
        let lines = harness.consumer.lines.map(\.bytes)
        // At the front of a line NULs are a hole or as good as one; the text after them is what must come through.
        #expect(lines == [[65, 0, 66], [67, 0, 0], [], [68]])
    }

    @Test(
        "L7 an over-long line is delivered once, cut, in whatever steps it was written",
        arguments: watchModes, [1, 7, 1000, 30_000])
    func overLongLine(_ watch: LogSource.WatchPreference, _ writes: Int) throws {
        var options = TailOptions()
        options.bufferBytes = 4096
        let harness = try TailHarness(watch, maxLineBytes: 20_000, options: options)
        let exact = String(repeating: "e", count: 20_000)
        let text = Array("before\n\(exact)\n\(String(repeating: "x", count: 30_000))\nafter\nlast\n".utf8)
        let step = max(text.count / writes, 1)
        for start in stride(from: 0, to: text.count, by: step) {
            try harness.append(Array(text[start..<min(start + step, text.count)]), to: "app.log")
            if start / step % 10 == 0 { harness.turn(after: .milliseconds(260)) }
        }
        harness.settle()
        #expect(harness.texts == ["before", exact, String(repeating: "x", count: 20_000), "after", "last"])
        #expect(harness.consumer.lines.map(\.origin.isTruncatedLine) == [false, false, true, false, false])
    }

    @Test(
        "L7 an over-long line that never ends does not hold the file up after a restart",
        arguments: watchModes)
    func overLongLineAndRestart(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, maxLineBytes: 1000)
        try harness.append(String(repeating: "x", count: 600_000))
        harness.settle()
        harness.restart()
        try harness.append(String(repeating: "x", count: 600_000))
        harness.settle()
        try harness.append("\nnext\n")
        harness.settle()
        #expect(harness.texts == [String(repeating: "x", count: 1000), "next"])
    }

    @Test(
        "L4 L8 lines are what lies between newlines, in any file",
        arguments: ["", "\n", "\n\n\n", "no newline", "a\n\nb", "\r\n\r\n", "a\rb\n", "\n\r"], watchModes
    )
    func oddFiles(_ content: String, _ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append(content)
        harness.settle()
        let parts = content.utf8.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
        #expect(harness.consumer.lines.map(\.bytes) == Array(parts.dropLast()))
    }
}
