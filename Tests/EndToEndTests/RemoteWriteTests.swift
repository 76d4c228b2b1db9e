import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Remote write")
    struct RemoteWriteTests {
        private let place: TemporaryDirectory

        init() throws {
            place = try TemporaryDirectory("remote-write")
            try SampleTeams.write("alpha", in: place)
            try place.write(SampleLines.error(1) + SampleLines.info(1), to: "logs/orchestrator.log")
        }

        private func configuration(_ receiver: RemoteReceiver) -> String {
            SampleLines.configuration + """
                remote_write:
                  - url: \(receiver.url)
                    interval: 1s
                    labels: {instance: laptop, site: home}

                """
        }

        @Test(
            "a receiver has every series of /metrics with its value, and follows what changes",
            arguments: [RemoteReceiver.Kind.prometheus, .victoriaMetrics])
        func sendsAll(_ kind: RemoteReceiver.Kind) throws {
            let receiver = try RemoteReceiver(kind, in: place)
            let exporter = try Exporter(configuration: configuration(receiver), in: place)
            #expect(try receiver.value(SampleLines.errorEntries, becoming: 1) == 1)
            // What is observed of this very moment, and of the exporter's own work, differs from look to look.
            let scraped = Self.stable(try exporter.scrape().samples, without: [])
            let logs = scraped.filter { $0.key.hasPrefix("orchestrator_log_") }
            #expect(logs.count > 20)
            var sent: [String: Double] = [:]
            _ = try eventually(within: .seconds(20), every: .milliseconds(200)) {
                sent = Self.stable(
                    try receiver.series(#"{job="agent-teams",site="home",instance="laptop"}"#),
                    without: [#"instance="laptop""#, #"job="agent-teams""#, #"site="home""#])
                // The first samples may be of the moment before the first look at the logs.
                return Set(sent.keys) == Set(scraped.keys) && logs.allSatisfy { sent[$0.key] == $0.value }
            }
            #expect(Set(scraped.keys).subtracting(sent.keys) == [], "scraped and not sent")
            #expect(Set(sent.keys).subtracting(scraped.keys) == [], "sent and not scraped")
            let differing = logs.filter { sent[$0.key] != $0.value }
            #expect(differing == [:], "what is counted of logs has its value")
            try place.append((2...6).map { SampleLines.error($0) }.joined(), to: "logs/orchestrator.log")
            #expect(try receiver.value(SampleLines.errorEntries, becoming: 6) == 6)
            #expect(exporter.terminate() == 0)
            #expect(
                try receiver.value("count({job=\"agent-teams\"})", becoming: nil) == nil,
                "after a clean stop all series have ended")
        }

        @Test(
            "a restart of the receiver and kill -9 of the exporter lose no sample, and no counter goes down")
        func losesNothing() throws {
            let receiver = try RemoteReceiver(.prometheus, in: place)
            let file = try place.write(configuration(receiver), to: "exporter.yml")
            let exporter = try Exporter(["--config.file=\(file)"], in: place)
            #expect(try receiver.value(SampleLines.lines, becoming: 2) == 2)

            receiver.kill()
            try place.append(SampleLines.error(2), to: "logs/orchestrator.log")
            // Two looks that nobody takes wait on disk.
            let waits = eventually(within: .seconds(20)) { waiting.count >= 2 }
            #expect(waits, "\(waiting)")
            exporter.process.kill()
            let left = waiting
            #expect(left.count >= 2)
            let again = try Exporter(["--config.file=\(file)"], in: place)
            try receiver.restart()
            // As many samples as there were looks: each request that waited was taken.
            let series = "count_over_time(\(SampleLines.lines)[5m])"
            let earlier = left.compactMap {
                $0.split(separator: "-").dropFirst().first.flatMap { Double($0) }
            }
            for timeMs in earlier {
                let at = "\(SampleLines.lines) @ \(timeMs / 1000)"
                let isThere = try eventually(within: .seconds(30), every: .milliseconds(100)) {
                    try receiver.value("timestamp(\(at))") == timeMs / 1000
                }
                #expect(isThere, "the sample of \(timeMs)")
            }
            #expect((try receiver.value(series) ?? 0) >= Double(left.count))
            #expect(try receiver.value(SampleLines.lines, becoming: 3) == 3)
            #expect(try receiver.value("resets(\(SampleLines.lines)[5m])") == 0)
            let refused =
                #"agent_teams_exporter_remote_write_samples_total{receiver="default",outcome="refused"}"#
            #expect(try again.scrape()[refused] == 0, "nothing that was acknowledged was sent twice")
        }

        @Test("one look by a timer sends its samples before it ends, and leaves none marked as ended")
        func sendsOnce() throws {
            let receiver = try RemoteReceiver(.prometheus, in: place)
            let file = try place.write(configuration(receiver), to: "exporter.yml")
            let run = try ReleaseBinary.run(["serve", "--once", "--config.file=\(file)"], in: place)
            #expect(run.status == 0, "\(run.errorOutput)")
            #expect(try receiver.value(SampleLines.lines) == 2)
            receiver.kill()
            let late = try ReleaseBinary.run(["serve", "--once", "--config.file=\(file)"], in: place)
            #expect(late.status == 0 && late.errorOutput.contains("did not take all samples"))
            #expect(waiting.count == 1)
        }

        /// The requests that wait, by the names of their files.
        private var waiting: [String] {
            // Before the first request the directory is not there.
            ((try? FileManager.default.contentsOfDirectory(atPath: place.path("state/remote-write/default")))
                ?? [])
                .filter { $0.hasSuffix(".write") }.sorted()
        }

        /// Whether a series is there in every look, once it was there in one.
        private static func isStable(_ series: String) -> Bool {
            ![
                "agent_teams_exporter_http_", "agent_teams_exporter_remote_write_", "orchestrator_agent_",
                "process_",
            ]
            .contains { series.hasPrefix($0) }
        }

        private static func stable(
            _ samples: [String: Double], without labels: [String]
        ) -> [String: Double] {
            Dictionary(
                samples.filter { isStable($0.key) }.map { (without(labels, $0.key), $0.value) }
            ) { first, _ in first }
        }

        /// Its labels but these, in the order of their names; values hold no commas here.
        private static func without(_ labels: [String], _ series: String) -> String {
            guard let open = series.firstIndex(of: "{") else { return series }
            let inner = series[series.index(after: open)...].dropLast()
            let kept = inner.components(separatedBy: "\",").map { $0.hasSuffix("\"") ? $0 : $0 + "\"" }
                .filter { !labels.contains($0) && !$0.hasSuffix("=\"\"") }.sorted()
            return kept.isEmpty
                ? String(series[..<open]) : "\(series[..<open]){\(kept.joined(separator: ","))}"
        }
    }
}

extension EndToEnd {
    @Suite("docs/scaling.md")
    struct ScalingPageTests {
        @Test("promtool accepts each snippet that is Prometheus' own")
        func snippetsAreValid() throws {
            let page = URL(fileURLWithPath: Fixtures.root).deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "docs/scaling.md")
            let text = try String(contentsOf: page, encoding: .utf8)
            let place = try TemporaryDirectory("scaling")
            let snippets = text.components(separatedBy: "```yaml\n# promtool: ").dropFirst()
            #expect(snippets.count == 3)
            for snippet in snippets {
                let parts = snippet.components(separatedBy: "\n```")[0].split(separator: "\n", maxSplits: 1)
                let file = try place.write(String(parts[1]), to: "prometheus.yml")
                let flags = parts[0] == "agent" ? ["--agent"] : []
                let run = try ChildProcess.run(
                    Tools.path("promtool"), ["check", "config", "--syntax-only"] + flags + [file])
                #expect(run.status == 0, "\(run.output)\(run.errorOutput)")
            }
        }
    }
}
