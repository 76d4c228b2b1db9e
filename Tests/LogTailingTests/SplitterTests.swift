import Testing

@testable import LogTailing

@Suite("cutting blocks into lines")
struct SplitterTests {
    /// What any chunking must give: lines up to the limit whole, longer ones as their head.
    private func expected(_ bytes: [UInt8], _ limit: Int) -> [RecordingConsumer.Line] {
        var lines = bytes.split(separator: newlineByte, omittingEmptySubsequences: false).map(Array.init)
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines.map { line in
            let kept = Array(line.prefix(limit))
            let origin = BlockOrigin(logIndex: 0, fileID: 0, offset: 0, isTruncatedLine: line.count > limit)
            return .init(text: String(decoding: kept, as: UTF8.self), bytes: kept, origin: origin)
        }
    }

    private func randomText(_ random: inout SeededRandom) -> [UInt8] {
        let longest = [3, 40, 700][random.next(below: 3)]
        var text: [UInt8] = []
        for _ in 0..<random.next(below: 120) {
            for _ in 0..<random.next(below: longest) { text.append(UInt8(97 + random.next(below: 26))) }
            text.append(newlineByte)
        }
        return text + [UInt8](repeating: UInt8(ascii: "z"), count: random.next(below: 9))
    }

    @Test("the lines of a file do not depend on the buffer, the limit aside", arguments: 0..<60)
    func wholeFile(_ seed: Int) throws {
        var random = SeededRandom(seed: seed)
        let bytes = randomText(&random)
        let limit = 1 + random.next(below: 900)
        let harness = try TailHarness()
        try harness.append(bytes, to: "file")
        var consumer = RecordingConsumer()
        var reader = WholeFile(maxLineBytes: limit, bufferBytes: 2 + random.next(below: 2000))
        try reader.read(harness.path("file"), into: &consumer)
        let wanted = expected(bytes, limit)
        #expect(consumer.lines.map(\.bytes) == wanted.map(\.bytes), "seed \(seed)")
        #expect(
            consumer.lines.map(\.origin.isTruncatedLine) == wanted.map(\.origin.isTruncatedLine),
            "seed \(seed)")
    }

    @Test("a tailer gives the same lines in whatever pieces a file is written", arguments: 0..<60)
    func growingFile(_ seed: Int) throws {
        var random = SeededRandom(seed: seed)
        let bytes = randomText(&random) + [newlineByte]
        let limit = 1 + random.next(below: 900)
        var options = TailOptions()
        options.bufferBytes = 1024 + random.next(below: 2000)
        let harness = try TailHarness(.auto, maxLineBytes: limit, options: options)
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 1 + random.next(below: 1500))
            try harness.append(Array(bytes[start..<end]), to: "app.log")
            harness.turn()
            if random.next(below: 8) == 0 { harness.restart() }
            start = end
        }
        harness.settle()
        let wanted = expected(bytes, limit)
        #expect(harness.consumer.lines.map(\.bytes) == wanted.map(\.bytes), "seed \(seed)")
        #expect(
            harness.consumer.lines.map(\.origin.isTruncatedLine) == wanted.map(\.origin.isTruncatedLine),
            "seed \(seed)"
        )
    }

    @Test("records of inotify of any length are taken apart")
    func inotifyRecords() {
        func record(_ watch: Int32, _ mask: UInt32, _ name: String) -> [UInt8] {
            var name = Array(name.utf8)
            if !name.isEmpty { name += [UInt8](repeating: 0, count: 16 - name.count % 16) }
            var bytes: [UInt8] = []
            for word in [UInt32(bitPattern: watch), mask, 0, UInt32(name.count)] {
                for shift in stride(from: UInt32(0), to: 32, by: 8) {
                    bytes.append(UInt8(truncatingIfNeeded: word >> shift))
                }
            }
            return bytes + name
        }
        var bytes = record(1, 2, "app.log")
        bytes += record(-1, 0x4000, "")
        bytes += record(7, 0x100, "a-much-longer-file-name.log")
        bytes += [1, 0, 0]
        var events: [InotifyEvent] = []
        InotifyQueue.appendEvents(in: bytes.span, to: &events)
        #expect(events.map(\.name) == [BytePath("app.log"), nil, BytePath("a-much-longer-file-name.log")])
        #expect(events.map(\.watch) == [1, -1, 7])
        #expect(events[1].isOverflow)
    }
}

/// A small generator with a seed that a failure can print.
struct SeededRandom {
    private var state: UInt64

    init(seed: Int) {
        state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1
    }

    mutating func next(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }
}
