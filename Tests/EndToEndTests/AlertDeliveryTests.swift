import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Alerts")
    struct AlertDeliveryTests {
        private struct Notification: Decodable {
            struct Alert: Decodable {
                let status: String
                let labels: [String: String]
                let annotations: [String: String]
            }
            let alerts: [Alert]
        }

        @Test(
            "a burst of errors in a log arrives at a receiver, and only at its worst level",
            .enabled(
                if: AlertmanagerServer.isPossible, "needs a mount namespace for Alertmanager's templates"))
        func burstArrives() throws {
            let place = try TemporaryDirectory("alerts")
            try SampleTeams.write("alpha", in: place)
            try place.write(SampleLines.info(1), to: "logs/orchestrator.log")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            let emitted = try ReleaseBinary.run(
                ["rules", "emit", "--config.file", "exporter.yml", "--output", "emitted"], in: place)
            try #require(emitted.status == 0, "\(emitted.errorOutput)")

            let receiver = try WebhookReceiver()
            let alertmanager = try AlertmanagerServer(postingTo: receiver.port, in: place)
            let prometheus = try PrometheusServer(
                scraping: exporter.port,
                rules: [place.path("emitted/alerts/*.yml"), place.path("emitted/recording/*.yml")],
                alertmanager: alertmanager.port, in: place)
            // From here on the rise is visible to increase().
            let seen = "count(count_over_time(\(SampleLines.errorEntries)[1m]) > 2)"
            #expect(try prometheus.result(of: seen, becoming: 1) == [1])
            try place.append((1...300).map { SampleLines.error($0) }.joined(), to: "logs/orchestrator.log")

            let burst = try arrivals(of: "AgentTeamsErrorBurst", at: receiver)
            #expect(Set(burst.map { $0.labels["severity"] }) == ["critical"], "critical silences warning")
            let alert = try #require(burst.first)
            #expect(alert.status == "firing" && alert.labels["log"] == "orchestrator")
            #expect(alert.annotations["runbook_url"] == "docs/runbooks/AgentTeamsErrorBurst.md")
            #expect(alert.annotations["description"]?.contains("Log orchestrator had about") == true)
        }

        @Test("rules emit --check finds a file that was edited by hand, and names the line")
        func checkFindsEdits() throws {
            let place = try TemporaryDirectory("emit")
            #expect(try ReleaseBinary.run(["rules", "emit"], in: place).status == 0)
            #expect(try ReleaseBinary.run(["rules", "emit", "--check"], in: place).status == 0)
            let path = place.path("rules/alerts/dashboard.yml")
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try text.replacing("== 0", with: "== 1", maxReplacements: 1)
                .write(toFile: path, atomically: true, encoding: .utf8)
            let stale = try ReleaseBinary.run(["rules", "emit", "--check"], in: place)
            #expect(stale.status == 1)
            #expect(
                stale.errorOutput.hasPrefix(
                    "rules/alerts/dashboard.yml:7: has 'orchestrator_dashboard_up == 1', "
                        + "would be 'orchestrator_dashboard_up == 0'\n"), "\(stale.errorOutput)")
        }

        private func arrivals(of name: String, at receiver: WebhookReceiver) throws -> [Notification.Alert] {
            var found: [Notification.Alert] = []
            _ = try eventually(within: .seconds(60), every: .milliseconds(100)) {
                found = try receiver.bodies.flatMap {
                    try JSONDecoder().decode(Notification.self, from: Data($0.utf8)).alerts
                }.filter { $0.labels["alertname"] == name }
                return !found.isEmpty
            }
            return found
        }
    }
}
