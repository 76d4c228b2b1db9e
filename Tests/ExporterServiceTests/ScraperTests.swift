import Collectors
import Glibc
import Logging
import MetricModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import ExporterService

@Suite("scraper")
struct ScraperTests {
    @Test("a failing collector loses its families, shows as failed, and the scrape is answered")
    func failing() async throws {
        let text = try await scrape { registry in
            [
                try StubCollector("teams", registry) { throw StubFault() },
                try StubCollector("logs", registry) {},
            ]
        }
        #expect(!text.contains("stub_teams"))
        #expect(text.contains("\nstub_logs 1\n"))
        #expect(text.contains("agent_teams_exporter_collector_success{collector=\"teams\"} 0\n"))
        #expect(text.contains("agent_teams_exporter_collector_success{collector=\"logs\"} 1\n"))
    }

    @Test("a collector that hangs is left out at the deadline, and the others are shown")
    func hanging() async throws {
        let gate = Gate()
        defer { gate.open() }
        let text = try await scrape(timeoutSeconds: "0.3") { registry in
            [try StubCollector("teams", registry) { gate.wait() }, try StubCollector("logs", registry) {}]
        }
        #expect(!text.contains("stub_teams"))
        #expect(text.contains("\nstub_logs 1\n"))
        #expect(text.contains("agent_teams_exporter_collector_success{collector=\"teams\"} 0\n"))
    }

    @Test("scrapes at the same time share one run of a collector")
    func joined() async throws {
        let gate = Gate()
        let runs = Counter()
        try await withScraper { registry in
            [
                try StubCollector("teams", registry) {
                    runs.add()
                    gate.wait()
                }
            ]
        } body: { scraper, eventLoop in
            let request = try Self.request(timeoutSeconds: "30", known: scraper.collectorNames)
            let first = scraper.answer(request)
            let second = scraper.answer(request)
            // Once the loop has come to this, both scrapes have begun.
            try await eventLoop.submit {}.get()
            gate.open()
            _ = try await first.get()
            _ = try await second.get()
        }
        #expect(runs.value == 1)
    }

    @Test(
        "scrapes in different formats at the same time share one run of each collector, also of those done early"
    )
    func formatsShareCollection() async throws {
        let gate = Gate()
        let runs = Counter()
        let bodies = Mutex<[String]>([])
        try await withScraper { registry in
            [
                try StubCollector("slow", registry) { gate.wait() },
                try StubCollector("quick", registry) { runs.add() },
            ]
        } body: { scraper, eventLoop in
            let accepts = ["text/plain", "text/plain", "application/openmetrics-text"]
            let requests = try accepts.map {
                try Self.request(timeoutSeconds: "30", known: scraper.collectorNames, accept: $0)
            }
            let first = scraper.answer(requests[0])
            // The quick collector is done before the others ask.
            try await offThread { #expect(eventually { runs.value == 1 }) }.get()
            let others = requests.dropFirst().map { scraper.answer($0) }
            try await eventLoop.submit {}.get()
            gate.open()
            for answer in [first] + others {
                let body = String(buffer: try await answer.get().body)
                bodies.withLock { $0.append(body) }
            }
        }
        let texts = bodies.withLock { $0 }
        #expect(runs.value == 1)
        #expect(texts[0] == texts[1])
        #expect(texts[2].hasSuffix("# EOF\n") && texts[2].contains("\nstub_slow 1\n"))
    }

    @Test("a scrape that cannot wait as long as the one under way is answered by its own deadline")
    func impatient() async throws {
        let gate = Gate()
        let text = Mutex("")
        try await withScraper { registry in
            [try StubCollector("teams", registry) { gate.wait() }, try StubCollector("logs", registry) {}]
        } body: { scraper, _ in
            let patient = scraper.answer(
                try Self.request(timeoutSeconds: "600", known: scraper.collectorNames))
            let impatient = scraper.answer(
                try Self.request(timeoutSeconds: "0.2", known: scraper.collectorNames))
            let body = try await impatient.get().body
            text.withLock { $0 = String(buffer: body) }
            gate.open()
            let late = String(buffer: try await patient.get().body)
            #expect(late.contains("\nstub_teams 1\n"))
        }
        #expect(text.withLock { !$0.contains("stub_teams") && $0.contains("\nstub_logs 1\n") })
    }

    @Test("beyond the limit of scrapes under way the answer is 503, and once one has ended it is 200 again")
    func limit() async throws {
        let gate = Gate()
        try await withScraper { registry in
            [try StubCollector("teams", registry) { gate.wait() }]
        } body: { scraper, eventLoop in
            let endpoint = scraper.endpoint(path: "/metrics", limit: ScrapeLimit(most: 2))
            let head = HTTPRequest(method: .GET, uri: "/metrics", headers: [:])
            let admitted = (0..<2).map { _ in endpoint.respond(head, eventLoop) }
            let refused = try await endpoint.respond(head, eventLoop).get()
            #expect(refused.status == .serviceUnavailable)
            #expect(String(buffer: refused.body).contains("--web.max-requests"))
            #expect(refused.headers["Retry-After"] == ["1"])
            gate.open()
            for answer in admitted {
                let status = try await answer.get().status
                #expect(status == .ok)
            }
            let again = try await endpoint.respond(head, eventLoop).get().status
            #expect(again == .ok)
        }
    }

    @Test("no limit of scrapes means any number")
    func noLimit() async throws {
        let gate = Gate()
        try await withScraper { registry in
            [try StubCollector("teams", registry) { gate.wait() }]
        } body: { scraper, eventLoop in
            let endpoint = scraper.endpoint(path: "/metrics", limit: ScrapeLimit(most: 0))
            let head = HTTPRequest(method: .GET, uri: "/metrics", headers: [:])
            let answers = (0..<100).map { _ in endpoint.respond(head, eventLoop) }
            gate.open()
            for answer in answers {
                let status = try await answer.get().status
                #expect(status == .ok)
            }
        }
    }

    @Test("a collector that was not asked for does not run")
    func unasked() async throws {
        let runs = Counter()
        try await withScraper { registry in
            [try StubCollector("teams", registry) { runs.add() }, try StubCollector("logs", registry) {}]
        } body: { scraper, _ in
            let head = HTTPRequest(method: .GET, uri: "/metrics?collect[]=logs", headers: [:])
            _ = try await scraper.answer(try ScrapeRequest(head, known: scraper.collectorNames)).get()
        }
        #expect(runs.value == 0)
    }

    private static func request(
        timeoutSeconds: String, known: [String], accept: String = "*/*"
    ) throws -> ScrapeRequest {
        let headers: HTTPHeaders = [
            "X-Prometheus-Scrape-Timeout-Seconds": timeoutSeconds, "Accept": accept,
        ]
        return try ScrapeRequest(HTTPRequest(method: .GET, uri: "/metrics", headers: headers), known: known)
    }

    private func scrape(
        timeoutSeconds: String = "30",
        _ collectors: (MetricRegistry) throws -> [any Collector]
    ) async throws -> String {
        let text = Mutex("")
        try await withScraper(collectors) { scraper, _ in
            let request = try Self.request(timeoutSeconds: timeoutSeconds, known: scraper.collectorNames)
            let body = try await scraper.answer(request).get().body
            text.withLock { $0 = String(buffer: body) }
        }
        return text.withLock { $0 }
    }

    private func withScraper(
        _ collectors: (MetricRegistry) throws -> [any Collector],
        body: (Scraper, any EventLoop) async throws -> Void
    ) async throws {
        let registry = MetricRegistry()
        let threads = NIOThreadPool(numberOfThreads: 3)
        threads.start()
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let stubs = try collectors(registry)
        let scraper = try await eventLoop.submit {
            try Scraper(
                collectors: stubs,
                registry: registry,
                threads: threads,
                eventLoop: eventLoop,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        }.get()
        try await body(scraper, eventLoop)
        // Not waited for: a test of a hanging collector lets go of it only afterwards.
        threads.shutdownGracefully { _ in }
    }
}

private struct StubFault: Error {}

/// A gauge `stub_NAME` set to 1 by whatever the test wants to happen.
private final class StubCollector: Collector {
    let name: String
    private let gauge: SeriesID
    private let work: @Sendable () throws -> Void

    init(_ name: String, _ registry: MetricRegistry, _ work: @escaping @Sendable () throws -> Void) throws {
        self.name = name
        self.work = work
        let family = try registry.register(
            MetricDescriptor(
                try MetricName("stub_\(name)"), .gauge, help: "A stub.", since: "0", collector: name)
        )
        gauge = registry.update { $0.series(family) }
    }

    func collect(into registry: MetricRegistry) throws {
        try work()
        registry.update { $0.set(gauge, 1) }
    }
}

/// Lets threads wait until a test opens it.
private final class Gate: Sendable {
    private let isOpen = Atomic(false)

    func open() { isOpen.store(true, ordering: .releasing) }

    func wait() {
        while !isOpen.load(ordering: .acquiring) { sched_yield() }
    }
}

private final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    func add() { count.add(1, ordering: .relaxed) }
}
