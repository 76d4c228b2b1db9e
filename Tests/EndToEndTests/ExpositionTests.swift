import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Exposition")
    struct ExpositionTests {
        private static let openMetrics = [("Accept", "application/openmetrics-text;version=1.0.0")]
        /// What Prometheus 2.42 sends.
        private static let prometheusAccept =
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
            + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"

        /// Over the edge tree: odd names must not break a parser.
        private func startedOverEdgeTree() throws -> Exporter {
            let place = try TemporaryDirectory("exposition")
            let odd = "2026-02-07 12:00:00,1 - a - ERROR - \"quoted\" back\\slash 日本語 \u{1F680}\n"
            try place.write(odd, to: "logs/odd.log")
            return try Exporter(
                configuration: """
                    teams: {roots: ["\(Fixtures.path("claude-edge"))", "\(Fixtures.path("claude"))"]}
                    logs: [{name: 'odd "log" \\ 名前', paths: [logs/*.log]}]
                    """, in: place)
        }

        @Test("promtool finds nothing to complain about")
        func pleasesPromtool() throws {
            let exporter = try startedOverEdgeTree()
            let file = try exporter.place.write(try exporter.request("/metrics").body, to: "scrape.prom")
            let check = try ChildProcess.run(Tools.path("promtool"), ["check", "metrics"], input: file)
            #expect(check.status == 0, "\(check.output)\(check.errorOutput)")
            #expect(check.errorOutput.isEmpty)
        }

        @Test("both official Python parsers accept their format", arguments: ["text", "openmetrics"])
        func pleasesPythonParsers(format: String) throws {
            let exporter = try startedOverEdgeTree()
            let headers = format == "openmetrics" ? Self.openMetrics : []
            let answer = try exporter.request("/metrics", headers: headers)
            let file = try exporter.place.write(answer.body, to: "scrape.\(format)")
            var environment = ReleaseBinary.environment(home: exporter.place.path)
            environment["PYTHONPATH"] = Tools.python
            let check = try ChildProcess.run(
                "/usr/bin/env", ["python3", Fixtures.path("python/parse_exposition.py"), format, file],
                environment: environment)
            #expect(check.status == 0, "\(check.errorOutput)")
            #expect(check.output.contains("families"))
        }

        @Test("our own check finds nothing either", arguments: ["text", "openmetrics"])
        func pleasesItself(format: String) throws {
            let exporter = try startedOverEdgeTree()
            let check = try ReleaseBinary.run(
                ["metrics", "check", "--format", format, "http://127.0.0.1:\(exporter.port)/metrics"],
                in: exporter.place)
            #expect(check.status == 0, "\(check.output)\(check.errorOutput)")
        }

        @Test("the format follows the Accept header")
        func negotiates() throws {
            let exporter = try startedOverEdgeTree()
            let plain = try exporter.request("/metrics")
            #expect(plain.header("Content-Type")?.hasPrefix("text/plain; version=0.0.4") == true)
            #expect(!plain.text.contains("# EOF"))
            let asked = try exporter.request("/metrics", headers: [("Accept", Self.prometheusAccept)])
            #expect(
                asked.header("Content-Type")?.hasPrefix("application/openmetrics-text; version=1.0.0") == true
            )
            #expect(asked.text.hasSuffix("# EOF\n"))
            #expect(asked.text.hasValidEnd(count: 1))
        }
    }
}

extension String {
    /// The end mark of OpenMetrics stands in the text that often.
    fileprivate func hasValidEnd(count: Int) -> Bool {
        components(separatedBy: "# EOF").count - 1 == count
    }
}
