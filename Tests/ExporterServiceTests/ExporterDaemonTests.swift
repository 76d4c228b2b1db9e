import LogPipeline
import Logging
import MetricModel
import Synchronization
import TestSupport
import Testing

@testable import ExporterService

@Suite("daemon")
struct ExporterDaemonTests {
    private static let configuration = """
        teams: {roots: [root]}
        logs: [{name: a, paths: [a.log]}]
        """

    /// A daemon in this process, and the means to reach it.
    private struct Running: Sendable {
        let place: TemporaryDirectory
        let port: UInt16
        let signals: SignalQueue

        func send(_ target: String, method: String = "GET") throws -> TestSupport.HTTPResponse {
            try HTTPClient.send(target, method: method, port: port)
        }

        func value(of series: String) throws -> String? {
            let lines = try send("/metrics").text.split(separator: "\n").map(String.init)
            let line = lines.first { $0.hasPrefix("\(series) ") }
            return line.map { String($0.dropFirst(series.count + 1)) }
        }
    }

    @Test("a page can be written while every collector hangs in a dead file system")
    func threads() {
        let collectors = Set(Catalogue.families.map(\.collector)).subtracting(["exporter"])
        #expect(collectors.count >= 10)
        #expect(ExporterDaemon.workerThreads >= collectors.count + 2)
    }

    @Test("fifty scrapes at the same time are all answered")
    func parallelScrapes() async throws {
        try await withDaemon { daemon in
            let lines = #"orchestrator_log_lines_total{log="a"}"#
            #expect(try eventually { try daemon.value(of: lines) == "2" })
            let clients = try (0..<50).map { _ in try LoopbackSocket(connectingTo: daemon.port) }
            for client in clients {
                try client.send(
                    Array("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8))
            }
            for client in clients {
                let text = try Self.everything(from: client)
                #expect(text.hasPrefix("HTTP/1.1 200 "))
                #expect(text.contains("\n\(lines) 2\n"))
            }
        }
    }

    @Test("what is known of the state is shown from the first scrape on, whatever it asks for")
    func showsState() async throws {
        try await withDaemon { daemon in
            for target in ["/metrics", "/metrics?collect[]=process"] {
                let text = try daemon.send(target).text
                #expect(text.contains("\nagent_teams_exporter_state_writable 1\n"))
                #expect(text.contains("\nagent_teams_exporter_state_resets_total{reason=\"damaged\"} 0\n"))
                #expect(text.contains("\nagent_teams_exporter_config_last_reload_successful 1\n"))
            }
            #expect(try eventually { try daemon.send("/-/ready").status == 200 })
            #expect(try daemon.send("/-/ready").text == "agent-teams-exporter is ready.\n")
        }
    }

    @Test("a reload is forbidden unless it was switched on; GET is told what to use")
    func lifecycleOff() async throws {
        try await withDaemon { daemon in
            #expect(try daemon.send("/-/reload", method: "POST").status == 403)
            let get = try daemon.send("/-/reload")
            #expect(get.status == 405)
            #expect(get.header("Allow") == "POST, PUT")
        }
    }

    @Test("a reload over HTTP answers with the fault, and a good one takes effect")
    func reloadsOverHTTP() async throws {
        try await withDaemon(isLifecycleEnabled: true) { daemon in
            try daemon.place.write("teams: {limit: none}", to: "exporter.yml")
            let refused = try daemon.send("/-/reload", method: "POST")
            #expect(refused.status == 500)
            #expect(refused.text.hasPrefix("failed to reload config: "))
            #expect(refused.text.contains("exporter.yml:1:16: error: 'limit'"))
            let successful = "agent_teams_exporter_config_last_reload_successful"
            #expect(try daemon.value(of: successful) == "0")
            #expect(try daemon.value(of: "orchestrator_teams_limit") == "10")
            try daemon.place.write("teams: {roots: [root], limit: 4}", to: "exporter.yml")
            #expect(try daemon.send("/-/reload", method: "PUT").status == 200)
            #expect(try daemon.value(of: successful) == "1")
            #expect(try daemon.value(of: "orchestrator_teams_limit") == "4")
            let page = try EventReader("/api/events", port: daemon.port).next()
            #expect(page?.data.contains(#""limit":4"#) == true)
        }
    }

    @Test("SIGHUP reloads, and a storm of it leaves the latest configuration in effect")
    func reloadsOnHangup() async throws {
        try await withDaemon { daemon in
            for limit in 1...200 {
                try daemon.place.write("teams: {roots: [root], limit: \(limit)}", to: "exporter.yml")
                daemon.signals.send(.reload)
            }
            #expect(try eventually { try daemon.value(of: "orchestrator_teams_limit") == "200" })
            #expect(try daemon.value(of: "agent_teams_exporter_config_last_reload_successful") == "1")
        }
    }

    private static func everything(from connection: LoopbackSocket) throws -> String {
        var bytes: [UInt8] = []
        while true {
            let piece = try connection.receive()
            if piece.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece
        }
    }

    private func withDaemon(
        isLifecycleEnabled: Bool = false, _ body: @escaping @Sendable (Running) throws -> Void
    ) async throws {
        let place = try TemporaryDirectory("daemon")
        try place.makeDirectory("root/teams")
        try place.write("one\ntwo\n", to: "a.log")
        let file = try place.write(Self.configuration, to: "exporter.yml")
        let source = ConfigurationSource(
            file: file, paths: PathResolution(home: "/nowhere", base: place.path), environment: [:])
        let signals = SignalQueue()
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let daemon = ExporterDaemon(
            try source.load(),
            options: ServeOptions(
                listenAddresses: [try ListenAddress("127.0.0.1:0")], stateDirectory: place.path("state"),
                isLifecycleEnabled: isLifecycleEnabled),
            source: source,
            signals: signals.signals,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onListening: { ports in
                for port in ports { told.yield(port) }
                told.finish()
            }
        )
        let (ends, ended) = AsyncStream.makeStream(of: Result<Void, any Error>.self)
        // It blocks for as long as it lives, which would hold one of the few threads that tasks share.
        let thread = try WorkerThread {
            ended.yield(Result { try daemon.run() })
            told.finish()
        }
        var listening = ports.makeAsyncIterator()
        if let port = await listening.next() {
            let running = Running(place: place, port: UInt16(port), signals: signals)
            let outcome = await offThread { try body(running) }
            signals.send(.end)
            try outcome.get()
        }
        var endings = ends.makeAsyncIterator()
        try await endings.next()?.get()
        thread.join(within: .seconds(10))
    }
}
