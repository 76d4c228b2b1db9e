import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Scraped by Prometheus")
    struct PrometheusScrapeTests {
        @Test("a real Prometheus sees teams and ERROR entries change underneath it")
        func seesChanges() throws {
            let place = try TemporaryDirectory("prometheus")
            try SampleTeams.write("alpha", in: place)
            try SampleTeams.write("beta", in: place)
            try place.write(SampleLines.error(1) + SampleLines.info(1), to: "logs/orchestrator.log")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            let prometheus = try PrometheusServer(scraping: exporter.port, in: place)

            let activeTeams = #"orchestrator_teams{status="active"}"#
            let errors = #"orchestrator_log_entries_total{log="orchestrator",level="ERROR"}"#
            #expect(try prometheus.result(of: activeTeams, becoming: 2) == [2])
            #expect(try prometheus.result(of: errors, becoming: 1) == [1])

            try SampleTeams.write("gamma", in: place)
            try place.append(
                (2...6).map { SampleLines.error($0) }.joined(), to: "logs/orchestrator.log")
            #expect(try prometheus.result(of: activeTeams, becoming: 3) == [3])
            #expect(try prometheus.result(of: errors, becoming: 6) == [6])

            try FileManager.default.removeItem(atPath: place.path("claude/teams/beta"))
            try FileManager.default.moveItem(
                atPath: place.path("logs/orchestrator.log"), toPath: place.path("logs/orchestrator.log.1"))
            try place.write(SampleLines.error(7), to: "logs/orchestrator.log")
            #expect(try prometheus.result(of: activeTeams, becoming: 2) == [2])
            #expect(try prometheus.result(of: errors, becoming: 7) == [7])

            try expectHealthyScrapes(prometheus)
        }

        @Test("names that are not UTF-8, control characters and quotes do not take a scrape down")
        func acceptsOddNames() throws {
            let place = try TemporaryDirectory("odd-names")
            try place.copy(Fixtures.path("claude-edge"), to: "claude")
            let script = #"""
                for byte in 1 2 11 15 33 42 134 200 355 376 377; do
                    mkdir "$(printf "odd-\\$byte-name")" && cp minimal/config.json "$(printf "odd-\\$byte-name")/"
                done
                """#
            let made = try ChildProcess.run("/bin/sh", ["-c", script], directory: place.path("claude/teams"))
            try #require(made.status == 0, "\(made.errorOutput)")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            let prometheus = try PrometheusServer(scraping: exporter.port, in: place)
            #expect(try prometheus.result(of: "max_over_time(up[5m])", becoming: 1) == [1])
            let odd = #"count(orchestrator_team_members{team_name=~"odd-.*"})"#
            #expect(try prometheus.result(of: odd, becoming: 11) == [11], "each name is a series of its own")
            #expect(try prometheus.query("min_over_time(up[5m])") == [1])
        }

        private func expectHealthyScrapes(_ prometheus: PrometheusServer) throws {
            let hasSeveral = try eventually(within: .seconds(30), every: .milliseconds(200)) {
                (try prometheus.query("count_over_time(up[5m])").first ?? 0) >= 5
            }
            #expect(hasSeveral)
            #expect(try prometheus.query("min_over_time(up[5m])") == [1])
            #expect((try prometheus.query("scrape_samples_scraped").first ?? 0) > 0)
            #expect((try prometheus.query("resets(orchestrator_log_lines_total[5m])").max() ?? 0) == 0)
            #expect(try prometheus.query("count(agent_teams_exporter_build_info)") == [1])
            #expect(
                try prometheus.query("count(agent_teams_exporter_collector_success == 0)") == [],
                "every collector succeeds")
        }
    }
}
