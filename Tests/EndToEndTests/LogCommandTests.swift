import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Commands on logs and rules")
    struct LogCommandTests {
        private static let rules = """
            rules:
              - name: failures
                pattern: 'payment (?<provider>[a-z]+) failed'
                counter: shop_failures_total
                help: Payments that failed.
                labels: {provider: $provider}
                examples:
                  - line: 'payment visa failed'
                    labels: {provider: visa}
            """

        @Test("logs scan adds files up alike for any number of threads, compressed or not, and from a pipe")
        func scansInParallel() throws {
            let place = try TemporaryDirectory("scan")
            let rules = try place.write(Self.rules, to: "rules.yml")
            var files: [String] = []
            for number in 1...8 {
                let text = (0..<(number * 100)).map { "payment p\($0 % 3 == 0 ? "a" : "b") failed\n" }
                    .joined()
                files.append(try place.write(text, to: "\(number).log"))
            }
            _ = try ChildProcess.run(
                "/usr/bin/env", ["gzip", files[7]], environment: ["PATH": "/usr/bin:/bin"])
            files[7] += ".gz"
            func scan(_ threads: Int) throws -> ChildProcess.Result {
                try ReleaseBinary.run(
                    ["logs", "scan", "--rules", rules, "--log", "shop", "--threads", "\(threads)"] + files,
                    in: place)
            }
            let alone = try scan(1)
            #expect(alone.status == 0, "\(alone.errorOutput)")
            // What rules cost in time is never the same twice.
            let samples = Scrape(text: alone.output).samples.filter { !$0.key.contains("_rule_seconds_") }
            let together = Scrape(text: try scan(4).output).samples.filter {
                !$0.key.contains("_rule_seconds_")
            }
            #expect(together == samples)
            #expect(Scrape(text: alone.output)[#"orchestrator_log_lines_total{log="shop"}"#] == 3600)
            let piped = try ReleaseBinary.run(
                ["logs", "scan", "--rules", rules, "-"], in: place,
                input: try place.write("payment visa failed\n", to: "input"))
            #expect(Scrape(text: piped.output)[#"shop_failures_total{provider="visa"}"#] == 1)
            #expect(Scrape(text: piped.output)[#"orchestrator_log_lines_total{log="stdin"}"#] == 1)
        }

        @Test("logs scan prints nothing of a file that cannot be read, the others in full, and ends with 2")
        func leavesOutUnreadable() throws {
            let place = try TemporaryDirectory("scan")
            let good = try place.write("one\ntwo\n", to: "good.log")
            let broken = try place.write([0x1F, 0x8B, 8, 0, 1, 2, 3], to: "broken.log.gz")
            let result = try ReleaseBinary.run(["logs", "scan", broken, "absent.log", good], in: place)
            #expect(result.status == 2)
            #expect(result.output.contains(#"orchestrator_log_lines_total{log="good.log"} 2"#))
            #expect(!result.output.contains("broken.log"))
            #expect(!result.output.contains("absent.log"))
            let errors = result.errorOutput.split(separator: "\n")
            #expect(errors.count == 2)
            #expect(errors.allSatisfy { $0.hasPrefix("agent-teams-exporter: error: cannot read ") })
        }

        @Test("logs show prints the entry at an offset with the lines around it")
        func shows() throws {
            let place = try TemporaryDirectory("show")
            let lines = [
                "2026-02-07 12:00:00 - app - INFO - one", "2026-02-07 12:00:01 - app - ERROR - two",
                "Traceback (most recent call last):", "  File \"x.py\", line 1, in f", "ValueError: no",
                "2026-02-07 12:00:02 - app - INFO - three",
            ]
            let file = try place.write(lines.map { $0 + "\n" }.joined(), to: "app.log")
            let result = try ReleaseBinary.run(["logs", "show", "-C", "1", "\(file):120"], in: place)
            #expect(result.status == 0, "\(result.errorOutput)")
            #expect(
                result.output == """
                    0-\(lines[0])
                    39:\(lines[1])
                    79:\(lines[2])
                    114:\(lines[3])
                    142:\(lines[4])
                    157-\(lines[5])

                    """)
            let compressed = try place.write(try place.read("app.log"), to: "copy.log")
            _ = try ChildProcess.run(
                "/usr/bin/env", ["gzip", compressed], environment: ["PATH": "/usr/bin:/bin"])
            let packed = try ReleaseBinary.run(["logs", "show", "-C", "1", "copy.log.gz:120"], in: place)
            #expect(packed.output == result.output)
        }

        @Test(
            "logs show refuses what it cannot show in one line",
            arguments: ["app.log", "app.log:1000000", "absent.log:0", ".:0", "app.log:99999999999999999999"])
        func refusesPlaces(place text: String) throws {
            let place = try TemporaryDirectory("show")
            try place.write("one\n", to: "app.log")
            let result = try ReleaseBinary.run(["logs", "show", text], in: place)
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.errorOutput.split(separator: "\n").count == 1)
        }

        @Test("rules check tells good, broken and unreadable files apart")
        func checksRules() throws {
            let place = try TemporaryDirectory("rules")
            let good = try place.write(Self.rules, to: "good.yml")
            let result = try ReleaseBinary.run(["rules", "check", good], in: place)
            #expect(result.status == 0, "\(result.errorOutput)")
            #expect(result.output.contains("literal: 'payment '"))
            #expect(result.output.contains("ns a line"))
            let bad = try place.write(Self.rules.replacing("$provider", with: "$provder"), to: "bad.yml")
            let broken = try ReleaseBinary.run(["rules", "check", bad], in: place)
            #expect(broken.status == 1)
            #expect(broken.errorOutput.contains("did you mean '$provider'?"))
            #expect(broken.errorOutput.contains("^"))
            #expect(try ReleaseBinary.run(["rules", "check", "absent.yml"], in: place).status == 2)
        }

        @Test("rules test runs examples and whole logs, and ends with 1 when one fails")
        func testsRules() throws {
            let place = try TemporaryDirectory("rules")
            try place.write(Self.rules, to: "rules.yml")
            try place.write("payment visa failed\npayment visa failed\n", to: "sample.log")
            func run(expecting count: Int) throws -> ChildProcess.Result {
                try place.write(
                    """
                    tests:
                      - name: sample
                        rules: [rules.yml]
                        log: sample.log
                        expect: ['shop_failures_total{provider="visa"} \(count)']
                    """, to: "test.yml")
                return try ReleaseBinary.run(["rules", "test", "rules.yml", "test.yml"], in: place)
            }
            let good = try run(expecting: 2)
            #expect(good.status == 0, "\(good.output)")
            #expect(good.output == "2 passed, 0 failed\n")
            let bad = try run(expecting: 3)
            #expect(bad.status == 1)
            #expect(bad.output.contains("FAIL test.yml:2 sample"))
            #expect(bad.output.contains(#"  - shop_failures_total{provider="visa"} 3"#))
            #expect(bad.output.contains(#"  + shop_failures_total{provider="visa"} 2"#))
            #expect(bad.output.hasSuffix("1 passed, 1 failed\n"))
        }

        private struct Explanation: Decodable {
            struct Level: Decodable {
                var level: String?
                var format: String?
            }
            struct Rule: Decodable {
                struct Capture: Decodable {
                    var name: String
                    var value: String
                }
                var name: String
                var outcome: String
                var captures: [Capture]
                var series: [String]
                var nanoseconds: Int?
            }
            var line: String
            var level: Level?
            var rules: [Rule]
        }

        @Test("rules explain shows match, captures, series and level, by text, by pipe and by place")
        func explains() throws {
            let place = try TemporaryDirectory("rules")
            try place.write(Self.rules, to: "rules.yml")
            let line = "2026-02-07 12:00:00 - shop - ERROR - payment visa failed"
            try place.write("first\n\(line)\n", to: "shop.log")
            let input = try place.write("\(line)\n", to: "input")
            for arguments in [
                [line], ["-"], ["--at", "shop.log:7"], ["--at", "shop.log", "--line-number", "2"],
            ] {
                let result = try ReleaseBinary.run(
                    ["rules", "explain", "--json", "rules.yml"] + arguments, in: place, input: input)
                #expect(result.status == 0, "\(result.errorOutput)")
                let found = try JSONDecoder().decode(Explanation.self, from: Data(result.output.utf8))
                #expect(found.line == line)
                #expect(found.level?.level == "ERROR")
                let rule = try #require(found.rules.first { $0.name == "failures" })
                #expect(rule.outcome == "match")
                #expect(rule.captures.first?.value == "visa")
                #expect(rule.series == [#"shop_failures_total{provider="visa"} 1"#])
                #expect(rule.nanoseconds.map { $0 > 0 } == true)
            }
        }

        @Test(
            "logs verify agrees with a daemon that runs, through rotation and compression, and tells what is gone"
        )
        func verifies() throws {
            let place = try TemporaryDirectory("verify")
            try place.write((1...500).map { SampleLines.error($0) }.joined(), to: "logs/app.log")
            try place.write(Self.rules, to: "rules.yml")
            let configuration = """
                logs: [{name: app, paths: [logs/app.log]}]
                log_rules: [rules.yml]
                """
            let exporter = try Exporter(
                configuration: configuration, ["--state.dir=\(place.path("state"))"], in: place)
            let series = #"orchestrator_log_lines_total{log="app"}"#
            #expect(try exporter.value(of: series, becoming: 500) == 500)
            try FileManager.default.moveItem(
                atPath: place.path("logs/app.log"), toPath: place.path("logs/app.log.1"))
            try place.write((1...100).map { SampleLines.info($0) }.joined(), to: "logs/app.log")
            #expect(try exporter.value(of: series, becoming: 600) == 600)
            _ = try ChildProcess.run(
                "/usr/bin/env", ["gzip", place.path("logs/app.log.1")], environment: ["PATH": "/usr/bin:/bin"]
            )
            let verify = [
                "logs", "verify", "--config.file=\(place.path("exporter.yml"))",
                "--state.dir=\(place.path("state"))",
            ]
            let equal = try ReleaseBinary.run(verify, in: place)
            #expect(equal.status == 0, "\(equal.output)\(equal.errorOutput)")
            #expect(
                equal.output.contains("2 files: 2 equal, 0 different, 0 that cannot be verified; 600 lines"))
            try FileManager.default.removeItem(atPath: place.path("logs/app.log.1.gz"))
            let gone = try ReleaseBinary.run(verify, in: place)
            #expect(gone.status == 0)
            #expect(gone.output.contains("2 files: 1 equal, 0 different, 1 that cannot be verified"))
            #expect(gone.output.contains("its bytes are not there any more"))
            let losses = try ReleaseBinary.run(verify + ["--losses"], in: place)
            #expect(losses.status == 0)
            #expect(losses.output == "no bytes were lost\n")
            #expect(exporter.terminate() == 0)
            #expect(try ReleaseBinary.run(verify, in: place).output == gone.output)
        }

        @Test("logs verify without a state says what to do")
        func nothingToVerify() throws {
            let place = try TemporaryDirectory("verify")
            let result = try ReleaseBinary.run(["logs", "verify", "--state.dir=absent"], in: place)
            #expect(result.status == 2)
            #expect(result.errorOutput.contains("is --state.dir right"))
        }
    }
}
