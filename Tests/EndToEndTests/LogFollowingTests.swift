import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Following logs")
    struct LogFollowingTests {
        @Test("a line that printf appends becomes visible; the time it took is printed")
        func showsLineSoon() throws {
            let place = try TemporaryDirectory("latency")
            try place.write("", to: "logs/orchestrator.log")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            #expect(try exporter.value(of: SampleLines.errorEntries, becoming: 0) == 0)

            var milliseconds: [Double] = []
            let clock = ContinuousClock()
            for number in 1...30 {
                try place.append(SampleLines.error(number), to: "logs/orchestrator.log")
                let start = clock.now
                let seen = try exporter.value(of: SampleLines.errorEntries, becoming: Double(number))
                #expect(seen == Double(number))
                milliseconds.append((clock.now - start) / .milliseconds(1))
            }
            milliseconds.sort()
            print(
                "line to /metrics, 30 lines: median \(milliseconds[15]) ms, slowest \(milliseconds[29]) ms",
                "(budget 100 ms)")
        }

        @Test("a line appended by another program's printf is counted")
        func seesShellAppend() throws {
            let place = try TemporaryDirectory("printf")
            let log = try place.write("", to: "logs/orchestrator.log")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            let shell = try ChildProcess.run(
                "/bin/sh",
                [
                    "-c",
                    #"printf '2026-02-07 12:00:00,1 - a - ERROR - one\n2026-02-07 ERR' >> "$0"; printf 'OR two\n' >> "$0""#,
                    log,
                ])
            #expect(shell.status == 0)
            #expect(try exporter.value(of: SampleLines.lines, becoming: 2) == 2)
            #expect(try exporter.value(of: SampleLines.errorEntries, becoming: 2) == 2)
        }

        @Test("1 MB/s with a rotation, scraped each second: no line is missed or doubled")
        func countsFastLogExactly() throws {
            let place = try TemporaryDirectory("fast")
            try place.write("", to: "logs/orchestrator.log")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            var writer = try PacedWriter(path: place.path("logs/orchestrator.log"))

            var lastSeen = 0.0
            for tick in 1...8 * PacedWriter.ticksPerSecond {
                try writer.writeTick()
                if tick == 4 * PacedWriter.ticksPerSecond + 7 { try writer.rotate() }
                if tick % PacedWriter.ticksPerSecond == 0 {
                    let seen = try exporter.scrape()[SampleLines.lines] ?? 0
                    #expect(seen >= lastSeen, "a counter never goes down")
                    lastSeen = seen
                }
                writer.waitForNextTick(tick)
            }
            try writer.finish()

            let lines = Double(writer.errors + writer.infos)
            #expect(try exporter.value(of: SampleLines.lines, becoming: lines) == lines)
            let scrape = try exporter.scrape()
            #expect(scrape[SampleLines.errorEntries] == Double(writer.errors))
            #expect(scrape[SampleLines.infoEntries] == Double(writer.infos))
            #expect(scrape[SampleLines.bytes] == Double(writer.bytes))
            #expect(scrape[#"orchestrator_log_rotations_total{log="orchestrator"}"#] == 1)
            #expect(scrape[#"orchestrator_log_lag_bytes{log="orchestrator"}"#] == 0)
        }

        @Test("lines written before the start are counted once, from the beginning")
        func countsBacklog() throws {
            let place = try TemporaryDirectory("backlog")
            let lines = (1...20_000).map { $0 % 10 == 0 ? SampleLines.error($0) : SampleLines.info($0) }
            try place.write(lines.joined(), to: "logs/orchestrator.log")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            #expect(try exporter.value(of: SampleLines.lines, becoming: 20_000) == 20_000)
            #expect(try exporter.scrape()[SampleLines.errorEntries] == 2000)
        }
    }
}

/// Appends about 1 MB a second in pieces that end anywhere, also in the middle of a line.
private struct PacedWriter {
    static let ticksPerSecond = 20
    private static let bytesPerTick = 50_000

    private(set) var errors = 0
    private(set) var infos = 0
    private(set) var bytes = 0
    private let path: String
    private var file: FileHandle
    private var waiting: [UInt8] = []
    private var random = SeededGenerator(seed: 20_260_207)
    private let start = ContinuousClock().now

    init(path: String) throws {
        self.path = path
        file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    mutating func writeTick() throws {
        while waiting.count < Self.bytesPerTick {
            let isError = Int.random(in: 0..<20, using: &random) == 0
            waiting += Array((isError ? SampleLines.error(errors) : SampleLines.info(infos)).utf8)
            if isError { errors += 1 } else { infos += 1 }
        }
        try write(count: Int.random(in: Self.bytesPerTick * 9 / 10...Self.bytesPerTick, using: &random))
    }

    /// Renames the file and goes on in a new one, as logrotate and Python's handlers do: at a line's end.
    mutating func rotate() throws {
        try finish()
        file.closeFile()
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        try Data().write(to: URL(fileURLWithPath: path))
        file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    mutating func finish() throws {
        try write(count: waiting.count)
    }

    func waitForNextTick(_ tick: Int) {
        let due = start + .seconds(1) * tick / Self.ticksPerSecond
        let wait = due - ContinuousClock().now
        if wait > .milliseconds(1) { waitBriefly(wait) }
    }

    private mutating func write(count: Int) throws {
        try file.write(contentsOf: Data(waiting.prefix(count)))
        waiting.removeFirst(count)
        bytes += count
    }
}
