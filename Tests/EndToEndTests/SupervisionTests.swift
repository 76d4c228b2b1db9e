import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Run by a service manager, by a timer, and found by Prometheus.
    @Suite("Supervision and discovery")
    struct SupervisionTests {
        @Test("a service manager is told of the start, of reloads and of the end, and gets signs of life")
        func tellsManager() throws {
            let place = try TemporaryDirectory("notify")
            let manager = try NotifySocket(place.path("notify"))
            let file = try place.write("teams: {limit: 3}\n", to: "exporter.yml")
            let exporter = try Exporter(
                launchedBy: [
                    "/usr/bin/env", "NOTIFY_SOCKET=\(place.path("notify"))", "WATCHDOG_USEC=200000",
                ],
                ["--config.file=\(file)"], port: try FreePort.find(), in: place)
            try expect("READY=1\nSTATUS=serving", from: manager)
            try expect("WATCHDOG=1", from: manager)
            try place.write("teams: {limit: none}\n", to: "exporter.yml")
            exporter.process.send(signal: SIGHUP)
            try expect("RELOADING=1", from: manager)
            try expect(
                "READY=1\nSTATUS=serving with the configuration before: the new one has a fault",
                from: manager)
            #expect(exporter.terminate() == 0)
            try expect("STOPPING=1", from: manager)
        }

        /// The next words that are no mere sign of life begin like this, or the next sign of life does.
        private func expect(_ words: String, from manager: NotifySocket) throws {
            for _ in 0..<10_000 {
                let next = try manager.next()
                if next == "WATCHDOG=1", words != next { continue }
                #expect(next.hasPrefix(words))
                return
            }
            Issue.record("nothing but signs of life before '\(words)'")
        }

        @Test("Prometheus finds the exporter through its file and through /sd, and a second one beside it")
        func isFound() throws {
            let place = try TemporaryDirectory("discovery")
            try place.write("", to: "targets/.keep")
            let flags = ["--web.discovery-directory=\(place.path("targets"))", "--no-collector.logs"]
            let first = try Exporter(flags + ["--state.dir=one", "--web.telemetry-path=/m"], in: place)
            let second = try Exporter(flags + ["--state.dir=two"], in: place)
            let prometheus = try PrometheusServer(
                jobs: """
                      - job_name: files
                        file_sd_configs: [{files: ["\(place.path("targets"))/*.json"], refresh_interval: 1s}]
                      - job_name: http
                        http_sd_configs: [{url: "http://127.0.0.1:\(first.port)/sd", refresh_interval: 1s}]
                    """, in: place)
            #expect(try prometheus.result(of: #"sum(up{job="files"})"#, becoming: 2) == [2])
            #expect(try prometheus.result(of: #"sum(up{job="http"})"#, becoming: 2) == [2])
            #expect(second.terminate() == 0)
            #expect(try prometheus.result(of: #"count(up{job="http"})"#, becoming: 1) == [1])
        }

        @Test("looking once tells totals, which the next look goes on from, and never counts a line twice")
        func looksOnce() throws {
            let place = try TemporaryDirectory("once")
            try SampleTeams.write("alpha", in: place)
            try place.write((1...5).map { SampleLines.error($0) }.joined(), to: "logs/orchestrator.log")
            let file = try place.write(SampleLines.configuration, to: "exporter.yml")
            let errors = #"orchestrator_log_entries_total{log="orchestrator",level="ERROR"}"#
            let first = try ReleaseBinary.run(["serve", "--once", "--config.file=\(file)"], in: place)
            try #require(first.status == 0, "\(first.errorOutput)")
            #expect(Scrape(text: first.output)[errors] == 5)
            #expect(Scrape(text: first.output)[#"orchestrator_teams{status="active"}"#] == 1)

            try place.append(SampleLines.error(6) + "an unfinished line", to: "logs/orchestrator.log")
            let second = try ReleaseBinary.run(
                ["serve", "--once", "--output=teams.prom", "--config.file=\(file)"], in: place)
            try #require(second.status == 0, "\(second.errorOutput)")
            #expect(second.output.isEmpty)
            let text = try String(contentsOfFile: place.path("teams.prom"), encoding: .utf8)
            #expect(Scrape(text: text)[errors] == 6)
            let attributes = try FileManager.default.attributesOfItem(atPath: place.path("teams.prom"))
            #expect(attributes[.posixPermissions] as? Int == 0o644)
            let checked = try ChildProcess.run(
                Tools.path("promtool"), ["check", "metrics"], environment: [:],
                input: place.path("teams.prom"))
            #expect(checked.status == 0, "\(checked.errorOutput)")
        }

        @Test("what --once cannot do is said in a line", arguments: ["unwritable", "without", "held"])
        func refuses(what: String) throws {
            let place = try TemporaryDirectory("once-refused")
            let held = what == "held" ? try Exporter(["--state.dir=state"], in: place) : nil
            let arguments =
                switch what {
                case "unwritable": ["serve", "--once", "--output=absent/teams.prom"]
                case "without": ["serve", "--output=teams.prom"]
                default: ["serve", "--once", "--state.dir=state"]
                }
            let result = try ReleaseBinary.run(arguments, in: place)
            #expect(result.status == 2)
            let expected = [
                "unwritable": "cannot write absent/teams.prom", "without": "--output goes with --once",
            ]
            #expect(
                result.errorOutput.contains(expected[what] ?? "in use by process \(held?.process.pid ?? 0)"))
        }

        @Test("metrics of other programs are scraped with ours, in both formats")
        func takesFilesOver() throws {
            let place = try TemporaryDirectory("textfiles")
            try place.write(
                "# TYPE shop_orders_total counter\nshop_orders_total 3\n", to: "metrics/shop.prom")
            try place.write("broken{", to: "metrics/broken.prom")
            let exporter = try Exporter(
                ["--collector.textfile.directory=\(place.path("metrics"))", "--no-collector.logs"], in: place)
            #expect(try exporter.scrape()["shop_orders_total"] == 3)
            let only = try exporter.scrape("/metrics?collect[]=textfile")
            #expect(only["shop_orders_total"] == 3)
            #expect(only[#"agent_teams_exporter_textfile_valid{file="broken.prom"}"#] == 0)
            let headers = [("Accept", "application/openmetrics-text; version=1.0.0")]
            #expect(try exporter.request("/metrics", headers: headers).text.contains("shop_orders_total 3"))
            #expect(try exporter.process.errorOutput.contains("broken.prom"))
        }
    }
}
