import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Debian's logrotate, in each of the ways in which it can rotate.
    @Suite("logrotate")
    struct LogrotateTests {
        struct Mode: Sendable, CustomTestStringConvertible {
            let testDescription: String
            /// What stands between the braces of logrotate's configuration.
            let directives: [String]
            /// The writer keeps its file open, as programs do for which `copytruncate` was made.
            var keepsFileOpen = false
            /// Old generations are deleted: rotated only once they are read, and not while the daemon is down.
            var deletes = false
            /// The log itself is left as it is.
            var copies = false
            /// Where old generations go that do not stay beside the log; the paths of the log name it too.
            var oldGlobs: [String] = []
            /// Nobody can know where a generation went that was moved elsewhere and compressed while nobody looked.
            var isHiddenWhileDown = false

            var rotatesWhileDown: Bool { !deletes && !isHiddenWhileDown }
        }

        static let modes = [
            Mode(testDescription: "create", directives: ["create 0644", "rotate 20"]),
            Mode(testDescription: "nocreate", directives: ["nocreate", "rotate 20"]),
            Mode(
                testDescription: "copytruncate", directives: ["copytruncate", "rotate 20"],
                keepsFileOpen: true),
            Mode(
                testDescription: "copytruncate and compress",
                directives: ["copytruncate", "compress", "rotate 20"], keepsFileOpen: true),
            Mode(
                testDescription: "copy", directives: ["copy", "rotate 20"], keepsFileOpen: true, copies: true),
            Mode(testDescription: "renamecopy", directives: ["renamecopy", "create 0644", "rotate 20"]),
            Mode(testDescription: "compress", directives: ["create 0644", "compress", "rotate 20"]),
            Mode(
                testDescription: "delaycompress",
                directives: ["create 0644", "compress", "delaycompress", "rotate 20"]),
            Mode(
                testDescription: "dateext",
                directives: ["create 0644", "dateext", "dateformat -%Y%m%d-%s", "rotate 20"]),
            Mode(
                testDescription: "dateext and compress",
                directives: ["create 0644", "dateext", "dateformat -%Y%m%d-%s", "compress", "rotate 20"]),
            Mode(
                testDescription: "olddir", directives: ["create 0644", "olddir ../old", "rotate 20"],
                oldGlobs: ["old/app.log*"]),
            Mode(
                testDescription: "olddir and compress",
                directives: ["create 0644", "olddir ../old", "compress", "rotate 20"],
                isHiddenWhileDown: true),
            Mode(
                testDescription: "rotate 1 and maxage", directives: ["create 0644", "rotate 1", "maxage 1"],
                deletes: true),
            Mode(testDescription: "rotate 0", directives: ["create 0644", "rotate 0"], deletes: true),
            Mode(testDescription: "su", directives: ["su @user @group", "create 0644", "rotate 20"]),
            Mode(
                testDescription: "extension and start",
                directives: ["create 0644", "extension .log", "start 0", "rotate 20"]),
            Mode(testDescription: "shred", directives: ["create 0644", "shred", "rotate 1"], deletes: true),
        ]

        @Test("what logrotate rotates is counted once, also over a restart in the middle", arguments: modes)
        func countsOnce(mode: Mode) throws {
            let place = try TemporaryDirectory("logrotate")
            try place.makeDirectory("old")
            let log = try ProducedLog("logs/app.log", and: mode.oldGlobs, in: place)
            let tool = try Logrotate(mode.directives, for: log.path, in: place)
            var writer = try LineWriter(log.path, keepsFileOpen: mode.keepsFileOpen)

            for _ in 1...3 {
                try writer.write(lines: 200)
                if mode.deletes { #expect(try log.linesCounted(becoming: writer.lines) == writer.lines) }
                try tool.rotate()
                try writer.write(lines: 50)
            }
            #expect(try log.linesCounted(becoming: writer.lines) == writer.lines, "before the restart")
            #expect(log.life.stop() == 0)
            try writer.write(lines: 200)
            if mode.rotatesWhileDown { try tool.rotate() }
            try writer.write(lines: 100)
            try log.life.start()
            try writer.write(lines: 50)
            #expect(try log.linesCounted(becoming: writer.lines) == writer.lines, "after the restart")
            try tool.rotate()
            try writer.write(lines: 50)

            #expect(try log.exporter.differences(from: writer.totals.series(log: "produced")) == [])
            #expect(try log.exporter.differences(from: writer.totals.paymentSeries) == [])
            if !mode.deletes, !mode.copies { #expect(try log.recount(["logs", "old"]) == writer.totals) }
            let lost = try log.exporter.scrape().samples.filter {
                $0.key.hasPrefix("orchestrator_log_lost_bytes_total")
            }
            #expect(lost.values.reduce(0, +) == 0, "\(lost)")
        }
    }
}

/// Runs logrotate for one log, each time as if it were due.
private struct Logrotate {
    private let configuration: String
    private let state: String

    enum Failure: Error {
        case failed(String)
    }

    init(_ directives: [String], for path: String, in place: TemporaryDirectory) throws {
        let user = try Self.answer(of: ["id", "-un"])
        let group = try Self.answer(of: ["id", "-gn"])
        let lines = directives.map {
            "    " + $0.replacing("@user", with: user).replacing("@group", with: group)
        }
        configuration = try place.write(
            "\(path) {\n    missingok\n\(lines.joined(separator: "\n"))\n}\n", to: "logrotate.conf")
        state = place.path("logrotate.state")
        // logrotate reads no configuration that others may write.
        let result = try ChildProcess.run("/bin/chmod", ["644", configuration])
        guard result.status == 0 else { throw Failure.failed(result.errorOutput) }
    }

    func rotate() throws {
        try waitForNextSecond()
        let result = try ChildProcess.run(
            Tools.path("logrotate"), ["--force", "--state", state, configuration])
        guard result.status == 0, !result.errorOutput.contains("error") else {
            throw Failure.failed(result.errorOutput)
        }
    }

    /// Names made from seconds must differ. logrotate asks a clock that may be a tick of the kernel behind ours, so the
    /// new second has to be some hundredths old.
    private func waitForNextSecond() throws {
        let next = Date().timeIntervalSince1970.rounded(.down) + 1.05
        _ = eventually { Date().timeIntervalSince1970 > next }
    }

    private static func answer(of words: [String]) throws -> String {
        try ChildProcess.run("/usr/bin/env", words).output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Writes log lines that it counts itself.
private struct LineWriter {
    private(set) var totals = LogTotals()
    private let path: String
    private let openFile: AppendingFile?

    var lines: Int { totals.lines }

    init(_ path: String, keepsFileOpen: Bool) throws {
        self.path = path
        openFile = keepsFileOpen ? try AppendingFile(path) : nil
    }

    mutating func write(lines count: Int) throws {
        var text = ""
        for _ in 0..<count {
            let number = totals.lines
            let level = LogTotals.levelNames[number % 5]
            let event = number % 7 == 0 ? "payment visa failed: declined" : "request \(number) done"
            let line = "2026-02-07 12:00:00,123 - shop.pay - \(level) - \(event)\n"
            totals.count(line)
            text += line
        }
        try (openFile ?? AppendingFile(path)).write(text)
    }
}
