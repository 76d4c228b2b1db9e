import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Exemplars")
    struct ExemplarTests {
        private static let openMetrics = [("Accept", "application/openmetrics-text;version=1.0.0")]

        /// The labels of the first exemplar behind a series.
        private func exemplar(of series: String, in text: String) -> [String: String] {
            guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(series) }),
                let start = line.firstRange(of: " # {"),
                let end = line[start.upperBound...].firstIndex(of: "}")
            else { return [:] }
            let pairs = line[start.upperBound..<end].split(separator: ",").map { pair in
                pair.replacingOccurrences(of: "\"", with: "").split(separator: "=").map(String.init)
            }
            return Dictionary(pairs.map { ($0[0], $0[1]) }) { first, _ in first }
        }

        @Test("an exemplar leads to its entry, by inode and offset, also after the file was renamed")
        func leadsToEntry() throws {
            let place = try TemporaryDirectory("exemplar")
            try place.write(
                SampleLines.info(1) + SampleLines.error(1) + SampleLines.error(2) + SampleLines.info(2),
                to: "logs/orchestrator.log")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            let series = #"orchestrator_log_entries_total{log="orchestrator",level="ERROR"} 2"#
            var text = ""
            let isCounted = try eventually {
                text = try exporter.request("/metrics", headers: Self.openMetrics).text
                return text.contains(series + " # ")
            }
            try #require(isCounted, "\(text)")
            let labels = exemplar(of: series, in: text)
            #expect(Set(labels.keys) == ["log", "generation", "inode", "offset"])
            try FileManager.default.moveItem(
                atPath: place.path("logs/orchestrator.log"), toPath: place.path("logs/orchestrator.log.1"))
            let found = try ChildProcess.run(
                "/usr/bin/find", [place.path("logs"), "-inum", labels["inode"] ?? ""])
            let file = found.output.trimmingCharacters(in: .newlines)
            let shown = try ReleaseBinary.run(
                ["logs", "show", "--no-offsets", "\(file):\(labels["offset"] ?? "")"], in: place)
            #expect(shown.output == SampleLines.error(2))
        }

        @Test("Prometheus stores exemplars of either format", arguments: [[], ["native-histograms"]])
        func stored(features: [String]) throws {
            let place = try TemporaryDirectory("exemplar-prometheus")
            try place.write(SampleLines.error(1), to: "logs/orchestrator.log")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            let prometheus = try PrometheusServer(
                scraping: exporter.port, features: ["exemplar-storage"] + features, in: place)
            var stored = ""
            let isStored = try eventually(within: .seconds(30), every: .milliseconds(200)) {
                stored = try prometheus.exemplars(of: "orchestrator_log_entries_total")
                return stored.contains(#""offset":"0""#) && stored.contains(#""level":"ERROR""#)
            }
            #expect(isStored, "\(stored)")
        }
    }
}
