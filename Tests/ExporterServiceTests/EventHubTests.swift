import Logging
import MetricModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import TeamCensus
import TestSupport
import Testing

@testable import ExporterService

/// A server with the API over a teams root of its own.
private final class WatchedServer: Sendable {
    let place: TemporaryDirectory
    let hub: EventHub
    let port: UInt16
    let server: HTTPServer
    private let threads = NIOThreadPool(numberOfThreads: 1)

    init(viewers: Int = 4, timeout: String = "2m") throws {
        place = try TemporaryDirectory("events")
        try place.makeDirectory("root/teams")
        threads.start()
        let registry = MetricRegistry()
        let file = try place.write("teams: {roots: [root]}", to: "exporter.yml")
        let paths = PathResolution(home: "/nowhere", base: place.path)
        let configuration = try ConfigurationFile.load(file, paths: paths, environment: [:])
        let census = SharedCensus(
            TeamCensus(roots: configuration.teams.roots, procfs: place.path("nothing")),
            nowMs: { 1_785_355_500_000 })
        let sights = TeamSights(
            census: census, teams: nil, recorder: nil, transcripts: nil, filesystem: nil, readsUsage: false,
            stateDirectory: place.path("state"))
        let watch = StatusWatch(
            .init(
                sights: sights, pipeline: nil, stores: [], readiness: Readiness(parts: []),
                registry: registry), configuration: configuration, thread: threads)
        hub = EventHub(watch, eventLoop: MultiThreadedEventLoopGroup.singleton.any()) { viewers }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let bound = Mutex<UInt16?>(nil)
        let web = try place.write("limits: {request_timeout: \(timeout)}", to: "web.yml")
        let source = WebConfigurationSource(file: web, paths: paths, metricsPath: "/metrics")
        server = try HTTPServer(
            addresses: [try ListenAddress("127.0.0.1:0")],
            router: Router(APIEndpoints(watch, hub).all),
            door: try Door.make(source, registry: registry, looking: threads, judging: threads, logger),
            registry: registry, eventLoopGroup: .singleton, logger: logger,
            onListening: { all in bound.withLock { $0 = all.first?.port.map(UInt16.init) } })
        try server.start()
        let told = bound.withLock { $0 }
        port = try #require(told)
    }

    deinit {
        threads.shutdownGracefully { _ in }
    }

    func addTeam(_ name: String) throws {
        try place.write(
            #"{"name": "\#(name)", "createdAt": 1, "leadAgentId": "lead@\#(name)", "members": [{"name": "lead"}]}"#,
            to: "root/teams/\(name)/config.json")
    }
}

@Suite("events")
struct EventHubTests {
    private func withServer(
        viewers: Int = 4, timeout: String = "2m", _ body: @escaping @Sendable (WatchedServer) throws -> Void
    ) async throws {
        try await offThread {
            let server = try WatchedServer(viewers: viewers, timeout: timeout)
            defer { server.server.stop() }
            try body(server)
        }.get()
    }

    @Test("a stream begins with a snapshot, whatever the client saw last, and goes on with what changes")
    func changes() async throws {
        try await withServer { server in
            try server.addTeam("alpha")
            let reader = try EventReader("/api/events", port: server.port, headers: ["Last-Event-ID: 99999"])
            #expect(
                reader.head.contains("content-type: text/event-stream")
                    || reader.head.contains("Content-Type: text/event-stream"))
            let first = try #require(try reader.next())
            #expect(first.name == "snapshot")
            #expect(first.data.contains(#""name":"alpha""#))
            try server.addTeam("beta")
            let change = try #require(try reader.next("change", having: "beta"))
            #expect(change.data.contains(#""order":["alpha","beta"]"#))
            #expect(!change.data.contains(#""name":"alpha""#))
        }
    }

    @Test("a stream outlives the time that a request may take")
    func outlivesTimeout() async throws {
        try await withServer(timeout: "1s") { server in
            let idle = try LoopbackSocket(connectingTo: server.port)
            let reader = try EventReader("/api/events", port: server.port)
            #expect(try reader.next()?.name == "snapshot")
            #expect(try idle.receive().isEmpty, "the limit is in effect")
            try server.addTeam("late")
            #expect(try reader.next("change", having: "late") != nil)
        }
    }

    @Test("beyond the limit a page is told to come back; one that goes makes room")
    func limit() async throws {
        try await withServer(viewers: 1) { server in
            var reader: EventReader? = try EventReader("/api/events", port: server.port)
            #expect(try reader?.next()?.name == "snapshot")
            let refused = try HTTPClient.send("/api/events", port: server.port)
            #expect(refused.status == 503)
            #expect(refused.header("Retry-After") == "10")
            #expect(refused.text.contains("too many pages"))
            reader = nil
            #expect(eventually { server.hub.viewerCount == 0 })
            #expect(try EventReader("/api/events", port: server.port).next()?.name == "snapshot")
        }
    }

    @Test("the end of the program ends the streams in good order, at once")
    func ends() async throws {
        try await withServer { server in
            let reader = try EventReader("/api/events", port: server.port)
            #expect(try reader.next()?.name == "snapshot")
            server.server.stop()
            while try reader.next() != nil {}
            #expect(reader.hasEnded)
            #expect(server.hub.viewerCount == 0)
        }
    }

    @Test("HEAD has the headers of a stream and ends; other methods are told what to use")
    func methods() async throws {
        try await withServer { server in
            let head = try HTTPClient.send("/api/events", method: "HEAD", port: server.port)
            #expect(head.status == 200)
            #expect(head.header("Content-Length") == nil)
            #expect(head.header("Cache-Control") == "no-store")
            #expect(server.hub.viewerCount == 0)
            for path in ["/api/events", "/api/teams", "/api/teams/a", "/api/health"] {
                let post = try HTTPClient.send(path, method: "POST", port: server.port)
                #expect(post.status == 405)
                #expect(post.header("Allow") == "GET, HEAD")
            }
        }
    }

    @Test("a client that does not read is seen to be stuck, and is cut off")
    func stuck() async throws {
        try await offThread {
            let streams = Mutex<[ResponseStream]>([])
            let bound = Mutex<UInt16?>(nil)
            let server = try HTTPServer(
                addresses: [try ListenAddress("127.0.0.1:0")],
                router: Router([
                    .immediate("/") { _ in
                        var response = HTTPResponse(.ok)
                        response.stream = { stream in streams.withLock { $0.append(stream) } }
                        return response
                    }
                ]), registry: MetricRegistry(), eventLoopGroup: .singleton,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                onListening: { all in bound.withLock { $0 = all.first?.port.map(UInt16.init) } })
            try server.start()
            defer { server.stop() }
            let port = bound.withLock { $0 }
            let client = try LoopbackSocket(connectingTo: try #require(port))
            try client.send(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            #expect(eventually { streams.withLock { !$0.isEmpty } })
            let all = streams.withLock { $0 }
            let stream = try #require(all.first)
            #expect(stream.stuckSince == nil)
            stream.send(ByteBuffer(repeating: 0x61, count: 32 << 20))
            // More than the sockets hold: it waits for as long as nobody reads.
            #expect(stream.stuckSince != nil)
            stream.cut()
            #expect(eventually { !stream.isOpen && stream.stuckSince == nil })
        }.get()
    }

    @Test("answers are JSON that nobody keeps, and a team that is not there is 404")
    func answers() async throws {
        try await withServer { server in
            try server.addTeam("alpha")
            for (path, status) in [
                ("/api/health", 200), ("/api/teams", 200), ("/api/teams/metrics", 200),
                ("/api/teams/alpha", 200), ("/api/teams/%61lpha", 200), ("/api/teams/beta", 404),
                ("/api/teams/..%2fteams%2falpha", 404), ("/api/logs/errors", 200),
                ("/api/logs/errors?limit=0", 400), ("/api/logs/errors?log=none", 404),
            ] {
                let answer = try HTTPClient.send(path, port: server.port)
                #expect(answer.status == status, "\(path): \(answer.text)")
                #expect(answer.header("Content-Type") == "application/json")
                #expect(answer.header("Cache-Control") == "no-store")
            }
            #expect(try HTTPClient.send("/api/teams/beta", port: server.port).text.contains("\"error\""))
        }
    }
}
