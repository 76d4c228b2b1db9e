import Testing

@testable import LogTailing

/// The two byte orders of UTF-16.
enum ByteOrder: CaseIterable, Sendable {
    case little, big

    func bytes(_ text: String) -> [UInt8] { bytes(units: Array(text.utf16)) }

    func bytes(units: [UInt16]) -> [UInt8] {
        units.flatMap { unit -> [UInt8] in
            let (low, high) = (UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8))
            return self == .little ? [low, high] : [high, low]
        }
    }

    var mark: [UInt8] { bytes("\u{FEFF}") }
}

@Suite("UTF-16")
struct UTF16Tests {
    /// Newline bytes that are no newlines (U+0A0A, U+0A00, U+000D), pairs, and lines of any length.
    private static let lines = ["first", "grüße 🚀 ਊ\u{0A00}end\r", "", "🚀🚀", "last ਊ"]
    private static let content = lines.asLines

    private func whole(_ bytes: [UInt8], maxLineBytes: Int = 1_000_000, buffer: Int = 64) throws
        -> RecordingConsumer
    {
        let harness = try TailHarness()
        try harness.append(bytes, to: "file")
        var consumer = RecordingConsumer()
        var reader = WholeFile(maxLineBytes: maxLineBytes, bufferBytes: buffer)
        try reader.read(harness.path("file"), into: &consumer)
        return consumer
    }

    @Test(
        "L9: a UTF-16 file written in two parts gives its lines once, wherever it is cut, with offsets in its bytes",
        arguments: ByteOrder.allCases, watchModes)
    func splitAnywhere(_ order: ByteOrder, _ watch: LogSource.WatchPreference) throws {
        let bytes = order.mark + order.bytes(Self.content)
        for cut in 0...bytes.count {
            let harness = try TailHarness(watch)
            try harness.append(Array(bytes[..<cut]), to: "app.log")
            harness.turn()
            try harness.append(Array(bytes[cut...]), to: "app.log")
            harness.turn(after: .milliseconds(260))
            harness.turn(after: .milliseconds(260))
            #expect(harness.texts == Self.lines, "cut at \(cut)")
            var offset = order.mark.count
            for (line, delivered) in zip(Self.lines, harness.consumer.lines) {
                #expect(delivered.origin.offset == UInt64(offset), "cut at \(cut), line \(line)")
                offset += order.bytes(line + "\n").count
            }
        }
    }

    @Test("L9: a UTF-16 file goes on in its encoding after a restart anywhere", arguments: ByteOrder.allCases)
    func resumes(_ order: ByteOrder) throws {
        // Longer than the marker of the head, so that what is read again does not begin with the file.
        let lines = (0..<60).map { "line \($0) ਊ🚀" }
        let bytes = order.mark + order.bytes(lines.asLines)
        for cut in stride(from: 1, to: bytes.count, by: 7) {
            let harness = try TailHarness(.poll)
            try harness.append(Array(bytes[..<cut]), to: "app.log")
            harness.turn()
            harness.restart()
            try harness.append(Array(bytes[cut...]), to: "app.log")
            harness.settle()
            #expect(harness.texts == lines, "cut at \(cut)")
        }
    }

    @Test("L9: in random pieces with restarts, and in any buffer, the lines are the same", arguments: 0..<40)
    func randomPieces(_ seed: Int) throws {
        var random = SeededRandom(seed: seed)
        let order: ByteOrder = seed % 2 == 0 ? .little : .big
        let alphabet: [UInt16] = [0x0A, 0x0A00, 0x0A0A, 0x41, 0x0D, 0xE9, 0x20AC, 0xD83D, 0xDE80, 0x010A]
        var units = (0..<random.next(below: 900)).map { _ in alphabet[random.next(below: alphabet.count)] }
        units.append(0x0A)
        let limit = 1 + random.next(below: 300)
        let bytes = order.mark + order.bytes(units: units)
        let wanted = expected(units, limit / 2 * 2)
        var options = TailOptions()
        options.bufferBytes = 1024 + random.next(below: 300)
        let harness = try TailHarness(.auto, maxLineBytes: limit, options: options)
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 1 + random.next(below: 400))
            try harness.append(Array(bytes[start..<end]), to: "app.log")
            harness.turn()
            if random.next(below: 4) == 0 { harness.restart() }
            start = end
        }
        harness.settle()
        #expect(harness.texts == wanted.map(\.text), "seed \(seed)")
        #expect(harness.consumer.lines.map(\.origin.isTruncatedLine) == wanted.map(\.isCut), "seed \(seed)")
        let read = try whole(bytes, maxLineBytes: limit, buffer: 8 + random.next(below: 500))
        #expect(read.lines.map(\.text) == wanted.map(\.text), "seed \(seed)")
        #expect(read.lines.map(\.origin.isTruncatedLine) == wanted.map(\.isCut), "seed \(seed)")
    }

    /// The lines of code units, cut at `limit` bytes; a pair cut apart is left out.
    private func expected(_ units: [UInt16], _ limit: Int) -> [(text: String, isCut: Bool)] {
        let limit = max(limit, 2)
        return units.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map { line in
            let isCut = line.count * 2 > limit
            var kept = Array(line.prefix(limit / 2))
            if isCut, let last = kept.last, UTF16.isLeadSurrogate(last) { kept.removeLast() }
            return (String(decoding: kept, as: UTF16.self), isCut)
        }
    }

    @Test("L9: a lone surrogate becomes U+FFFD", arguments: ByteOrder.allCases)
    func loneSurrogates(_ order: ByteOrder) throws {
        let units: [UInt16] = [0x41, 0xDC00, 0x42, 0xD800, 0x0A, 0xD800, 0xD83D, 0xDE80, 0x0A, 0xDE80]
        let read = try whole(order.mark + order.bytes(units: units) + [0x41])
        #expect(read.lines.map(\.text) == ["A\u{FFFD}B\u{FFFD}", "\u{FFFD}🚀", "\u{FFFD}\u{FFFD}"])
    }

    @Test(
        "L9: an over-long line of UTF-16 is cut once, and the next line is right",
        arguments: ByteOrder.allCases,
        watchModes)
    func overLong(_ order: ByteOrder, _ watch: LogSource.WatchPreference) throws {
        var options = TailOptions()
        options.bufferBytes = 2048
        let harness = try TailHarness(watch, maxLineBytes: 5001, options: options)
        let exact = String(repeating: "e", count: 2500)
        let long = String(repeating: "x", count: 2499) + "🚀" + String(repeating: "y", count: 20_000)
        let bytes = order.mark + order.bytes("\(exact)\n\(long)\nnext\n")
        for start in stride(from: 0, to: bytes.count, by: 777) {
            try harness.append(Array(bytes[start..<min(start + 777, bytes.count)]), to: "app.log")
            harness.turn(after: .milliseconds(260))
        }
        harness.settle()
        #expect(harness.texts == [exact, String(repeating: "x", count: 2499), "next"])
        #expect(harness.consumer.lines.map(\.origin.isTruncatedLine) == [false, true, false])
    }

    @Test("L9: start_at end finds the last newline of UTF-16", arguments: ByteOrder.allCases)
    func startsAtEnd(_ order: ByteOrder) throws {
        let harness = try TailHarness(.auto, startAt: .end)
        try harness.append(order.mark + order.bytes("old\nਊ \u{0A00}ha"), to: "app.log")
        harness.settle()
        try harness.append(order.bytes("lf\nnew\n"), to: "app.log")
        harness.settle()
        #expect(harness.texts == ["ਊ \u{0A00}half", "new"])
    }

    @Test(
        "L9: a file truncated and written anew in another encoding is read in that one", arguments: watchModes
    )
    func encodingChanges(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append(ByteOrder.little.mark + ByteOrder.little.bytes("wide line\n"), to: "app.log")
        harness.settle()
        try harness.truncate()
        harness.settle()
        try harness.append("plain\n")
        harness.settle()
        try harness.truncate()
        harness.settle()
        try harness.append(ByteOrder.big.mark + ByteOrder.big.bytes("grüße\n"), to: "app.log")
        harness.settle()
        #expect(harness.texts == ["wide line", "plain", "grüße"])
    }

    @Test(
        "L9: a last line without newline, and space allocated ahead, are no trouble",
        arguments: ByteOrder.allCases)
    func lastLine(_ order: ByteOrder) throws {
        let harness = try TailHarness(.poll)
        try harness.append(
            order.mark + order.bytes("a\nb\n") + [UInt8](repeating: 0, count: 5000), to: "app.log")
        harness.settle()
        #expect(harness.texts == ["a", "b"])
        let read = try whole(order.mark + order.bytes("a\nĀ") + [UInt8](repeating: 0, count: 50))
        #expect(read.lines.map(\.text) == ["a", "Ā"])
        try harness.append(order.mark + order.bytes("x\nĀ"), to: "other")
        try harness.rename("other", "app.log")
        harness.settle()
        try harness.remove("app.log")
        harness.finishRotations()
        #expect(harness.texts == ["a", "b", "x", "Ā"])
    }

    @Test("a UTF-8 byte order mark stays in the first line")
    func utf8Mark() throws {
        let harness = try TailHarness(.poll)
        try harness.append("\u{FEFF}a\nb\n")
        harness.settle()
        #expect(harness.texts == ["\u{FEFF}a", "b"])
    }
}
