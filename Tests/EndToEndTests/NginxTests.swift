import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("nginx")
    struct NginxTests {
        @Test("nginx' access log is counted once, also over rotations with reopen and a restart")
        func countsOnce() throws {
            let place = try TemporaryDirectory("nginx")
            let log = try ProducedLog("logs/access.log", rules: Self.rules, in: place)
            let nginx = try Nginx(writing: log.path, in: place)
            var requests = 0
            func request(_ count: Int) throws {
                for number in requests..<requests + count { try nginx.request(isGood: number % 4 != 0) }
                requests += count
            }
            for round in 1...3 {
                try request(60)
                try nginx.rotate(number: round, whileUnaware: { try request(20) })
                try request(40)
            }
            #expect(try log.linesCounted(becoming: requests) == requests)
            #expect(log.life.stop() == 0)
            try request(40)
            try nginx.rotate(number: 4, whileUnaware: { try request(20) })
            try request(60)
            try log.life.start()
            try request(20)
            #expect(try log.linesCounted(becoming: requests) == requests)
            let totals = try log.recount(["logs"])
            #expect(totals.lines == requests, "nginx wrote a line for each request")
            let expected = [
                #"orchestrator_log_read_bytes_total{log="produced"}"#: Double(totals.bytes),
                #"answers_total{code="200"}"#: Double(requests * 3 / 4),
                #"answers_total{code="503"}"#: Double(requests / 4),
            ]
            #expect(try log.exporter.differences(from: expected) == [])
        }

        private static let rules = """
            rules:
              - {name: answers, pattern: '" (?<code>\\d{3}) \\d+ "', counter: answers_total, help: A., labels: {code: $code}}

            """
    }
}

/// nginx in the foreground on a free port.
private final class Nginx {
    private let port: UInt16
    private let process: ChildProcess
    private let path: String

    enum Failure: Error {
        case notReady(String)
        case notReopened
    }

    init(writing path: String, in place: TemporaryDirectory) throws {
        self.path = path
        port = try FreePort.find()
        try place.makeDirectory("nginx")
        // As root its workers would become another user, who cannot read a test's directory.
        let user = geteuid() == 0 ? "user root;" : ""
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
            "\($0)_temp_path \(place.path("nginx/\($0)"));"
        }
        let configuration = try place.write(
            """
            daemon off; worker_processes 2; pid \(place.path("nginx/pid")); \(user)
            error_log \(place.path("nginx/error.log"));
            events {}
            http {
                access_log \(path); \(temporary.joined(separator: " "))
                server {
                    listen 127.0.0.1:\(port);
                    location /good { return 200 "good"; }
                    location /bad { return 503; }
                }
            }

            """, to: "nginx/nginx.conf")
        process = try ChildProcess(
            Tools.path("nginx"),
            ["-c", configuration, "-e", place.path("nginx/error.log"), "-p", place.path("nginx")]
        )
        let (process, port) = (process, port)
        let isReady = eventually {
            guard process.isRunning else { return true }
            do { return try LoopbackSocket(connectingTo: port).port == port } catch { return false }
        }
        guard isReady, process.isRunning else { throw Failure.notReady(try process.errorOutput) }
    }

    deinit {
        // The workers end with their master only when it ends in order.
        process.send(signal: SIGTERM)
        _ = process.exitStatus()
    }

    func request(isGood: Bool) throws {
        let status = try HTTPClient.send(isGood ? "/good" : "/bad", port: port).status
        #expect(status == (isGood ? 200 : 503))
    }

    /// Renames the log, lets nginx go on in the old file for a moment, and has it opened anew with USR1.
    func rotate(number: Int, whileUnaware: () throws -> Void) throws {
        try FileManager.default.moveItem(atPath: path, toPath: "\(path).\(number)")
        try whileUnaware()
        process.send(signal: SIGUSR1)
        let path = path
        guard eventually({ FileManager.default.fileExists(atPath: path) }) else { throw Failure.notReopened }
    }
}
