import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Python's own logging module with each of its file handlers, and uvicorn.
    @Suite("Python logging")
    struct PythonLoggingTests {
        struct Handler: Sendable, CustomTestStringConvertible {
            let testDescription: String
            /// The handler, as a Python expression over `path`.
            let expression: String
            /// The log is rotated from outside, by this shell script that sees the path as `$0`.
            var rotation: String?
            /// Lines in the second part, while the daemon is down.
            var linesWhileDown = 150
        }

        static let handlers = [
            Handler(testDescription: "FileHandler", expression: "logging.FileHandler(path)"),
            Handler(
                testDescription: "RotatingFileHandler",
                expression: "handlers.RotatingFileHandler(path, maxBytes=20000, backupCount=200)"),
            Handler(
                testDescription: "RotatingFileHandler with gzip",
                expression: "zipping(handlers.RotatingFileHandler(path, maxBytes=20000, backupCount=200))"),
            Handler(
                testDescription: "TimedRotatingFileHandler",
                expression: "handlers.TimedRotatingFileHandler(path, when='S', backupCount=200)"),
            Handler(
                testDescription: "WatchedFileHandler", expression: "handlers.WatchedFileHandler(path)",
                rotation: #"mv "$0" "$0.$(ls "$0"* | wc -l)""#),
        ]

        @Test(
            "what a handler writes is counted once, also over its rotations and a restart",
            arguments: handlers)
        func countsOnce(handler: Handler) throws {
            let place = try TemporaryDirectory("python")
            let log = try ProducedLog("logs/app.log", in: place)
            let script = try place.write(Self.script(handler.expression), to: "produce.py")
            var lines = 0
            func produce(_ count: Int, seconds: Double = 0) throws {
                let python = try ChildProcess.run(
                    "/usr/bin/env", ["python3", script, log.path, "\(lines)", "\(count)", "\(seconds)"])
                #expect(python.status == 0, "\(python.errorOutput)")
                lines += count
            }
            func rotate() throws {
                guard let rotation = handler.rotation else { return }
                #expect(try ChildProcess.run("/bin/sh", ["-c", rotation, log.path]).status == 0)
            }
            try produce(3000, seconds: 2.5)
            try rotate()
            try produce(2000)
            #expect(try log.linesCounted(becoming: lines) == lines, "before the restart")
            #expect(log.life.stop() == 0)
            try produce(handler.linesWhileDown)
            try rotate()
            try produce(50)
            try log.life.start()
            try produce(2000)
            #expect(try log.linesCounted(becoming: lines) == lines, "after the restart")
            let totals = try log.recount(["logs"])
            #expect(totals.lines == lines, "the handler wrote what it was given")
            #expect(try log.exporter.differences(from: totals.series(log: "produced")) == [])
            #expect(try log.exporter.differences(from: totals.paymentSeries) == [])
        }

        @Test("uvicorn's log is counted once, also over a copytruncate and a restart")
        func countsUvicorn() throws {
            let place = try TemporaryDirectory("uvicorn")
            let log = try ProducedLog("logs/uvicorn.log", in: place)
            let server = try Uvicorn(writing: log.path, in: place)
            for round in 1...4 {
                try server.request(40)
                if round == 2 { #expect(log.life.stop() == 0) }
                try server.waitUntilWritten()
                try server.copyAndTruncate(number: round)
                try server.request(20)
                if round == 2 { try log.life.start() }
            }
            try server.stop()
            let totals = try log.recount(["logs"])
            #expect(totals.lines >= 240, "a line for each request at least")
            let expected = [
                ProducedLog.linesSeries: Double(totals.lines),
                #"orchestrator_log_read_bytes_total{log="produced"}"#: Double(totals.bytes),
            ]
            #expect(try log.exporter.differences(from: expected) == [])
            let infos = try log.exporter.scrape()[
                #"orchestrator_log_entries_total{log="produced",level="INFO"}"#]
            #expect((infos ?? 0) >= 240, "uvicorn's levels are known")
        }

        /// Logs lines numbered from the first on, spread over so many seconds.
        private static func script(_ handler: String) -> String {
            """
            import gzip, logging, os, sys, time
            from logging import handlers

            def zipping(handler):
                def rotator(source, target):
                    with open(source, "rb") as plain, gzip.open(target, "wb") as packed:
                        packed.write(plain.read())
                    os.remove(source)
                handler.rotator, handler.namer = rotator, lambda name: name + ".gz"
                return handler

            path, first, count, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
            handler = \(handler)
            handler.setFormatter(logging.Formatter("%(asctime)s - %(name)s - %(levelname)s - %(message)s"))
            log = logging.getLogger("shop")
            log.setLevel(logging.DEBUG)
            log.addHandler(handler)
            start = time.monotonic()
            for number in range(first, first + count):
                level = (number % 5 + 1) * 10
                if number % 7 == 0:
                    log.log(level, "payment sepa failed: limit")
                else:
                    log.log(level, "request %d done", number)
                due = start + seconds * (number - first) / count
                # The handlers that rotate by time need time to pass: the writer's own pace, not the test's.
                if seconds:
                    time.sleep(max(0, due - time.monotonic()))
            logging.shutdown()

            """
        }
    }
}

/// uvicorn with an application that answers and one that fails, its output appended to a log.
private final class Uvicorn {
    private let port: UInt16
    private let process: ChildProcess
    private let path: String
    private let place: TemporaryDirectory

    enum Failure: Error {
        case notReady(String)
        case notWritten
        case notStopped
    }

    init(writing path: String, in place: TemporaryDirectory) throws {
        self.place = place
        self.path = path
        port = try FreePort.find()
        try place.write(
            """
            async def app(scope, receive, send):
                if scope["type"] != "http":
                    return
                if scope["path"] == "/fail":
                    raise RuntimeError("payment visa failed: declined")
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b"good"})

            """, to: "app.py")
        process = try ChildProcess(
            "/bin/sh",
            [
                "-c", #"exec python3 -m uvicorn app:app --lifespan off --port "$1" >>"$0" 2>&1"#, path,
                "\(port)",
            ],
            environment: ReleaseBinary.environment(home: place.path).merging(["PYTHONPATH": Tools.python]) {
                $1
            },
            directory: place.path)
        let (process, port) = (process, port)
        let isReady = eventually {
            guard process.isRunning else { return true }
            do { return try LoopbackSocket(connectingTo: port).port == port } catch { return false }
        }
        let text = String(decoding: try place.read("logs/uvicorn.log"), as: UTF8.self)
        guard isReady, process.isRunning else { throw Failure.notReady(text) }
    }

    func request(_ count: Int) throws {
        for number in 0..<count {
            let status = try HTTPClient.send(number % 10 == 0 ? "/fail" : "/good", port: port).status
            #expect(status == (number % 10 == 0 ? 500 : 200))
        }
    }

    /// Waits until all requests are in the log: the line of a last one of its own is.
    func waitUntilWritten() throws {
        let mark = "/mark-\(UInt64.random(in: 0 ... .max))"
        _ = try HTTPClient.send(mark, port: port)
        let place = place
        let isWritten = try eventually {
            String(decoding: try place.read("logs/uvicorn.log"), as: UTF8.self).contains(mark)
        }
        guard isWritten else { throw Failure.notWritten }
    }

    func copyAndTruncate(number: Int) throws {
        try FileManager.default.copyItem(atPath: path, toPath: "\(path).\(number)")
        try AppendingFile(path).truncate()
    }

    func stop() throws {
        process.send(signal: SIGTERM)
        guard process.exitStatus() != nil else { throw Failure.notStopped }
    }
}
