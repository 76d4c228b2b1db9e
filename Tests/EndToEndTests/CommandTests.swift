import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Commands")
    struct CommandTests {
        private struct TeamList: Decodable {
            struct Team: Decodable {
                var name: String
                var description: String?
                var status: String
                var idle: Bool
                var member_count: Int
                var lead: String?
            }
            var teams: [Team]
        }

        @Test("list-teams --json answers the manual's questions")
        func listsTeamsAsJSON() throws {
            let place = try TemporaryDirectory("list")
            try SampleTeams.write("fresh", members: ["lead", "a", "b"], in: place)
            let root = place.path("claude")
            let result = try ReleaseBinary.run(["list-teams", "--json", "--teams.root=\(root)"], in: place)
            #expect(result.status == 0, "\(result.errorOutput)")
            let list = try JSONDecoder().decode(TeamList.self, from: Data(result.output.utf8))
            #expect(list.teams.filter { $0.status == "active" }.map(\.name) == ["fresh"])
            #expect(list.teams.first?.member_count == 3)
            #expect(list.teams.first?.lead == "lead")
            let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
            let first = try #require((object as? [String: [[String: Any]]])?["teams"]?.first)
            let expected: Set = [
                "name", "description", "status", "idle", "last_activity", "member_count", "created_at",
                "lead",
                "members",
            ]
            #expect(Set(first.keys).isSuperset(of: expected))
        }

        @Test(
            "list-teams lists every fixture team once",
            arguments: [["list-teams"], ["list-teams", "--json"]])
        func listsFixtures(command: [String]) throws {
            let place = try TemporaryDirectory("list")
            let result = try ReleaseBinary.run(
                command + ["--teams.root=\(Fixtures.path("claude"))"], in: place)
            #expect(result.status == 0)
            for team in [
                "alpha-team", "beta-team", "humble-chasing-goose", "moonlit-chasing-meerkat",
                "session-1b296605",
            ] {
                #expect(result.output.contains(team))
            }
        }

        @Test("list-teams --json stays valid JSON over the edge tree")
        func listsEdgeTeams() throws {
            let place = try TemporaryDirectory("list")
            let result = try ReleaseBinary.run(
                ["list-teams", "--json", "--teams.root=\(Fixtures.path("claude-edge"))"], in: place)
            #expect(result.status == 0, "\(result.errorOutput)")
            let list = try JSONDecoder().decode(TeamList.self, from: Data(result.output.utf8))
            #expect(list.teams.contains { $0.name == "開発チーム" })
            #expect(list.teams.contains { $0.status == "unreadable" })
            #expect(Set(list.teams.map(\.name)).count == list.teams.count, "every name once")
        }

        @Test("logs scan counts whole files", arguments: [[], ["--openmetrics"]])
        func scansLogs(flags: [String]) throws {
            let place = try TemporaryDirectory("scan")
            let file = try place.write(
                (1...50).map { $0 % 5 == 0 ? SampleLines.error($0) : SampleLines.info($0) }.joined(),
                to: "app.log")
            let result = try ReleaseBinary.run(["logs", "scan"] + flags + [file], in: place)
            #expect(result.status == 0, "\(result.errorOutput)")
            let scrape = Scrape(text: result.output)
            #expect(scrape[#"orchestrator_log_lines_total{log="app.log"}"#] == 50)
            #expect(scrape[#"orchestrator_log_entries_total{log="app.log",level="ERROR"}"#] == 10)
            #expect(scrape[#"orchestrator_log_entries_total{log="app.log",level="INFO"}"#] == 40)
            #expect(result.output.hasSuffix("# EOF\n") == !flags.isEmpty)
            let named = try ReleaseBinary.run(["logs", "scan", "--log", "shop", file], in: place)
            #expect(Scrape(text: named.output)[#"orchestrator_log_lines_total{log="shop"}"#] == 50)
        }

        @Test("logs scan counts with a rule of the user's own")
        func scansWithRules() throws {
            let place = try TemporaryDirectory("scan")
            let log = try place.write(
                "payment visa failed\npayment sepa failed\npayment visa failed\n", to: "shop.log")
            let rules = try place.write(
                """
                rules:
                  - name: payment_failures
                    pattern: 'payment (?<provider>\\w+) failed'
                    counter: shop_payment_failures_total
                    help: Payments that failed.
                    labels: {provider: $provider}
                """, to: "rules.yml")
            let result = try ReleaseBinary.run(["logs", "scan", "--rules", rules, log], in: place)
            #expect(result.status == 0, "\(result.errorOutput)")
            let scrape = Scrape(text: result.output)
            let series = scrape.series(of: "shop_payment_failures_total", where: "provider", is: "visa")
            #expect(series.count == 1)
            #expect(series.first.flatMap { scrape[$0] } == 2)
        }

        @Test("logs scan of a file that is not there is exit code 2")
        func refusesAbsentLog() throws {
            let place = try TemporaryDirectory("scan")
            let result = try ReleaseBinary.run(["logs", "scan", "absent.log"], in: place)
            #expect(result.status == 2)
            #expect(result.errorOutput.contains("absent.log"))
        }

        @Test(
            "metrics check tells good, findings and broken input apart",
            arguments: [
                ("# HELP a_total A.\n# TYPE a_total counter\na_total 1\n", 0),
                ("# TYPE a_total counter\na_total 1\n", 1),
                ("a_total{b=\"c} 1\n", 1),
            ] as [(String, Int32)])
        func checksMetrics(text: String, status: Int32) throws {
            let place = try TemporaryDirectory("check")
            let file = try place.write(text, to: "metrics.prom")
            #expect(try ReleaseBinary.run(["metrics", "check", file], in: place).status == status)
            #expect(
                try ReleaseBinary.run(["metrics", "check", "-"], in: place, input: file).status == status)
        }

        @Test(
            "metrics check of what cannot be read is exit code 2",
            arguments: ["absent.prom", "http://127.0.0.1:1/metrics"])
        func refusesUnreadableMetrics(source: String) throws {
            let place = try TemporaryDirectory("check")
            let result = try ReleaseBinary.run(["metrics", "check", source], in: place)
            #expect(result.status == 2)
            #expect(result.errorOutput.contains(source))
        }

        @Test(
            "help and version go to standard output",
            arguments: [
                ["--help"], ["--version"], ["serve", "--help"], ["demo", "--help"], ["list-teams", "--help"],
                ["logs", "scan", "--help"], ["metrics", "check", "--help"], ["config", "check", "--help"],
            ])
        func helps(arguments: [String]) throws {
            let place = try TemporaryDirectory("help")
            let result = try ReleaseBinary.run(arguments, in: place)
            #expect(result.status == 0)
            #expect(!result.output.isEmpty)
            #expect(result.errorOutput.isEmpty)
            if arguments.count > 1 { #expect(result.output.contains("EXAMPLE"), "help has an example") }
        }

        @Test("config check accepts a good file")
        func acceptsGoodConfig() throws {
            let place = try TemporaryDirectory("config")
            try place.write(SampleLines.configuration, to: "exporter.yml")
            let result = try ReleaseBinary.run(["config", "check", "--config.file=exporter.yml"], in: place)
            #expect(result.status == 0, "\(result.errorOutput)")
        }

        @Test("the binary needs no shared library but glibc's")
        func isStatic() throws {
            let result = try ChildProcess.run("/usr/bin/env", ["ldd", ReleaseBinary.path])
            let names = result.output.split(separator: "\n").compactMap {
                $0.split(separator: " ").first.map(String.init)
            }
            .map { $0.trimmingCharacters(in: .whitespaces) }
            let allowed = [
                "linux-vdso.so", "ld-linux", "libc.so", "libm.so", "libdl.so", "libpthread.so", "librt.so",
            ]
            #expect(names.filter { name in !allowed.contains { name.contains($0) } } == [])
        }
    }
}
