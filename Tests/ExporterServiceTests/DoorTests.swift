import Logging
import MetricModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import TestSupport
import Testing
import WebAccess

@testable import ExporterService

/// A server with a web configuration, on a free port.
final class GuardedServer {
    let place: TemporaryDirectory
    let registry = MetricRegistry()
    let port: UInt16
    let door: Door
    private let server: HTTPServer
    /// Of its own, for the client blocks a thread of the shared ones.
    private let threads = NIOThreadPool(numberOfThreads: 2)

    /// - Parameter file: the web configuration's text; written to `web.yml` of `place`.
    init(_ file: String, in place: TemporaryDirectory) throws {
        self.place = place
        threads.start()
        let path = try place.write(file, to: "web.yml")
        let source = WebConfigurationSource(
            file: path, paths: PathResolution(home: place.path, base: place.path), metricsPath: "/metrics")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let metrics = try DoorMetrics(registry: registry)
        let watch = WebWatch(
            try source.load(), source: source, threads: threads, metrics: metrics, logger: logger,
            interval: .zero)
        door = Door(watch, metrics: metrics, threads: threads)
        let bound = Mutex<UInt16?>(nil)
        let router = Router(
            ["/metrics", "/-/healthy", "/"].map { path in .immediate(path) { _ in .text(.ok, "in: \(path)") }
            })
        server = try HTTPServer(
            addresses: [try ListenAddress("127.0.0.1:0")], router: router, door: door, registry: registry,
            eventLoopGroup: .singleton, logger: logger,
            onListening: { all in bound.withLock { $0 = all.first?.port.map(UInt16.init) } })
        try server.start()
        port = try #require(bound.withLock { $0 })
    }

    deinit {
        server.stop()
        threads.shutdownGracefully { _ in }
    }

    func ask(_ path: String, _ authorization: String? = nil) throws -> TestSupport.HTTPResponse {
        try HTTPClient.send(path, port: port, headers: authorization.map { [("Authorization", $0)] } ?? [])
    }

    func value(_ family: String, _ labels: [String] = []) -> Double? {
        registry.update { table in
            table.family(named: family).flatMap { id in
                table.snapshot(of: id).first { $0.labels == labels }?.value
            }
        }
    }
}

@Suite("Door")
struct DoorTests {
    /// alice: "correct horse", prometheus: "scrape me", at the least cost.
    static let people = """
        basic_auth_users:
          alice: $2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e
          prometheus: $2b$04$ABCDEFGHIJKLMNOPQRSTUuHdQzCjR.02fEV8mIYWSsPeSkO3wAj7K

        """
    static let alice = "Basic YWxpY2U6Y29ycmVjdCBob3JzZQ=="
    static let prometheus = "Basic cHJvbWV0aGV1czpzY3JhcGUgbWU="
    static let wrong = "Basic YWxpY2U6d3Jvbmc="

    private func withServer(
        _ file: String, _ body: @escaping @Sendable (GuardedServer) throws -> Void
    ) async throws {
        try await offThread {
            try body(try GuardedServer(file, in: try TemporaryDirectory("door")))
        }.get()
    }

    @Test("credentials open what the file guards, and each outcome is counted")
    func asksForCredentials() async throws {
        try await withServer(Self.people) { server in
            let refused = try server.ask("/metrics")
            #expect(refused.status == 401)
            #expect(refused.header("WWW-Authenticate") == "Basic realm=\"agent-teams-exporter\"")
            #expect(!refused.text.contains("in:"))
            #expect(try server.ask("/metrics", Self.alice).text == "in: /metrics\n")
            #expect(try server.ask("/", Self.prometheus).status == 200)
            #expect(try server.ask("/", Self.wrong).status == 401)
            #expect(try server.ask("/nothing").status == 401, "what is not there is not told to strangers")
            #expect(try server.ask("/nothing", Self.alice).status == 404)
            #expect(try server.ask("/-/healthy").status == 200)
            let family = "agent_teams_exporter_web_requests_total"
            #expect(server.value(family, ["granted"]) == 3)
            #expect(server.value(family, ["missing"]) == 2)
            #expect(server.value(family, ["wrong"]) == 1)
            #expect(server.value(family, ["open"]) == 1)
            #expect(server.value(family, ["busy"]) == 0)
        }
    }

    @Test("a user who may not see a part is told so")
    func forbids() async throws {
        try await withServer(Self.people + "access: {metrics: prometheus, pages: alice}\n") { server in
            let refused = try server.ask("/metrics", Self.alice)
            #expect(refused.status == 403)
            #expect(try server.ask("/metrics", Self.prometheus).status == 200)
        }
    }

    @Test("headers of the file go with every answer, refusals included")
    func sendsHeaders() async throws {
        let headers = "http_server_config: {headers: {X-Frame-Options: deny, X-XSS-Protection: '0'}}\n"
        try await withServer(Self.people + headers) { server in
            for answer in [try server.ask("/metrics"), try server.ask("/", Self.alice)] {
                #expect(answer.header("X-Frame-Options") == "deny")
                #expect(answer.header("X-XSS-Protection") == "0")
            }
        }
    }

    @Test("the rate limit answers 429 before anybody is asked who he is")
    func limitsRate() async throws {
        try await withServer(Self.people + "rate_limit: {interval: 1h, burst: 2}\n") { server in
            #expect(try server.ask("/metrics").status == 401)
            #expect(try server.ask("/metrics", Self.alice).status == 200)
            let late = try server.ask("/metrics", Self.alice)
            #expect(late.status == 429)
            #expect((late.header("Retry-After").flatMap { Int($0) } ?? 0) > 3000)
        }
    }

    @Test("who keeps failing to log in has to wait")
    func backsOff() async throws {
        let settings = "login_back_off: {after: 2, first: 1h, longest: 1h}\n"
        try await withServer(Self.people + settings) { server in
            for _ in 0..<2 { #expect(try server.ask("/", Self.wrong).status == 401) }
            let answer = try server.ask("/", Self.alice)
            #expect(answer.status == 429)
            #expect(answer.header("Retry-After") != nil)
            #expect(try server.ask("/", Self.prometheus).status == 200, "another user of the same client")
        }
    }

    @Test("a changed file is in effect at the next request; a broken one changes nothing and is told")
    func follows() async throws {
        try await withServer("") { server in
            let good = "agent_teams_exporter_web_config_last_reload_successful"
            #expect(try server.ask("/metrics").status == 200)
            try server.place.write(Self.people, to: "web.yml")
            #expect(try eventually { try server.ask("/metrics").status == 401 })
            #expect(server.value(good) == 1)
            try server.place.write("basic_auth_users: {alice: clear}\n", to: "web.yml")
            let isTold = try eventually {
                _ = try server.ask("/metrics")
                return server.value(good) == 0
            }
            #expect(isTold)
            #expect(try server.ask("/metrics").status == 401)
            #expect(try server.ask("/metrics", Self.alice).status == 200)
            try server.place.write("", to: "web.yml")
            #expect(try eventually { try server.ask("/metrics").status == 200 })
            #expect(server.value(good) == 1)
        }
    }

    @Test("a forced reload tells what is wrong, and keeps what was")
    func reloads() async throws {
        try await withServer(Self.people) { server in
            try server.place.write("basic_auth_users: {alice: clear}\n", to: "web.yml")
            let fault = #expect(throws: WebFault.self) { try server.door.watch.reload() }
            #expect(try #require(fault).oneLine.contains("web.yml:1:27: error: the hash of user 'alice'"))
            #expect(server.door.watch.loaded.configuration.users.count == 2)
        }
    }

    @Test("headers beyond the limit are refused, and the server goes on")
    func limitsHeaders() async throws {
        try await withServer("limits: {header_bytes: 2KiB}\n") { server in
            let long = String(repeating: "x", count: 3000)
            for headers in [[("X-A", long)], (0..<40).map { ("X-\($0)", String(long.prefix(80))) }] {
                // The server may hang up while the request is still on its way; that is a refusal too.
                let answer = try? HTTPClient.send("/metrics", port: server.port, headers: headers)
                #expect(answer?.status != 200)
            }
            let fits = [("X-A", String(long.prefix(1500)))]
            let good = try HTTPClient.send("/metrics", port: server.port, headers: fits)
            #expect(good.status == 200)
        }
    }

    @Test("a request that comes drop by drop is cut off when its time is over")
    func cutsSlowClients() async throws {
        try await withServer("limits: {request_timeout: 1s}\n") { server in
            let slow = try LoopbackSocket(connectingTo: server.port)
            try slow.send(Array("GET /metrics HTTP/1.1\r\nHost: a\r\nX-Drop: ".utf8))
            // The server ends the connection; a receive before that would wait.
            let rest = try? slow.receive()
            #expect(rest?.isEmpty != false)
            #expect(try server.ask("/metrics").status == 200)
        }
    }

    @Test("connections beyond the limit close the idle ones, and the scraper gets in")
    func limitsConnections() async throws {
        try await withServer("limits: {connections: 8}\n") { server in
            let idle = try (0..<40).map { _ in try LoopbackSocket(connectingTo: server.port) }
            #expect(try server.ask("/metrics").status == 200)
            let rest = try? idle[0].receive()
            #expect(rest?.isEmpty != false, "the first has been closed")
        }
    }

    @Test(
        "IPv6 clients are told apart by network, IPv4 clients by address",
        arguments: [
            ("10.1.2.3", "10.1.2.3"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("::1", "0:0:0:0"),
            ("2001:db8::1", "2001:db8:0:0"), ("fe80::1:2:3:4:5", "fe80:0:0:1"),
            ("::ffff:10.1.2.3", "::ffff:10.1.2.3"),
        ])
    func namesClients(address: String, name: String) {
        #expect(ClientName.network(of: address) == name)
    }

    @Test("an address that strangers reach is warned of unless it is encrypted and guarded")
    func warns() {
        #expect(
            Exposure(isEncrypted: true, asksForPasswords: true, asksForCertificates: false).warning == nil)
        #expect(
            Exposure(isEncrypted: true, asksForPasswords: false, asksForCertificates: true).warning == nil)
        let open = Exposure(isEncrypted: true, asksForPasswords: false, asksForCertificates: false)
        #expect(open.warning?.contains("anybody") == true)
        let clear = Exposure(isEncrypted: false, asksForPasswords: true, asksForCertificates: false)
        #expect(clear.warning?.contains("in clear") == true)
        for host in ["127.0.0.1", "::1", "127.1.2.3"] { #expect(Exposure.isLoopback(host)) }
        for host in ["0.0.0.0", "::", "10.0.0.1"] { #expect(!Exposure.isLoopback(host)) }
    }
}
