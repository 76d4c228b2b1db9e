import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// The dashboard probe of the daemon, against a server that answers what the test says.
    @Suite("Dashboard probe")
    struct DashboardTests {
        private func configuration(_ port: UInt16, timeout: String = "20s") -> String {
            "teams: {roots: [claude]}\nlogs: []\n"
                + "dashboard: {url: \"http://127.0.0.1:\(port)/api/health\", timeout: \(timeout)}\n"
        }

        @Test(
            "status 200 is not enough to be up",
            arguments: [
                ("200 OK", "{}", 1.0), ("200 OK", #"{"error": "monitor not initialized"}"#, 0),
                ("500 Internal Server Error", "{}", 0),
            ])
        func judges(status: String, body: String, expected: Double) throws {
            let place = try TemporaryDirectory("dashboard")
            let server = try CannedServer(answer: CannedServer.http(status, body))
            let exporter = try Exporter(configuration: configuration(server.port), in: place)
            #expect(try exporter.value(of: "orchestrator_dashboard_up", becoming: expected) == expected)
            let code = Double(status.prefix(3))
            #expect(try exporter.scrape()["orchestrator_dashboard_http_status_code"] == code)
            #expect(exporter.terminate() == 0)
        }

        @Test("a dashboard that never answers delays no scrape and no end")
        func hangs() throws {
            let place = try TemporaryDirectory("dashboard")
            let server = try CannedServer(answer: nil)
            let exporter = try Exporter(configuration: configuration(server.port, timeout: "5m"), in: place)
            #expect(eventually { server.requests > 0 })
            let scrape = try exporter.scrape("/metrics?collect[]=dashboard")
            #expect(scrape[#"agent_teams_exporter_collector_success{collector="dashboard"}"#] == 1)
            #expect(scrape["orchestrator_dashboard_up"] == nil, "nothing is known yet")
            #expect(exporter.terminate() == 0)
        }

        @Test("with an empty url there is no such metric")
        func off() throws {
            let place = try TemporaryDirectory("dashboard")
            let exporter = try Exporter(configuration: "logs: []\ndashboard: {url: ''}\n", in: place)
            #expect(try !exporter.request("/metrics").text.contains("orchestrator_dashboard"))
        }
    }
}
