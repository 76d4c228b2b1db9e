import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Our live counters beside the tools with which people count by hand.
    @Suite("Beside grep")
    struct DifferentialTests {
        /// A pattern that PCRE2, Rust's regex and extended regular expressions read alike.
        struct Rule: Sendable {
            let name: String
            let pattern: String
        }

        static let rules = [
            Rule(name: "literal", pattern: "payment visa failed"),
            Rule(name: "anchored", pattern: "^2026-02-07 .* - (ERROR|CRITICAL) - "),
            Rule(name: "at_the_end", pattern: "[02468] done$"),
            Rule(name: "alternatives", pattern: "failed: (declined|no_funds)"),
            Rule(name: "class", pattern: "request [0-9]*7[0-9]* "),
            Rule(name: "repeated", pattern: "(long ){20,}"),
            Rule(name: "never", pattern: "there is no such line"),
            Rule(name: "always", pattern: "shop"),
        ]

        @Test("V2: live counts of rotated and compressed logs are those of grep, ripgrep and pcre2grep")
        func countsAsGrep() throws {
            let seed = Soak.seed
            print("V2: TEST_SEED=\(seed)")
            let place = try TemporaryDirectory("grep")
            let load = try LogLoad(in: place, seed: seed)
            try place.write(Self.ruleFile, to: "rules.yml")
            let life = try ExporterLife(configuration: LogLoad.configuration, in: place)
            let lines = { @Sendable (log: String) in #"orchestrator_log_lines_total{log="\#(log)"}"# }
            let watch = CounterWatch(port: life.port)
            load.start { watch.value(of: lines($0)) }
            let rotates = eventually(within: .seconds(60)) { load.rotations.allSatisfy { $0 >= 2 } }
            #expect(rotates)
            try life.restart()
            #expect(eventually(within: .seconds(60)) { load.rotations.allSatisfy { $0 >= 3 } })
            for (style, written) in try load.finish() {
                let differences = try life.exporter.differences(from: [
                    lines("\(style)"): Double(written.lines)
                ])
                #expect(differences == [])
            }
            try watch.stop()

            let everything = try unpack(in: place)
            let scrape = try life.exporter.scrape()
            for rule in Self.rules {
                let ours = scrape["\(rule.name)_lines_total"].map { Int($0) }
                #expect(
                    try count(rule, in: everything, with: ["/bin/grep", "-c", "-E"]) == ours, "\(rule.name)")
                #expect(
                    try count(rule, in: everything, with: [Tools.path("rg"), "-c"]) == ours, "\(rule.name)")
                #expect(
                    try count(rule, in: everything, with: [Tools.path("pcre2grep"), "-c"]) == ours,
                    "\(rule.name)")
            }
        }

        private static let ruleFile =
            "rules:\n"
            + rules.map {
                "  - {name: \($0.name), pattern: '\($0.pattern)', counter: \($0.name)_lines_total, help: Counts.}\n"
            }.joined()

        /// All generations of all logs in one file, plain ones by cat and compressed ones by zcat.
        private func unpack(in place: TemporaryDirectory) throws -> String {
            let script = """
                find logs -type f ! -name '*.gz' -print0 | xargs -0 cat >everything
                find logs -type f -name '*.gz' -print0 | xargs -0 -r zcat >>everything
                """
            let result = try ChildProcess.run("/bin/sh", ["-ec", script], directory: place.path)
            try #require(result.status == 0, "\(result.errorOutput)")
            return place.path("everything")
        }

        private func count(_ rule: Rule, in file: String, with command: [String]) throws -> Int? {
            let result = try ChildProcess.run(command[0], command.dropFirst() + [rule.pattern, file])
            // With no match they exit with 1, and ripgrep prints nothing.
            if result.status == 1, result.output.isEmpty { return 0 }
            return Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }
}
