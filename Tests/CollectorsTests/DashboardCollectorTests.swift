import MetricModel
import Testing

@testable import Collectors

@Suite("DashboardCollector")
struct DashboardCollectorTests {
    @Test("the last finding is shown, what it lacks is absent, and every result counts from 0")
    func publishes() throws {
        let registry = MetricRegistry()
        let collector = try DashboardCollector(registry: registry)
        collector.expect()
        try collector.collect(into: registry)
        #expect(registry.values(of: "orchestrator_dashboard_up").isEmpty)
        let counts = registry.values(of: "orchestrator_dashboard_probes_total")
        #expect(counts.count == DashboardSight.Result.allCases.count)
        #expect(counts.values.allSatisfy { $0 == 0 })
        collector.take(
            DashboardSight(
                result: .up, statusCode: 200, duration: .milliseconds(1500), probedAtMs: 1_800_000_000_500,
                isProcessRunning: true))
        collector.take(DashboardSight(result: .refused, duration: .zero, probedAtMs: 1_800_000_015_500))
        try collector.collect(into: registry)
        #expect(registry.values(of: "orchestrator_dashboard_up") == ["": 0])
        #expect(registry.values(of: "orchestrator_dashboard_http_status_code").isEmpty)
        #expect(registry.values(of: "orchestrator_dashboard_process_running").isEmpty)
        #expect(
            registry.values(of: "orchestrator_dashboard_probe_timestamp_seconds") == ["": 1_800_000_015.5])
        #expect(registry.values(of: "orchestrator_dashboard_probes_total")["up"] == 1)
        #expect(registry.values(of: "orchestrator_dashboard_probes_total")["refused"] == 1)
        collector.forget()
        try collector.collect(into: registry)
        #expect(registry.values(of: "orchestrator_dashboard_up").isEmpty)
        #expect(registry.values(of: "orchestrator_dashboard_probes_total")["up"] == 1)
    }

    @Test(
        "a dashboard that nobody named is shown once it was up or its process was there, and then also when it is down",
        arguments: [(DashboardSight.Result.up, false), (.refused, true)])
    func assumed(first: DashboardSight.Result, isRunning: Bool) throws {
        let registry = MetricRegistry()
        let collector = try DashboardCollector(registry: registry)
        func take(_ result: DashboardSight.Result, isRunning: Bool? = nil) throws -> [String: Double] {
            let sight = DashboardSight(
                result: result, duration: .zero, probedAtMs: 1, isProcessRunning: isRunning)
            collector.take(sight, isAssumed: true)
            try collector.collect(into: registry)
            return registry.values(of: "orchestrator_dashboard_up")
        }
        for result in DashboardSight.Result.allCases where result != .up {
            #expect(try take(result, isRunning: false).isEmpty)
        }
        #expect(registry.values(of: "orchestrator_dashboard_probes_total").isEmpty)
        #expect(try take(first, isRunning: isRunning) == ["": first == .up ? 1 : 0])
        #expect(try take(.timeout) == ["": 0])
        #expect(registry.values(of: "orchestrator_dashboard_probes_total")["timeout"] == 2)
        collector.forget()
        #expect(try take(.refused).isEmpty)
    }
}
