import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `dashboards emit`, and whether a Prometheus that scrapes the demo answers every panel.
    @Suite("Dashboards")
    struct DashboardEmissionTests {
        private static let repository = URL(fileURLWithPath: Fixtures.root).deletingLastPathComponent()
            .deletingLastPathComponent()

        /// Metrics that the demo need not have; an expression with one of them may find nothing.
        private static let absent: [String: String] = [
            "orchestrator_host_pressure_": "containers and some kernels do not tell of pressure",
            "orchestrator_filesystem_files": "some file systems know no number of files",
            "orchestrator_agent_cpu_": "simulated agents have no processes, and so for those that follow",
            "orchestrator_agent_resident_": "no processes",
            "orchestrator_agent_proportional_": "no processes, and off unless the configuration asks for it",
            "orchestrator_agent_process": "no processes",
            "orchestrator_agent_threads": "no processes",
            "orchestrator_agent_open_fds": "no processes",
            "orchestrator_agent_read_": "no processes",
            "orchestrator_agent_written_": "no processes",
            "orchestrator_agent_context_": "no processes",
            "orchestrator_agent_run_delay_": "no processes",
            "orchestrator_agent_start_": "no processes",
            "orchestrator_agent_cgroup": "simulated agents are in no control groups",
            "orchestrator_archive_": "the demo archives nothing",
            "orchestrator_backup_": "the demo backs nothing up",
            "agent_teams_exporter_web_": "the demo has no web configuration",
            "agent_teams_exporter_tls_": "the demo has no certificate",
            "agent_teams_exporter_remote_write_": "the demo sends to nobody",
            "orchestrator_dashboard_": "the demo has no dashboard to probe",
            "orchestrator_expected_": "the demo's configuration expects no team",
            "orchestrator_inbox_oldest_": "absent while nothing is unread",
            "orchestrator_message_oldest_": "absent while nothing is unanswered",
            "orchestrator_task_oldest_": "absent while no task is in progress",
            "orchestrator_log_http_response_bytes_": "the demo has no access log of nginx or Apache",
            "orchestrator_log_program_lines_": "the demo has no syslog",
            "orchestrator_log_truncated_entries_": "no built-in rule sees whole entries",
            "orchestrator_log_rule_bad_values_": "no rule of the demo's logs has a value",
        ]

        /// What a panel asks.
        private struct Question {
            let panel: String
            let expression: String

            /// With everything chosen, and a window that holds several scrapes.
            var concrete: String {
                var text = expression.replacing("$__rate_interval", with: "15s").replacing(
                    "$__range", with: "1m")
                for name in ["team_name", "agent_name", "instance", "job", "log"] {
                    text = text.replacing("$\(name)", with: ".+")
                }
                return text
            }

            var mayBeEmpty: Bool { absent.keys.contains { expression.contains($0) } }
        }

        @Test("a Prometheus that scrapes the demo answers the query of every panel")
        func answersEveryPanel() throws {
            let questions = try Self.questions()
            #expect(questions.count > 100)
            let place = try TemporaryDirectory("panels")
            let exporter = try Exporter([], command: "demo", in: place)
            let prometheus = try PrometheusServer(scraping: exporter.port, in: place)
            var open = questions
            _ = try eventually(within: .seconds(60), every: .milliseconds(500)) {
                open = try open.filter { try prometheus.query($0.concrete).isEmpty }
                return open.allSatisfy(\.mayBeEmpty)
            }
            let faults = open.filter { !$0.mayBeEmpty }.map { "\($0.panel): \($0.expression)" }
            #expect(faults == [], "these find nothing in the demo")
            #expect(
                try prometheus.query(#"sum(orchestrator_teams{status="aktive"})"#).isEmpty,
                "a slip would show")
        }

        @Test("what the demo may lack is asked for by some panel")
        func excusesAreNeeded() throws {
            let questions = try Self.questions()
            for name in Self.absent.keys {
                #expect(questions.contains { $0.expression.contains(name) }, "\(name)")
            }
        }

        @Test("the dashboards in the repository are up to date and pass the linter")
        func areUpToDate() throws {
            let check = try Self.emit(["--check"], directory: Self.repository.path)
            #expect(check.status == 0, "\(check.errorOutput)")
            #expect(check.output.contains("7 dashboards are up to date"))
        }

        @Test("a file that is out of date, or breaks a rule of the linter, fails the check and is named")
        func findsStaleFiles() throws {
            let place = try TemporaryDirectory("stale")
            #expect(try Self.emit([], directory: place.path).status == 0)
            #expect(try Self.emit(["--check"], directory: place.path).status == 0)
            let text = String(decoding: try place.read("dashboards/team.json"), as: UTF8.self)
            try place.write(
                text.replacing("\"editable\" : false", with: "\"editable\" : true"),
                to: "dashboards/team.json")
            let check = try Self.emit(["--check"], directory: place.path)
            #expect(check.status == 1)
            #expect(check.errorOutput.contains("dashboards/team.json:"))
            #expect(check.errorOutput.contains("out of date"))
            #expect(check.errorOutput.contains("Agent teams / Team: editable: "))
            let other = try Self.emit(["--check", "--output", "nowhere"], directory: place.path)
            #expect(other.status == 1)
            #expect(other.errorOutput.contains("overview.json is missing"))
        }

        @Test("a rule of one's own gets a panel, and a place that cannot be written is named")
        func emitsRules() throws {
            let place = try TemporaryDirectory("own")
            try place.write(
                """
                rules:
                  - name: payment_failures
                    pattern: 'payment (?<provider>visa|sepa) failed'
                    counter: shop_payment_failures_total
                    help: Payments that a provider refused.
                    labels: {provider: $provider}
                """, to: "shop.yml")
            let rules = ["--rules", "shop.yml"]
            #expect(try Self.emit(rules + ["--output", "grafana"], directory: place.path).status == 0)
            let logs = String(decoding: try place.read("grafana/logs.json"), as: UTF8.self)
            #expect(logs.contains("sum by (provider) (rate(shop_payment_failures_total{"))
            #expect(
                try Self.emit(rules + ["--check", "--output", "grafana"], directory: place.path).status == 0)
            let refused = try Self.emit(["--output", "shop.yml/below"], directory: place.path)
            #expect(refused.status == 2)
            #expect(refused.errorOutput.contains("--output"))
        }

        private static func emit(_ arguments: [String], directory: String) throws -> ChildProcess.Result {
            try ChildProcess.run(
                ReleaseBinary.path, ["dashboards", "emit"] + arguments,
                environment: ReleaseBinary.environment(home: directory), directory: directory)
        }

        /// Of all panels of the dashboards in the repository.
        private static func questions() throws -> [Question] {
            let folder = repository.appending(path: "dashboards").path
            let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
                $0.hasSuffix(".json")
            }
            return try files.sorted().flatMap { file -> [Question] in
                let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
                return try JSONDecoder().decode(Board.self, from: data).panels.flatMap { panel in
                    (panel.targets ?? []).map {
                        Question(panel: "\(file): \(panel.title)", expression: $0.expr)
                    }
                }
            }
        }

        private struct Board: Decodable {
            struct Panel: Decodable {
                let title: String
                let targets: [Target]?
            }
            struct Target: Decodable {
                let expr: String
            }
            let panels: [Panel]
        }
    }
}
