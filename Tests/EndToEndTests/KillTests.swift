import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Killed under load")
    struct KillTests {
        @Test("K1: killed at random moments under load, every line is counted once and no counter goes down")
        func survivesKills() throws {
            let rounds = Soak.choose(sample: 20, soak: 200)
            let seed = Soak.seed
            print("K1: \(rounds) rounds, TEST_SEED=\(seed)")
            var random = SeededGenerator(seed: seed)
            let place = try TemporaryDirectory("kill")
            let load = try LogLoad(in: place, seed: seed)
            // Agents that other programs on this machine run come and go.
            let life = try ExporterLife(
                configuration: LogLoad.configuration, ["--no-collector.processes"], in: place)
            let watch = CounterWatch(port: life.port)
            let prometheus = try PrometheusServer(scraping: life.port, in: place)
            load.start { watch.value(of: "orchestrator_log_lines_total{log=\"\($0)\"}") }

            for _ in 0..<rounds { try playRound(life, &random) }

            let totals = try load.finish()
            try expectExact(totals, of: life.exporter, in: place)
            try watch.stop()
            #expect(watch.faults == [])
            #expect(watch.scrapes > rounds, "the scraper saw the daemon between the kills")
            try expectNoResets(prometheus, of: watch, last: totals)
            Soak.report(
                "K1 \(rounds) kills, \(load.rotations.reduce(0, +)) rotations, "
                    + "\(totals.values.map(\.lines).reduce(0, +)) lines, \(watch.scrapes) scrapes")
        }

        /// One life of the daemon: mostly killed at work, now and then while it still starts.
        private func playRound(_ life: ExporterLife, _ random: inout SeededGenerator) throws {
            let isKilledWhileStarting = Int.random(in: 0..<4, using: &random) == 0
            if !isKilledWhileStarting {
                waitBriefly(.milliseconds(Int.random(in: 20...1500, using: &random)))
            }
            life.kill()
            waitBriefly(.milliseconds(Int.random(in: 1...300, using: &random)))
            if isKilledWhileStarting {
                try life.start(isWaiting: false)
                waitBriefly(.milliseconds(Int.random(in: 1...150, using: &random)))
                life.kill()
            }
            try life.start()
        }

        private func expectExact(
            _ totals: [RotationStyle: LogTotals], of exporter: Exporter, in place: TemporaryDirectory
        ) throws {
            var all = LogTotals()
            for (style, written) in totals {
                let counted = try LogTotals.recount(LogLoad.directory(of: style, in: place))
                #expect(counted == written, "the files of '\(style)' hold what was written")
                all.add(written)
                let differences = try exporter.differences(from: written.series(log: "\(style)"))
                #expect(differences == [], "\(style)")
            }
            #expect(try exporter.differences(from: all.paymentSeries) == [])
            let scrape = try exporter.scrape()
            let lost = scrape.samples.filter { $0.key.hasPrefix("orchestrator_log_lost_bytes_total") }
            #expect(lost.values.reduce(0, +) == 0, "\(lost)")
            let damaged = scrape.samples.filter {
                $0.key.hasPrefix("agent_teams_exporter_state_resets_total")
            }
            #expect(damaged.values.reduce(0, +) == 0, "\(damaged)")
        }

        private func expectNoResets(
            _ prometheus: PrometheusServer, of watch: CounterWatch, last totals: [RotationStyle: LogTotals]
        ) throws {
            for (style, written) in totals {
                let query = #"orchestrator_log_lines_total{log="\#(style)"}"#
                let lines = Double(written.lines)
                #expect(try prometheus.result(of: query, becoming: lines) == [lines])
            }
            for family in watch.families.sorted() {
                let resets = try prometheus.query("max(resets(\(family)[6h]))")
                #expect(resets == [0], "\(family)")
            }
        }
    }
}
