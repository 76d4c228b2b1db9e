import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Limits of rules")
    struct RuleLimitTests {
        private static let memory = "process_resident_memory_bytes"

        @Test("X1: one line on which a pattern explodes, among a million, costs one count and no other rule")
        func survivesCatastrophe() throws {
            let place = try TemporaryDirectory("catastrophe")
            try place.write(
                """
                rules:
                  - {name: dear, pattern: '^(a+)+$', counter: dear_total, help: D.}
                  - {name: cheap, pattern: 'request \\d*7 done', counter: cheap_total, help: C.}

                """, to: "rules.yml")
            let script = """
                seq -f '2026-02-07 12:00:00,123 - shop - INFO - request %.0f done' 500000 >app.log
                head -c 50000 /dev/zero | tr '\\0' a >>app.log; echo '!' >>app.log
                echo aaaa >>app.log
                seq -f '2026-02-07 12:00:00,123 - shop - INFO - request %.0f done' 500001 1000000 >>app.log
                """
            #expect(try ChildProcess.run("/bin/sh", ["-ec", script], directory: place.path).status == 0)
            let configuration = "log_rules: [rules.yml]\nlogs: [{name: app, paths: [app.log]}]\n"
            let start = ContinuousClock().now
            let exporter = try Exporter(configuration: configuration, in: place)
            let expected = [
                #"orchestrator_log_lines_total{log="app"}"#: 1_000_002.0,
                #"orchestrator_log_entries_total{log="app",level="INFO"}"#: 1_000_000,
                #"orchestrator_log_rule_limits_exceeded_total{rule="dear"}"#: 1,
                #"orchestrator_log_rule_quarantined{log="app",rule="dear"}"#: 0,
                "cheap_total": 100_000, "dear_total": 1,
            ]
            #expect(try exporter.differences(from: expected, within: .seconds(60)) == [])
            Soak.report("X1 a million lines with one catastrophe: \(ContinuousClock().now - start)")
        }

        @Test("X2: a label of ever new values stays within its budget, memory too, and the sum is exact")
        func survivesLabelExplosion() throws {
            let values = Soak.choose(sample: 100_000, soak: 1_000_000)
            let place = try TemporaryDirectory("explosion")
            try place.write(
                """
                rules:
                  - name: exploding
                    pattern: 'user (?<user>\\w+) logged in'
                    counter: logins_total
                    help: L.
                    labels: {user: $user}
                    max_series: 50

                """, to: "rules.yml")
            try place.write("", to: "app.log")
            let configuration = "log_rules: [rules.yml]\nlogs: [{name: app, paths: [app.log]}]\n"
            let life = try ExporterLife(configuration: configuration, in: place)
            try append(1...1000, in: place)
            #expect(try sum(of: life.exporter, becoming: 1000) == 1000)
            let before = try #require(try life.exporter.scrape()[Self.memory])
            let step = values / 10
            for part in 1..<10 {
                try append(part * step + 1...(part + 1) * step, in: place)
                let expected = Double(1000 + part * step)
                #expect(try sum(of: life.exporter, becoming: expected) == expected)
                if part == 5 { try life.restart() }
            }
            let after = try #require(try life.exporter.scrape()[Self.memory])
            #expect(after < before + 32e6, "\(before) bytes before, \(after) after")
            let scrape = try life.exporter.scrape()
            #expect(scrape.samples.keys.count { $0.hasPrefix("logins_total{") } <= 51)
            #expect((scrape[#"logins_total{user="__overflow__"}"#] ?? 0) >= Double(values * 9 / 10 - 1000))
            Soak.report(
                "X2 \(values) label values: \(Int(before / 1e6)) MB before, \(Int(after / 1e6)) MB after")
        }

        @Test("L7: a line without end is counted once as truncated, and memory stays bounded")
        func survivesEndlessLine() throws {
            let megabytes = Soak.choose(sample: 64, soak: 1024)
            let place = try TemporaryDirectory("endless")
            try place.write(SampleLines.error(1), to: "logs/orchestrator.log")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            #expect(try exporter.value(of: SampleLines.errorEntries, becoming: 1) == 1)
            let before = try #require(try exporter.scrape()[Self.memory])
            let script = #"head -c \#(megabytes)M /dev/zero | tr '\0' x >>"$0"; echo >>"$0""#
            let log = place.path("logs/orchestrator.log")
            let writer = try ChildProcess.run("/bin/sh", ["-c", script, log], within: .seconds(300))
            #expect(writer.status == 0)
            try place.append(SampleLines.error(2), to: "logs/orchestrator.log")
            let expected = [
                SampleLines.lines: 3.0, SampleLines.errorEntries: 2,
                #"orchestrator_log_truncated_lines_total{log="orchestrator"}"#: 1,
            ]
            #expect(try exporter.differences(from: expected, within: .seconds(120)) == [])
            let after = try #require(try exporter.scrape()[Self.memory])
            #expect(after < before + 24e6, "\(before) bytes before, \(after) after")
            Soak.report(
                "L7 a line of \(megabytes) MB: \(Int(before / 1e6)) MB before, \(Int(after / 1e6)) MB after")
        }

        private func append(_ numbers: ClosedRange<Int>, in place: TemporaryDirectory) throws {
            let range = "\(numbers.lowerBound) \(numbers.upperBound)"
            let script =
                "seq -f '2026-02-07 12:00:00,1 - shop - INFO - user u%.0f logged in' \(range) >>app.log"
            #expect(try ChildProcess.run("/bin/sh", ["-c", script], directory: place.path).status == 0)
        }

        /// Adds up all series of the rule until they make `total`; answers the last sum.
        private func sum(of exporter: Exporter, becoming total: Double) throws -> Double {
            var sum = 0.0
            _ = try eventually(within: .seconds(60)) {
                sum = try exporter.scrape().samples.filter { $0.key.hasPrefix("logins_total{") }.values
                    .reduce(0, +)
                return sum == total
            }
            return sum
        }
    }
}
