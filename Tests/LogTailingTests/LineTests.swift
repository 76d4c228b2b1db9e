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

    @Test(
        "L1 L2 a line cut at any byte goes on after a restart or with its file closed", arguments: watchModes)
    func partialLineAnywhere(_ watch: LogSource.WatchPreference) throws {
        let line = Array("é🚀\u{FFFD}x\r\n".utf8)
        for cut in 0...line.count {
            let harness = try TailHarness(watch)
            try harness.append("before\n")
            try harness.append(Array(line[..<cut]), to: "app.log")
            harness.turn()
            if cut % 2 == 0 { harness.restart() } else { harness.closeFiles() }
            harness.turn(after: .milliseconds(260))
            try harness.append(Array(line[cut...]), to: "app.log")
            harness.settle()
            #expect(harness.texts == ["before", "é🚀\u{FFFD}x\r"], "cut at \(cut)")
        }
    }

    @Test(
        "L4 carriage returns at the edge of the buffer stay where they are", arguments: 1015..<1030,
        watchModes)
    func carriageReturnAtEdge(_ length: Int, _ watch: LogSource.WatchPreference) throws {
        var options = TailOptions()
        options.bufferBytes = 1024
        let harness = try TailHarness(watch, options: options)
        let text = String(repeating: "a", count: length) + "\r\nb\rc\r\r\n\r\nd\n"
        try harness.append(text)
        harness.settle()
        let wanted = text.utf8.split(separator: newlineByte, omittingEmptySubsequences: false).dropLast().map(
            Array.init)
        #expect(harness.consumer.lines.map(\.bytes) == wanted)
        var consumer = RecordingConsumer()
        var reader = WholeFile(maxLineBytes: 1_000_000, bufferBytes: 1024)
        try reader.read(harness.path("app.log"), into: &consumer)
        #expect(consumer.lines == harness.consumer.lines)
    }

    @Test("L5 a megabyte of NULs inside a line belongs to it", arguments: watchModes)
    func megabyteOfNULs(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, maxLineBytes: 2_000_000)
        let line = [65] + [UInt8](repeating: 0, count: 1 << 20) + [66]
        try harness.append(line + [newlineByte, 67, newlineByte], to: "app.log")
        harness.settle()
        #expect(harness.consumer.lines.map(\.bytes.count) == [line.count, 1])
        #expect(harness.consumer.lines.first?.bytes == line)
        #expect(harness.consumer.lines.first?.origin.isTruncatedLine == false)
    }

    @Test(
        "L8 what ends without a newline is a line once its file is finished",
        arguments: [("", 0), ("\n", 1), ("\n\n", 2), ("no newline", 1), ("a\n\nb", 3)], watchModes)
    func finishedFile(_ file: (content: String, lines: Int), _ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append(file.content)
        harness.settle()
        try harness.rename("app.log", "app.log.1")
        harness.finishRotations()
        #expect(harness.consumer.lines.count == file.lines)
        var consumer = RecordingConsumer()
        var reader = WholeFile(maxLineBytes: 1_000_000)
        try reader.read(harness.path("app.log.1"), into: &consumer)
        #expect(consumer.lines.map(\.bytes) == harness.consumer.lines.map(\.bytes))
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
