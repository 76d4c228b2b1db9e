import Collectors
import Foundation
import MetricModel
import NIOCore
import NIOPosix
import PatternMatching
import TestSupport
import Testing

@testable import ExporterService

@Suite("DashboardWatch", .serialized)
struct DashboardWatchTests {
    private let registry = MetricRegistry()
    private let procfs: TemporaryDirectory
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let threads = NIOThreadPool(numberOfThreads: 1)

    init() throws {
        procfs = try TemporaryDirectory("procfs")
        threads.start()
    }

    private func watch(_ port: UInt16, timeout: Duration = .seconds(20)) throws -> DashboardWatch {
        let target = ExporterConfiguration.Dashboard(
            url: "http://127.0.0.1:\(port)/api/health", timeout: timeout,
            process: try Pattern("orchestrator.*dashboard"))
        return DashboardWatch(
            target, collector: try DashboardCollector(registry: registry), procfs: procfs.path,
            eventLoop: group.next(), threads: threads, interval: .milliseconds(5))
    }

    /// The number of probes with this result, as a scrape would show it.
    private func count(_ result: String, _ watch: DashboardWatch) throws -> Double {
        try watch.collector.collect(into: registry)
        return registry.update { table in
            guard let family = table.family(named: "orchestrator_dashboard_probes_total") else { return 0 }
            return table.snapshot(of: family).first { $0.labels == [result] }?.value ?? 0
        }
    }

    private func gauge(_ name: String) -> Double? {
        registry.update { table in
            table.family(named: name).flatMap { table.snapshot(of: $0).first?.value }
        }
    }

    /// Probes until the condition holds; the test's thread waits for other threads only.
    private func probing(_ watch: DashboardWatch, until condition: () throws -> Bool) throws -> Bool {
        let probes = watch.startProbing()
        defer { probes.cancel() }
        return try eventually(condition)
    }

    @Test("what the server answers is what is shown, and changes with it")
    func followsAnswers() throws {
        let server = try CannedServer(answer: CannedServer.http("200 OK", "{}"))
        let watch = try watch(server.port)
        let probes = watch.startProbing()
        defer { probes.cancel() }
        #expect(try eventually { try count("up", watch) > 0 })
        #expect(gauge("orchestrator_dashboard_up") == 1)
        #expect(gauge("orchestrator_dashboard_http_status_code") == 200)
        #expect(gauge("orchestrator_dashboard_probe_duration_seconds") ?? -1 > 0)
        #expect(gauge("orchestrator_dashboard_probe_timestamp_seconds") ?? 0 > 1_700_000_000)
        server.answer(CannedServer.http("200 OK", #"{"error": "database is locked"}"#))
        #expect(try eventually { try count("error", watch) > 0 && gauge("orchestrator_dashboard_up") == 0 })
        #expect(gauge("orchestrator_dashboard_http_status_code") == 200)
        server.answer(CannedServer.http("503 Service Unavailable", "{}"))
        #expect(try eventually { try count("status", watch) > 0 })
        #expect(
            try eventually {
                try count("status", watch) > 0
                    && gauge("orchestrator_dashboard_http_status_code") == 503
            })
        server.answer("no HTTP at all\r\n\r\n")
        #expect(try eventually { try count("broken", watch) > 0 })
        #expect(
            try eventually {
                try count("broken", watch) > 0
                    && gauge("orchestrator_dashboard_http_status_code") == nil
            }, "there is no status to be shown")
        #expect(gauge("orchestrator_dashboard_up") == 0)
    }

    @Test("one that does not answer in time is down; a probe's connection does not outlive it")
    func timeout() throws {
        let server = try CannedServer(answer: nil)
        let watch = try watch(server.port, timeout: .milliseconds(20))
        #expect(try probing(watch) { try count("timeout", watch) > 2 })
        #expect(gauge("orchestrator_dashboard_up") == 0)
        #expect(server.requests > 2)
    }

    @Test("where nobody listens the dashboard is down")
    func refused() throws {
        let watch = try watch(try FreePort.find())
        #expect(try probing(watch) { try count("refused", watch) > 0 })
        #expect(gauge("orchestrator_dashboard_up") == 0)
    }

    @Test("nothing is shown before the first probe, and after a reload that names no dashboard")
    func reconfigured() throws {
        let server = try CannedServer(answer: CannedServer.http("200 OK", "{}"))
        let watch = try watch(server.port)
        #expect(try count("up", watch) == 0)
        #expect(gauge("orchestrator_dashboard_up") == nil)
        let probes = watch.startProbing()
        defer { probes.cancel() }
        #expect(try eventually { try count("up", watch) > 0 })
        watch.reconfigure(nil)
        #expect(
            try eventually {
                _ = try count("up", watch); return gauge("orchestrator_dashboard_up") == nil
            })
    }

    @Test("a reload that names a dashboard where there was none begins to probe it")
    func named() throws {
        let server = try CannedServer(answer: CannedServer.http("200 OK", "{}"))
        let watch = DashboardWatch(
            nil, collector: try DashboardCollector(registry: registry), procfs: procfs.path,
            eventLoop: group.next(), threads: threads, interval: .milliseconds(5))
        let probes = watch.startProbing()
        defer { probes.cancel() }
        #expect(try count("up", watch) == 0)
        watch.reconfigure(
            ExporterConfiguration.Dashboard(
                url: "http://127.0.0.1:\(server.port)/", timeout: .seconds(20), process: try Pattern("x")))
        #expect(try eventually { try count("up", watch) > 0 })
        #expect(gauge("orchestrator_dashboard_up") == 1)
    }

    @Test("its process is found by its command line, and not the editor that has its source open")
    func process() throws {
        try procfs.write("vim\0orchestrator/web/dashboard.py\0", to: "12/cmdline")
        try procfs.write("python\0-m\0orchestrator.web.dashboard\0", to: "13/cmdline")
        let server = try CannedServer(answer: CannedServer.http("200 OK", "{}"))
        let watch = try watch(server.port)
        let probes = watch.startProbing()
        defer { probes.cancel() }
        #expect(
            try eventually {
                _ = try count("up", watch)
                return gauge("orchestrator_dashboard_process_running") == 1
            })
        try FileManager.default.removeItem(atPath: procfs.path("13"))
        #expect(
            try eventually {
                _ = try count("up", watch)
                return gauge("orchestrator_dashboard_process_running") == 0
            })
    }
}
