import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Nothing that people and agents tell each other leaves through the daemon.
    @Suite("Privacy of the daemon")
    struct DaemonPrivacyTests {
        private static let levels = ["debug", "info", "warn", "error"]
        private static let formats = [
            "text/plain;version=0.0.4", "text/plain;version=1.0.0",
            "application/openmetrics-text;version=1.0.0",
            "application/json", "text/html",
        ]
        /// All there are but the events; an answer 404 must not tell either.
        private static let targets = [
            "/", "/metrics", "/metrics?collect[]=teams&collect[]=messages", "/-/healthy", "/-/ready",
            "/api/health",
            "/api/teams", "/api/teams/session-1b296605", "/api/teams/odd", "/api/teams/listed",
            "/api/teams/metrics", "/api/teams/nobody", "/api/logs/errors", "/api/logs/errors?limit=1000",
            "/nowhere",
        ]

        /// Watches the planted tree and a log whose lines hold secrets too.
        private static func configuration(dashboard port: UInt16) -> String {
            """
            teams:
              roots: [S3CRETplace/claude]
              token_history: true
              active_window: 365d
            logs:
              - name: orchestrator
                paths: [S3CRETplace/*.log]
            dashboard:
              url: http://127.0.0.1:\(port)/S3CRETpath?token=S3CRET

            """
        }

        /// What orchestrator-cc and others write into their logs.
        private static let log = """
            2026-02-07 12:00:00,123 - orchestrator.web - INFO - Broadcasting team_message: {'text': 'S3CRET-log'}
            2026-02-07 12:00:00,124 - orchestrator.web - ERROR - Failed to load config from /home/ann/S3CRET: ann@example.com
            Traceback (most recent call last):
              File "/home/ann/S3CRET.py", line 1, in S3CRET
            ValueError: S3CRET
            ERROR:    Exception in S3CRET

            """

        @Test("no answer and no line of its log shows what is told, at any level of the log")
        func daemon() throws {
            let place = try TemporaryDirectory("privacy")
            let tree = try PlantedTree(in: place, directory: "S3CRETplace")
            #expect(tree.planted.count > 200)
            try place.write(Self.log, to: "S3CRETplace/orchestrator.log")
            let dashboard = try CannedServer(
                answer: CannedServer.http("500 S3CRET", #"{"error": "S3CRET at /home/ann"}"#))
            let configuration = Self.configuration(dashboard: dashboard.port)
            let agent = try agent(in: place)
            for level in Self.levels {
                let exporter = try Exporter(
                    configuration: configuration, ["--web.enable-lifecycle", "--log.level=\(level)"],
                    in: place)
                try expectSeen(exporter, dashboard)
                try expectSilent(exporter, tree, level)
                _ = exporter.terminate()
                let written = try exporter.process.output + exporter.process.errorOutput
                #expect(tree.leaks(in: written) == [], "log at \(level)")
            }
            #expect(agent.isRunning)
        }

        /// A process of an agent, with a prompt among its arguments and a working directory of its own.
        private func agent(in place: TemporaryDirectory) throws -> ChildProcess {
            try ChildProcess(
                "/usr/bin/perl",
                ["-e", "sleep 600", "--", "--agent-id", "bob@session-1b296605", "--prompt", "S3CRET"],
                environment: ["S3CRET": "S3CRET"], directory: try place.makeDirectory("S3CRETcwd"))
        }

        /// All that holds secrets was read: else the test would see nothing.
        private func expectSeen(_ exporter: Exporter, _ dashboard: CannedServer) throws {
            var last = try exporter.scrape()
            let isSeen = try eventually {
                last = try exporter.scrape()
                let tokens = last.samples.filter { $0.key.hasPrefix("orchestrator_agent_tokens_total{") }
                return tokens.values.reduce(0, +) > 0 && (last[SampleLines.errorEntries] ?? 0) >= 2
                    && (last["orchestrator_inbox_messages{team_name=\"session-1b296605\",agent_name=\"bob\"}"]
                        ?? 0) > 0
                    && (last[
                        "orchestrator_agent_processes{team_name=\"session-1b296605\",agent_name=\"bob\"}"]
                        ?? 0) == 1
                    && last["orchestrator_dashboard_up"] == 0
            }
            #expect(isSeen, "\(last.text)")
            #expect(dashboard.requests > 0)
        }

        private func expectSilent(_ exporter: Exporter, _ tree: PlantedTree, _ level: String) throws {
            for target in Self.targets {
                for format in Self.formats {
                    let answer = try exporter.request(target, headers: [("Accept", format)])
                    let head = answer.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
                    #expect(tree.leaks(in: answer.text + head) == [], "\(target) as \(format) at \(level)")
                }
            }
            let events = try EventReader("/api/events", port: exporter.port)
            let snapshot = try #require(try events.next("snapshot"))
            #expect(snapshot.data.contains("session-1b296605") && snapshot.data.contains("ERROR"))
            #expect(tree.leaks(in: snapshot.data + events.head) == [], "/api/events at \(level)")
            let reload = try exporter.request("/-/reload", method: "POST")
            #expect(reload.status == 200, "\(reload.text)")
            #expect(tree.leaks(in: reload.text) == [])
        }
    }
}
