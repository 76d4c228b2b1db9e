import Foundation
import Testing

@testable import LogTailing

@Suite("long lines and long holes")
struct LongLineTests {
    /// Counts lines without keeping them.
    private struct Counter: LineConsumer {
        var lines = 0
        var truncated = 0
        var largestBlock = 0
        var last: [UInt8] = []

        mutating func consume(_ block: Span<UInt8>, from origin: BlockOrigin) {
            largestBlock = max(largestBlock, block.count)
            lines += block.count < 100 ? block.indices.count { block[$0] == newlineByte } : 1
            if origin.isTruncatedLine { truncated += 1 }
            if block.count < 100 {
                last = []
                for index in block.indices { last.append(block[index]) }
            }
        }

        mutating func batchEnded(_ batch: TailBatch) {}
    }

    /// Megabytes of the line without a newline; the nightly run asks for a thousand.
    private static let megabytes =
        ProcessInfo.processInfo.environment["LONG_LINE_MEGABYTES"].flatMap { Int($0) } ?? 256

    @Test(
        "L7: a line of hundreds of megabytes is cut once in bounded memory, and the next line is right",
        arguments: watchModes)
    func hugeLine(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let writer = try Writer(harness.path("app.log"))
        let driver = harness.driver
        var counter = Counter()
        var now = harness.now
        var largestBuffer = 0
        func turn() {
            now += .milliseconds(260)
            _ = driver.turn(&counter, now: now)
            largestBuffer = max(largestBuffer, driver.reader.buffer.count)
        }
        for round in 0..<Self.megabytes {
            try writer.write(piece)
            if round % 8 == 0 || round < 4 { turn() }
        }
        try writer.write("\nnext\n")
        while driver.status().logs[0].lagBytes > 0 { turn() }
        #expect(counter.lines == 2)
        #expect(counter.truncated == 1)
        #expect(counter.last == Array("next\n".utf8))
        #expect(counter.largestBlock == 1_000_001)
        #expect(largestBuffer <= 1_000_001 + TailOptions().bufferBytes)
        var whole = Counter()
        var reader = WholeFile(maxLineBytes: 1_000_000)
        try reader.read(harness.path("app.log"), into: &whole)
        #expect(whole.lines == 2 && whole.truncated == 1 && whole.largestBlock == 1_000_001)
    }

    @Test(
        "L7: a line of ten megabytes is cut, or delivered whole where the limit allows",
        arguments: [1_000_000, 20_000_000])
    func longLine(_ limit: Int) throws {
        let harness = try TailHarness(.poll, maxLineBytes: limit)
        let line = [UInt8](repeating: UInt8(ascii: "y"), count: 10_000_000)
        try harness.append(line + [newlineByte] + Array("next\n".utf8), to: "app.log")
        var counter = Counter()
        for step in 0..<10 { _ = harness.driver.turn(&counter, now: harness.now + .milliseconds(260 * step)) }
        #expect(counter.lines == 2)
        #expect(counter.truncated == (limit < line.count ? 1 : 0))
        #expect(counter.largestBlock == min(limit, line.count) + 1)
        #expect(counter.last == Array("next\n".utf8))
        #expect(harness.driver.reader.buffer.count == TailOptions().bufferBytes, "the buffer shrinks again")
    }

    @Test("L7: filling space allocated ahead costs reads for what is new, not for all that is still empty")
    func filledAhead() throws {
        let kernel = FaultyKernel()
        let harness = try TailHarness(.poll, options: TailOptions(kernel))
        let writer = try Writer(harness.path("app.log"), appends: false)
        try harness.append([UInt8](repeating: 0, count: 16 << 20), to: "app.log")
        harness.settle()
        _ = kernel.takeCalls()
        for round in 0..<50 {
            try writer.write("line \(round)\n")
            harness.turn(after: .milliseconds(260))
        }
        let reads = kernel.takeCalls()[.read, default: 0]
        #expect(harness.texts == numbered("line", 0..<50))
        #expect(reads <= 50 * 4, "a search of all would take 256 reads each time: \(reads)")
        #expect(harness.losses.isEmpty && harness.status.truncations == 0)
    }

    @Test("L7: what is written behind a gap in the empty space is found", arguments: watchModes)
    func gapInEmptySpace(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        let front = try Writer(harness.path("app.log"), appends: false)
        try harness.append([UInt8](repeating: 0, count: 8 << 20), to: "app.log")
        try front.write("first\n")
        harness.settle()
        let far = try Writer(harness.path("app.log"), appends: false)
        try far.seek(to: 5 << 20)
        try far.write("far\n")
        harness.settle()
        #expect(harness.texts == ["first", "far"])
        #expect(harness.consumer.lines.last?.origin.offset == 5 << 20)
    }

    @Test("L7: a search through NULs gives other files their turn")
    func searchIsCutShort() throws {
        var options = TailOptions()
        options.bytesPerTurn = 1 << 20
        let harness = try TailHarness(.poll, globs: ["*.log"], options: options)
        let zeros = try Writer(harness.path("a.log"))
        try zeros.write([UInt8](repeating: 0, count: 8 << 20))
        try zeros.write("behind\n")
        try harness.append("b 0\n", to: "b.log")
        harness.turn()
        #expect(harness.texts == ["b 0"])
        for _ in 0..<20 { harness.turn() }
        #expect(harness.texts == ["b 0", "behind"])
    }
}
