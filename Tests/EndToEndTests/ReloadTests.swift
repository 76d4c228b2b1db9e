import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Reload")
    struct ReloadTests {
        private static let lastReload = "agent_teams_exporter_config_last_reload_successful"

        @Test("K3: a storm of SIGHUP under load, with restarts between, costs no line and no count")
        func survivesReloadStorm() throws {
            let seed = Soak.seed
            print("K3: TEST_SEED=\(seed)")
            var random = SeededGenerator(seed: seed)
            let place = try TemporaryDirectory("storm")
            let load = try LogLoad(in: place, seed: seed)
            let life = try ExporterLife(
                configuration: LogLoad.configuration, ["--web.enable-lifecycle"], in: place)
            let watch = CounterWatch(port: life.port, passing: "changing")
            load.start { watch.value(of: "orchestrator_log_lines_total{log=\"\($0)\"}") }
            for number in 1...50 {
                try replaceRules(LogTotals.rules + changingRule(number), in: place)
                life.exporter.process.send(signal: SIGHUP)
                waitBriefly(.milliseconds(Int.random(in: 1...150, using: &random)))
                if number % 15 == 0 {
                    let status = life.stop()
                    let told = try life.exporter.process.errorOutput.suffix(3000)
                    #expect(status == 0, "\(told)")
                    try life.start()
                }
            }
            #expect(try life.exporter.request("/-/reload", method: "POST").status == 200)
            var all = LogTotals()
            for (style, written) in try load.finish() {
                all.add(written)
                let differences = try life.exporter.differences(from: written.series(log: "\(style)"))
                #expect(differences == [], "\(style)")
            }
            let differences = try life.exporter.differences(from: all.paymentSeries)
            #expect(differences == [])
            try watch.stop()
            #expect(watch.faults == [])
            #expect(try life.exporter.scrape()[Self.lastReload] == 1)
            #expect(life.stop() == 0)
        }

        @Test("X3: a reload that removes and changes rules leaves the series of the others as they are")
        func keepsUnchangedRules() throws {
            let place = try TemporaryDirectory("rules")
            let first = rule("kept", labels: "level: $level") + rule("gone") + rule("other")
            try place.write("rules:\n" + first, to: "rules.yml")
            let exporter = try start(in: place)
            try place.append(lines(1...20), to: "logs/orchestrator.log")
            let kept = #"kept_total{level="ERROR"}"#
            let before = [SampleLines.lines: 20.0, kept: 20, "gone_total": 20, "other_total": 20]
            #expect(try exporter.differences(from: before) == [])

            let changed =
                rule("kept", labels: "level: $level") + rule("other", labels: "how: $level") + rule("new")
            try replaceRules("rules:\n" + changed, in: place)
            #expect(try exporter.request("/-/reload", method: "POST").status == 200)
            let scrape = try exporter.scrape()
            #expect(scrape[kept] == 20, "an unchanged rule keeps its value")
            #expect(scrape[SampleLines.lines] == 20)
            #expect(scrape[SampleLines.errorEntries] == 20)
            #expect(!scrape.text.contains("gone_total"), "a removed rule is gone")
            #expect(scrape["other_total"] == nil, "a rule with other labels is another rule")

            try place.append(lines(21...25), to: "logs/orchestrator.log")
            let after = [
                SampleLines.lines: 25.0, kept: 25, #"other_total{how="ERROR"}"#: 5, "new_total": 5,
            ]
            #expect(try exporter.differences(from: after) == [])
            exporter.process.kill()
            let next = try start(in: place)
            #expect(try next.differences(from: after) == [], "also after a kill")
        }

        @Test(
            "a broken rule file at a reload leaves the old rules in effect, and is told by a metric and one line"
        )
        func keepsOldRules() throws {
            let place = try TemporaryDirectory("broken")
            try place.write("rules:\n" + rule("kept"), to: "rules.yml")
            let exporter = try start(in: place)
            try place.append(lines(1...3), to: "logs/orchestrator.log")
            #expect(try exporter.differences(from: ["kept_total": 3, Self.lastReload: 1]) == [])

            let broken = "rules:\n  - {name: kept, pattern: '(open', counter: kept_total, help: K.}\n"
            try replaceRules(broken, in: place)
            exporter.process.send(signal: SIGHUP)
            #expect(try exporter.value(of: Self.lastReload, becoming: 0) == 0)
            try place.append(lines(4...7), to: "logs/orchestrator.log")
            #expect(try exporter.differences(from: ["kept_total": 7, SampleLines.lines: 7]) == [])
            let told = try exporter.process.errorOutput.split(separator: "\n").filter {
                $0.contains("rules.yml")
            }
            #expect(told.count == 1, "\(told)")
            #expect(told.allSatisfy { $0.contains("rules.yml:2") }, "\(told)")

            let answer = try exporter.request("/-/reload", method: "POST")
            #expect(answer.status == 500)
            #expect(answer.text.contains("rules.yml:2"), "\(answer.text)")
            try replaceRules("rules:\n" + rule("kept"), in: place)
            #expect(try exporter.request("/-/reload", method: "POST").status == 200)
            #expect(try exporter.differences(from: ["kept_total": 7, Self.lastReload: 1]) == [])
        }

        @Test("without --web.enable-lifecycle nobody can reload over HTTP")
        func refusesReload() throws {
            let exporter = try Exporter([], in: try TemporaryDirectory("lifecycle"))
            #expect(try exporter.request("/-/reload", method: "POST").status == 403)
        }

        private func start(in place: TemporaryDirectory) throws -> Exporter {
            let configuration = SampleLines.configuration + "log_rules: [rules.yml]\n"
            return try Exporter(configuration: configuration, ["--web.enable-lifecycle"], in: place)
        }

        private func rule(_ name: String, labels: String = "") -> String {
            """
              - name: \(name)
                pattern: ' - (?<level>ERROR) - Health check error'
                counter: \(name)_total
                help: Counts.
                labels: {\(labels)}

            """
        }

        private func changingRule(_ number: Int) -> String {
            number % 2 == 0
                ? ""
                : "  - {name: changing, pattern: 'request \(number)', counter: changing_total, help: Comes and goes.}\n"
        }

        /// Puts another rule file in the place of the old one, as an editor does.
        private func replaceRules(_ text: String, in place: TemporaryDirectory) throws {
            let new = try place.write(text, to: "rules.new")
            let result = try ChildProcess.run("/bin/mv", [new, place.path("rules.yml")])
            #expect(result.status == 0, "\(result.errorOutput)")
        }

        private func lines(_ numbers: ClosedRange<Int>) -> String {
            numbers.map { SampleLines.error($0) }.joined()
        }
    }
}
