import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("rsyslog")
    struct RsyslogTests {
        @Test("what rsyslogd writes is counted once, also over rotations with HUP and a restart")
        func countsOnce() throws {
            let place = try TemporaryDirectory("rsyslog")
            let log = try ProducedLog("logs/sys.log", rules: Self.rules, in: place)
            let daemon = try Rsyslogd(writing: log.path, in: place)
            var sent = 0
            func send(_ count: Int) throws {
                try daemon.send(sent..<sent + count)
                sent += count
            }
            for round in 1...3 {
                try send(300)
                try daemon.rotate(number: round, whileUnaware: { try send(100) })
                try send(200)
            }
            #expect(try log.linesCounted(becoming: sent) == sent)
            #expect(log.life.stop() == 0)
            try send(300)
            try daemon.rotate(number: 4, whileUnaware: { try send(50) })
            try send(300)
            try log.life.start()
            try send(100)
            #expect(try log.linesCounted(becoming: sent) == sent)
            let totals = try log.recount(["logs"])
            #expect(totals.lines == sent, "rsyslogd wrote what it was sent")
            let expected = [
                #"orchestrator_log_read_bytes_total{log="produced"}"#: Double(totals.bytes),
                #"sent_total{kind="even"}"#: Double(sent / 2), #"sent_total{kind="odd"}"#: Double(sent / 2),
            ]
            #expect(try log.exporter.differences(from: expected) == [])
        }

        private static let rules = """
            rules:
              - {name: sent, pattern: 'message \\d+ (?<kind>even|odd)', counter: sent_total, help: S., labels: {kind: $kind}}

            """
    }
}

/// rsyslogd in the foreground, with a socket of its own to log to.
private final class Rsyslogd {
    private let place: TemporaryDirectory
    private let process: ChildProcess
    private let path: String

    enum Failure: Error {
        case notReady(String)
        case notSent(String)
        case notWritten(lines: Int)
    }

    init(writing path: String, in place: TemporaryDirectory) throws {
        self.place = place
        self.path = path
        try place.makeDirectory("spool")
        let configuration = try place.write(
            """
            global(workDirectory="\(place.path("spool"))")
            module(load="imuxsock" SysSock.Use="off")
            input(type="imuxsock" Socket="\(place.path("socket"))" CreatePath="off" RateLimit.Interval="0")
            action(type="omfile" file="\(path)" template="RSYSLOG_FileFormat")

            """, to: "rsyslog.conf")
        process = try ChildProcess(
            Tools.path("rsyslogd"), ["-n", "-f", configuration, "-i", place.path("rsyslogd.pid")])
        let process = process
        let isReady = eventually {
            FileManager.default.fileExists(atPath: place.path("socket")) || !process.isRunning
        }
        guard isReady, process.isRunning else { throw Failure.notReady(try process.errorOutput) }
    }

    /// Sends numbered messages with logger(1), and waits until the last of them is in a file.
    func send(_ numbers: Range<Int>) throws {
        let messages = numbers.map { "message \($0) \($0 % 2 == 0 ? "even" : "odd")\n" }.joined()
        let input = try place.write(messages, to: "messages")
        let logger = try ChildProcess.run(
            "/usr/bin/env",
            ["logger", "-u", place.path("socket"), "-p", "user.err", "-t", "shop", "-f", input])
        guard logger.status == 0 else { throw Failure.notSent(logger.errorOutput) }
        let expected = numbers.upperBound
        var written = 0
        let isWritten = try eventually(every: .milliseconds(20)) {
            written = try LogTotals.recount((path as NSString).deletingLastPathComponent).lines
            return written >= expected
        }
        guard isWritten else { throw Failure.notWritten(lines: written) }
    }

    /// Renames the file as logrotate does, and has it made anew with HUP; between, rsyslogd writes to the old one.
    func rotate(number: Int, whileUnaware: () throws -> Void) throws {
        try FileManager.default.moveItem(atPath: path, toPath: "\(path).\(number)")
        try whileUnaware()
        process.send(signal: SIGHUP)
    }
}
