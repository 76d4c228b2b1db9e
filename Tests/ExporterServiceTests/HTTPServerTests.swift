import Logging
import MetricModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import ExporterService

@Suite("HTTP server")
struct HTTPServerTests {
    @Test("GET and HEAD are answered, HEAD without a body")
    func getAndHead() async throws {
        try await withServer { port in
            let get = try HTTPClient.send("/hello?x=1", port: port)
            #expect(get.status == 200)
            #expect(get.text == "hello\n")
            let head = try HTTPClient.send("/hello", method: "HEAD", port: port)
            #expect(head.status == 200)
            #expect(head.header("Content-Length") == "6")
            #expect(head.body.isEmpty)
        }
    }

    @Test("what is not there is 404, a wrong method is 405 with Allow, a failing endpoint is 500")
    func refusals() async throws {
        try await withServer { port in
            #expect(try HTTPClient.send("/nothing", port: port).status == 404)
            let post = try HTTPClient.send("/hello", method: "POST", port: port, body: [1, 2, 3])
            #expect(post.status == 405)
            #expect(post.header("Allow") == "GET, HEAD")
            #expect(try HTTPClient.send("/broken", port: port).status == 500)
        }
    }

    @Test("an address that acts takes its own methods, and names them to others")
    func methods() async throws {
        try await withServer { port in
            #expect(try HTTPClient.send("/act", method: "POST", port: port, body: [1]).text == "done\n")
            #expect(try HTTPClient.send("/act", method: "PUT", port: port).status == 200)
            let get = try HTTPClient.send("/act", port: port)
            #expect(get.status == 405)
            #expect(get.header("Allow") == "POST, PUT")
        }
    }

    @Test("a whole URL as the target is answered like its path")
    func absoluteForm() async throws {
        try await withServer { port in
            let answer = try HTTPClient.send("http://127.0.0.1:\(port)/hello", port: port)
            #expect(answer.text == "hello\n")
        }
    }

    @Test("pipelined requests are answered in order on one connection")
    func pipelined() async throws {
        try await withServer { port in
            let connection = try LoopbackSocket(connectingTo: port)
            let request = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"
            let last = "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            try connection.send(Array((request + request + last).utf8))
            let text = try Self.everything(from: connection)
            let statuses = text.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
            #expect(statuses == ["200", "200", "404"])
        }
    }

    @Test(
        "what is not HTTP ends the connection and nothing else",
        arguments: [
            "\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
            "GET / HTTP/1.1\r\nA b: c\r\n\r\n",
        ]
    )
    func garbage(bytes: String) async throws {
        try await withServer { port in
            let connection = try LoopbackSocket(connectingTo: port)
            try connection.send(Array(bytes.utf8))
            #expect(!(try Self.everything(from: connection)).hasPrefix("HTTP/1.1 200"))
            #expect(try HTTPClient.send("/hello", port: port).status == 200)
        }
    }

    @Test("headers of megabytes are refused")
    func hugeHeaders() async throws {
        try await withServer { port in
            let connection = try LoopbackSocket(connectingTo: port)
            let line = "X-Filler: " + String(repeating: "x", count: 200_000) + "\r\n"
            // The server may hang up while we still send; that is a refusal too.
            try? connection.send(Array(("GET /hello HTTP/1.1\r\nHost: x\r\n" + line + "\r\n").utf8))
            let answer = try? Self.everything(from: connection)
            #expect(answer?.hasPrefix("HTTP/1.1 200") != true)
            #expect(try HTTPClient.send("/hello", port: port).status == 200)
        }
    }

    @Test("a Unix socket serves its owner and group, and replaces what an earlier run left")
    func unixSocket() async throws {
        try await offThread {
            let place = try TemporaryDirectory("socket")
            let path = place.path("s")
            for _ in 0..<2 {
                let server = try Self.server(at: "unix:\(path)") { _ in }
                try server.start()
                let curl = ["curl", "--silent", "--max-time", "20", "--unix-socket", path, "http://a/hello"]
                #expect(try ChildProcess.run("/usr/bin/env", curl).output == "hello\n")
                let mode = try ChildProcess.run("/usr/bin/env", ["stat", "-c", "%a", path])
                #expect(mode.output == "660\n")
                server.stop()
            }
        }.get()
    }

    @Test("an address that is taken is told by name")
    func taken() throws {
        let holder = try LoopbackSocket(listeningOn: 0)
        let server = try Self.server(port: holder.port) { _ in }
        #expect(throws: ServiceError.self) { try server.start() }
    }

    @Test("a server whose socket is gone says so")
    func failed() async throws {
        let outcome = await offThread {
            let server = try Self.server(port: 0) { _ in }
            try server.start()
            try server.inspect()
            server.stop()
            #expect(eventually { (try? server.inspect()) == nil })
        }
        try outcome.get()
    }

    private static func everything(from connection: LoopbackSocket) throws -> String {
        var bytes: [UInt8] = []
        while true {
            let piece = try connection.receive()
            if piece.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece
        }
    }

    private static func server(
        port: UInt16,
        onListening: @escaping @Sendable ([SocketAddress]) -> Void
    ) throws -> HTTPServer {
        try server(at: "127.0.0.1:\(port)", onListening: onListening)
    }

    private static func server(
        at address: String,
        onListening: @escaping @Sendable ([SocketAddress]) -> Void
    ) throws -> HTTPServer {
        struct Broken: Error {}
        let router = Router([
            .immediate("/hello") { _ in .text(.ok, "hello") },
            Endpoint("/act", methods: [.POST, .PUT]) { _, eventLoop in
                eventLoop.makeSucceededFuture(.text(.ok, "done"))
            },
            Endpoint("/broken") { _, eventLoop in eventLoop.makeFailedFuture(Broken()) },
        ])
        return try HTTPServer(
            addresses: [try ListenAddress(address)],
            router: router,
            registry: MetricRegistry(),
            eventLoopGroup: .singleton,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onListening: onListening
        )
    }

    private func withServer(_ body: @escaping @Sendable (UInt16) throws -> Void) async throws {
        let outcome = await offThread {
            let bound = Mutex<UInt16?>(nil)
            let server = try Self.server(port: 0) { addresses in
                bound.withLock { $0 = addresses.first?.port.map(UInt16.init) }
            }
            try server.start()
            defer { server.stop() }
            let port = bound.withLock { $0 }
            try body(try #require(port))
        }
        try outcome.get()
    }
}
