import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Formats of a scrape")
    struct ScrapeFormatTests {
        private static let protobuf =
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited"

        private func started(in place: TemporaryDirectory) throws -> Exporter {
            try place.write(SampleLines.error(1) + SampleLines.info(1), to: "logs/orchestrator.log")
            return try Exporter(
                configuration: """
                    teams: {roots: ["\(Fixtures.path("claude-edge"))", "\(Fixtures.path("claude"))"]}
                    logs: [{name: orchestrator, paths: [logs/*.log]}]
                    """, in: place)
        }

        private func decoded(_ body: [UInt8], in place: TemporaryDirectory) throws -> Scrape {
            let file = try place.write(body, to: "scrape.pb")
            var environment = ReleaseBinary.environment(home: place.path)
            environment["PYTHONPATH"] = Tools.python
            let decoding = try ChildProcess.run(
                "/usr/bin/env", ["python3", Fixtures.path("python/parse_protobuf.py"), file],
                environment: environment)
            try #require(decoding.status == 0, "\(decoding.errorOutput)")
            return Scrape(text: decoding.output)
        }

        @Test("Google's protobuf library reads the series of the text, and knows each field")
        func decodes() throws {
            let exporter = try started(in: try TemporaryDirectory("protobuf"))
            // First, because a later scrape may show more: sizes of teams take a while.
            let text = try exporter.scrape()
            let answer = try exporter.request("/metrics", headers: [("Accept", Self.protobuf)])
            #expect(answer.header("Content-Type") == Self.protobuf)
            let scrape = try decoded(answer.body, in: exporter.place)
            // Escapes and bounds are written otherwise in text; plain labels are the same.
            let plain = text.samples.keys.filter {
                $0.hasPrefix("orchestrator_") && !$0.contains("\\") && !$0.contains("le=")
            }
            #expect(plain.count > 100)
            #expect(plain.filter { scrape[$0] == nil } == [])
            let errors = #"orchestrator_log_entries_total{log="orchestrator",level="ERROR"}"#
            #expect(scrape[errors] == 1)
        }

        @Test("Prometheus that wants native histograms scrapes protobuf")
        func scraped() throws {
            let place = try TemporaryDirectory("protobuf-prometheus")
            let exporter = try started(in: place)
            let prometheus = try PrometheusServer(
                scraping: exporter.port, features: ["native-histograms"], in: place)
            let errors = #"orchestrator_log_entries_total{log="orchestrator",level="ERROR"}"#
            #expect(try prometheus.result(of: errors, becoming: 1) == [1])
            #expect(try prometheus.result(of: "max_over_time(up[5m])", becoming: 1) == [1])
            let buckets = #"count(agent_teams_exporter_state_commit_duration_seconds_bucket)"#
            #expect(try prometheus.result(of: buckets, becoming: 12) == [12])
            #expect(try prometheus.query("min_over_time(up[5m])") == [1])
        }

        private struct Case {
            let accept: String
            let parser: String
            let contentType: String
        }

        private static let cases = [
            Case(
                accept: "text/plain;version=0.0.4", parser: "text",
                contentType: "text/plain; version=0.0.4; charset=utf-8"),
            Case(
                accept: "text/plain;version=1.0.0;escaping=allow-utf-8", parser: "text",
                contentType: "text/plain; version=1.0.0; charset=utf-8; escaping=allow-utf-8"),
            Case(
                accept: "text/plain;version=1.0.0;escaping=dots", parser: "text",
                contentType: "text/plain; version=1.0.0; charset=utf-8; escaping=dots"),
            Case(
                accept: "application/openmetrics-text;version=1.0.0;escaping=values", parser: "openmetrics",
                contentType: "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=values"),
            Case(
                accept: "application/openmetrics-text;escaping=dots", parser: "openmetrics",
                contentType: "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=dots"),
            Case(
                accept: ",;=q, \"", parser: "text", contentType: "text/plain; version=0.0.4; charset=utf-8"),
            Case(
                accept: "image/png;q=1", parser: "text",
                contentType: "text/plain; version=0.0.4; charset=utf-8"),
        ]

        @Test(
            "every format of text is read by Prometheus' own parsers and by ours; nothing is answered with 406"
        )
        func texts() throws {
            let exporter = try started(in: try TemporaryDirectory("texts"))
            var environment = ReleaseBinary.environment(home: exporter.place.path)
            environment["PYTHONPATH"] = Tools.python
            for each in Self.cases {
                let answer = try exporter.request("/metrics", headers: [("Accept", each.accept)])
                #expect(answer.status == 200)
                #expect(answer.header("Content-Type") == each.contentType)
                #expect(answer.header("Vary") == "Accept, Accept-Encoding")
                let file = try exporter.place.write(answer.body, to: "scrape")
                let parsed = try ChildProcess.run(
                    "/usr/bin/env",
                    ["python3", Fixtures.path("python/parse_exposition.py"), each.parser, file],
                    environment: environment)
                #expect(parsed.status == 0, "\(each.accept): \(parsed.errorOutput)")
                let check = try ReleaseBinary.run(
                    ["metrics", "check", "--no-lint", "--format", each.parser, file], in: exporter.place)
                #expect(check.status == 0, "\(each.accept): \(check.errorOutput)")
            }
        }

        @Test("a scraper's fault is told with what would be right")
        func faults() throws {
            let exporter = try started(in: try TemporaryDirectory("scrape-faults"))
            let unknown = try exporter.request("/metrics?collect[]=cpu")
            #expect(unknown.status == 400)
            #expect(unknown.text.contains("'cpu'") && unknown.text.contains("teams, "))
            let both = try exporter.request("/metrics?collect[]=teams&exclude[]=logs")
            #expect(both.status == 400)
            let children = try exporter.scrape(
                "/metrics?name[]=agent_teams_exporter_state_commit_duration_seconds_bucket")
            #expect(children["agent_teams_exporter_state_commit_duration_seconds_count"] != nil)
            #expect(children.samples.keys.allSatisfy { $0.hasPrefix("agent_teams_exporter_state_commit_") })
        }
    }
}
