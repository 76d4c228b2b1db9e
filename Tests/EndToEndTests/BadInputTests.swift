import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Bad input")
    struct BadInputTests {
        /// Something wrong with the command line or with a file that it names.
        struct StartFault: Sendable, CustomTestStringConvertible {
            let testDescription: String
            var arguments: [String]
            /// Files to write first, by path relative to the working directory.
            var files: [String: String] = [:]
            /// All of these stand in the first line of standard error.
            let says: [String]
        }

        static let startFaults = [
            StartFault(
                testDescription: "unknown flag", arguments: ["serve", "--web.listen-adress=:0"],
                says: ["--web.listen-adress"]),
            StartFault(testDescription: "unknown command", arguments: ["serv"], says: ["serv"]),
            StartFault(
                testDescription: "flag without value", arguments: ["serve", "--config.file"],
                says: ["--config.file"]),
            StartFault(
                testDescription: "address that is none",
                arguments: ["serve", "--web.listen-address=nowhere"],
                says: ["nowhere"]),
            StartFault(
                testDescription: "port too large",
                arguments: ["serve", "--web.listen-address=127.0.0.1:70000"],
                says: ["70000"]),
            StartFault(
                testDescription: "metrics over https", arguments: ["metrics", "check", "https://a/m"],
                says: [
                    "only http is spoken here", "curl -s https://a/m | agent-teams-exporter metrics check -",
                ]),
            StartFault(
                testDescription: "config file absent", arguments: ["serve", "--config.file=absent.yml"],
                says: ["absent.yml"]),
            StartFault(
                testDescription: "config key typo", arguments: ["serve", "--config.file=typo.yml"],
                files: ["typo.yml": "teams:\n  rots: [claude]\n"],
                says: ["typo.yml:2:3", "rots", "did you mean 'roots'?"]),
            StartFault(
                testDescription: "config value of the wrong kind",
                arguments: ["serve", "--config.file=kind.yml"],
                files: ["kind.yml": "teams: {limit: many}\n"], says: ["kind.yml:1", "limit"]),
            StartFault(
                testDescription: "config is not YAML", arguments: ["serve", "--config.file=broken.yml"],
                files: ["broken.yml": "teams: [\n"], says: ["broken.yml"]),
            StartFault(
                testDescription: "config is a directory", arguments: ["serve", "--config.file=sub"],
                files: ["sub/file": ""], says: ["sub", "directory"]),
            StartFault(
                testDescription: "rule file with a broken pattern",
                arguments: ["serve", "--config.file=rules.yml"],
                files: [
                    "rules.yml": "log_rules: [bad.yml]\n",
                    "bad.yml":
                        "rules:\n  - name: broken\n    pattern: '(unclosed'\n    counter: a_total\n    help: A.\n",
                ], says: ["bad.yml:3"]),
            StartFault(
                testDescription: "rule file with an unknown key",
                arguments: ["serve", "--config.file=rules.yml"],
                files: [
                    "rules.yml": "log_rules: [bad.yml]\n",
                    "bad.yml":
                        "rules:\n  - name: typo\n    patern: 'x'\n    counter: a_total\n    help: A.\n",
                ], says: ["bad.yml:3", "patern", "did you mean 'pattern'?"]),
            StartFault(
                testDescription: "rule file absent", arguments: ["serve", "--config.file=rules.yml"],
                files: ["rules.yml": "log_rules: [absent.yml]\n"], says: ["absent.yml"]),
            StartFault(
                testDescription: "web config with a password in clear",
                arguments: ["serve", "--web.config.file=web.yml"],
                files: ["web.yml": "basic_auth_users:\n  alice: hunter2\n"],
                says: ["web.yml:2:10", "'alice'", "htpasswd"]),
            StartFault(
                testDescription: "config check finds the absent certificate",
                arguments: ["config", "check", "--web.config.file=web.yml"],
                files: ["web.yml": "tls_server_config: {cert_file: absent.crt, key_file: absent.key}\n"],
                says: ["absent.crt", "No such file"]),
            StartFault(
                testDescription: "config check finds the typo too",
                arguments: ["config", "check", "--config.file=typo.yml"], files: ["typo.yml": "limt: 1\n"],
                says: ["typo.yml:1:1", "limt"]),
        ]

        @Test("a fault at the start is one clear line and exit code 2", arguments: startFaults)
        func refusesToStart(fault: StartFault) throws {
            let place = try TemporaryDirectory("fault")
            for (name, text) in fault.files { try place.write(text, to: name) }
            let result = try ReleaseBinary.run(fault.arguments, in: place)
            #expect(result.status == 2, "\(result.errorOutput)")
            #expect(result.output.isEmpty)
            let firstLine = result.errorOutput.split(separator: "\n").first.map(String.init) ?? ""
            for word in fault.says { #expect(firstLine.contains(word), "\(result.errorOutput)") }
            expectNoTrace(result.errorOutput)
        }

        @Test("a port in use is said, with the address, and exit code 2")
        func refusesTakenPort() throws {
            let place = try TemporaryDirectory("port")
            let taken = try LoopbackSocket(listeningOn: 0)
            let result = try ReleaseBinary.run(
                ["serve", "--web.listen-address=127.0.0.1:\(taken.port)"], in: place)
            #expect(result.status == 2)
            #expect(result.errorOutput.contains("127.0.0.1:\(taken.port)"), "\(result.errorOutput)")
            #expect(result.errorOutput.lowercased().contains("in use"), "\(result.errorOutput)")
            expectNoTrace(result.errorOutput)
        }

        @Test("a log path that is a directory or a FIFO is served and counted")
        func countsOddLogPaths() throws {
            let place = try TemporaryDirectory("paths")
            try place.makeDirectory("logs/directory.log")
            let fifo = try ChildProcess.run("/usr/bin/env", ["mkfifo", place.path("logs/fifo.log")])
            #expect(fifo.status == 0)
            try place.write(SampleLines.error(1), to: "logs/good.log")
            let exporter = try Exporter(
                configuration: """
                    logs:
                      - {name: directory, paths: [logs/directory.log]}
                      - {name: fifo, paths: [logs/fifo.log]}
                      - {name: good, paths: [logs/good.log]}
                      - {name: absent, paths: [logs/absent.log]}
                    """, in: place)
            let good = #"orchestrator_log_entries_total{log="good",level="ERROR"}"#
            #expect(try exporter.value(of: good, becoming: 1) == 1)
            for log in ["directory", "fifo"] {
                let series = "orchestrator_log_file_errors_total{log=\"\(log)\",reason=\"not_a_file\"}"
                let isCounted = try eventually { (try exporter.scrape()[series] ?? 0) >= 1 }
                #expect(isCounted, "\(log)")
            }
            #expect(try exporter.scrape()[#"orchestrator_log_files{log="absent"}"#] == 0)
            #expect(exporter.terminate() == 0)
        }

        @Test("a corrupt config is served as unreadable, and heals")
        func servesCorruptConfig() throws {
            let place = try TemporaryDirectory("corrupt")
            try SampleTeams.write("alpha", in: place)
            try place.write("{\"name\": \"bro", to: "claude/teams/broken/config.json")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            let active = #"orchestrator_teams{status="active"}"#
            let unreadable = #"orchestrator_teams{status="unreadable"}"#
            #expect(try exporter.value(of: unreadable, becoming: 1) == 1)
            #expect(try exporter.scrape()[active] == 1)
            let errors = try exporter.scrape()[
                #"orchestrator_team_read_errors_total{source="config",reason="parse"}"#]
            #expect((errors ?? 0) >= 1)
            try SampleTeams.write("broken", in: place)
            #expect(try exporter.value(of: active, becoming: 2) == 2)
            #expect(try exporter.scrape()[unreadable] == 0)
        }

        @Test("a teams root that is not there is served as such, and found when it appears")
        func servesAbsentRoot() throws {
            let place = try TemporaryDirectory("root")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            let readable = #"orchestrator_teams_root_readable{root="1"}"#
            #expect(try exporter.scrape()[readable] == 0)
            try SampleTeams.write("alpha", in: place)
            #expect(try exporter.value(of: #"orchestrator_teams{status="active"}"#, becoming: 1) == 1)
            #expect(try exporter.scrape()[readable] == 1)
        }

        private func expectNoTrace(_ text: String) {
            for word in ["Fatal error", "Thread 0", "Crash", "stack", "Swift/"] {
                #expect(!text.contains(word), "\(text)")
            }
        }
    }
}
