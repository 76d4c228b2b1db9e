import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `check`, as cron and people run it.
    @Suite("Checks")
    struct CheckTests {
        private func states(_ results: [String: CheckedResult]) -> [String: String] {
            results.mapValues(\.state)
        }

        @Test("a healthy place is good each day, strictly too, in all forms")
        func healthyDay() throws {
            let place = try CheckedPlace()
            let found = try place.results("daily", "--strict")
            #expect(
                states(found.results) == [
                    "teams": "ok", "health": "ok", "disks": "ok", "errors": "ok", "dashboard_api": "ok",
                    "dashboard_process": "ok", "active_teams": "ok",
                ])
            #expect(found.status == 0)
            let text = try place.run("check", "daily")
            #expect(text.output.hasPrefix("STATE  CHECK") && text.output.hasSuffix("daily: 7 ok\n"))
            #expect(!text.output.contains("\u{1B}"))
            let markdown = try place.run("check", "daily", "--markdown")
            #expect(markdown.output.hasPrefix("# Check: daily\n"))
            #expect(markdown.output.contains("| ok | active teams against the limit | 1 of 10 |"))
        }

        @Test("faults are found, each where it belongs, and end with 1")
        func badDay() throws {
            let server = try CannedServer(answer: CannedServer.http("500 Internal Server Error", "{}"))
            let url = "http://127.0.0.1:\(server.port)/api/health"
            let place = try CheckedPlace(
                dashboard: "{url: \"\(url)\", process: no-such-process-here}", limit: 0)
            try place.place.write("{", to: "claude/teams/broken/config.json")
            try place.writeLog(
                minutesAgo: [30, 20, 10], "ERROR - cannot reach '/home/ann/x' of ann@example.com")
            try place.writeLog(minutesAgo: [3000], "ERROR - long ago")
            let found = try place.results("daily")
            #expect(
                states(found.results) == [
                    "teams": "warning", "health": "critical", "disks": "ok", "errors": "warning",
                    "dashboard_api": "critical", "dashboard_process": "critical", "active_teams": "critical",
                ])
            #expect(found.status == 1)
            #expect(found.results["errors"]?.figure.value == 3)
            #expect(found.results["health"]?.details.map(\.name) == ["broken"])
            for result in found.results.values where result.state != "ok" {
                #expect(result.nextStep != nil, "\(result.key)")
            }
            #expect(try place.run("check", "daily", "--team", "shop").status == 1, "the dashboard is down")
        }

        @Test("warnings are findings only when it is strict, and wrong use is exit code 2")
        func exitCodes() throws {
            let place = try CheckedPlace()
            try place.writeLog(minutesAgo: [5], "ERROR - x")
            #expect(try place.run("check", "daily").status == 0)
            #expect(try place.run("check", "daily", "--strict").status == 1)
            #expect(try place.run("check", "daily", "--team", "shp").status == 2)
            #expect(try place.run("check", "daily", "--json", "--markdown").status == 2)
            #expect(try place.run("check", "capacity", "--teams", "0").status == 2)
            #expect(try place.run("check", "yearly").status == 2)
        }

        @Test("errors of rotated and archived files count too")
        func rotated() throws {
            let place = try CheckedPlace()
            try place.place.write(
                "\(CheckedPlace.time(minutesAgo: 200)) - a.b - ERROR - rotated\n", to: "logs/app.log.1")
            let old = try place.place.write(
                "\(CheckedPlace.time(minutesAgo: 400)) - a.b - ERROR - archived\n",
                to: "logs/archive/app.log.2")
            _ = try ChildProcess.run("/usr/bin/env", ["gzip", old])
            #expect(try place.results("daily").results["errors"]?.figure.value == 2)
        }

        @Test("a week: logs, their growth, backups, packages, resources and teams that can go")
        func week() throws {
            let place = try CheckedPlace()
            #expect(try place.results("weekly").results["backups"]?.state == "critical", "there is none")
            #expect(try place.run("backup", "create").status == 0)
            #expect(try place.results("weekly").results["backups"]?.state == "warning", "it was never tried")
            #expect(try place.run("backup", "verify").status == 0)
            let old = #"{"members": [{"name": "lead", "joinedAt": 1700000000000}]}"#
            try place.place.write(old, to: "claude/teams/old/config.json")
            let good = try place.results("weekly", "--strict")
            #expect(Set(good.results.values.map(\.state)) == ["ok"], "\(states(good.results))")
            #expect(good.status == 0)
            #expect(good.results["stale_teams"]?.details.map(\.name) == ["old"])
            #expect((good.results["log_growth"]?.figure.value ?? 0) > 0)
            try place.writePython(#"[{"name": "aiohttp", "version": "3.8.0", "latest_version": "3.9.0"}]"#)
            let outdated = try place.results("weekly").results["packages"]
            #expect(outdated?.state == "warning" && outdated?.details.map(\.name) == ["aiohttp"])
            try place.writePython(
                "[]", complaint: "WARNING: Retrying (Retry(total=0)) after connection broken")
            #expect(try place.results("weekly").results["packages"]?.state == "unknown")
            #expect(try place.results("weekly", "--no-packages").results["packages"] == nil)
        }

        @Test("a month: old logs, a restore test that finds a broken backup, and the past, which is unknown")
        func month() throws {
            let place = try CheckedPlace()
            try place.writeLog(minutesAgo: [60_000, 20_000], "ERROR - x")
            #expect(try place.run("backup", "create").status == 0)
            let good = try place.results("monthly")
            #expect(good.status == 0)
            #expect(good.results["restore_test"]?.state == "ok")
            #expect(good.results["old_logs"]?.state == "ok")
            #expect(good.results["availability"]?.state == "unknown")
            #expect(good.results["alerts"]?.state == "warning")
            #expect(good.results["alerts"]?.figure.value == 1, "one of the two is of this month")
            #expect(good.results["configuration"]?.state == "warning")
            let backups = try FileManager.default.contentsOfDirectory(atPath: place.place.path("backups"))
            let names = backups.filter { $0.hasSuffix(".tar.gz") && !$0.contains("latest") }
            #expect(names.count == 1, "the restore test leaves nothing: \(backups)")
            for name in names {
                let url = URL(fileURLWithPath: place.place.path("backups/\(name)"))
                var bytes = try Data(contentsOf: url)
                bytes[bytes.count / 2] ^= 0x55
                try bytes.write(to: url)
            }
            let log = place.place.path("logs/app.log")
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -40 * 86_400)], ofItemAtPath: log)
            let bad = try place.results("monthly")
            #expect(bad.status == 1)
            #expect(bad.results["restore_test"]?.state == "critical")
            #expect(bad.results["old_logs"]?.state == "warning")
            #expect(bad.results["old_logs"]?.figure.value == 1)
        }

        @Test("a month as a real Prometheus knows it")
        func prometheus() throws {
            let place = try TemporaryDirectory("checks")
            try SampleTeams.write("shop", in: place)
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            try place.write(SampleLines.info(1), to: "logs/orchestrator.log")
            let server = try PrometheusServer(scraping: exporter.port, in: place)
            try place.write(
                SampleLines.configuration + "prometheus: {url: \"http://127.0.0.1:\(server.port)/\"}\n",
                to: "asking.yml")
            var results: [String: CheckedResult] = [:]
            #expect(
                try eventually(within: .seconds(60), every: .milliseconds(500)) {
                    let run = try ReleaseBinary.run(
                        ["check", "monthly", "--json", "--config.file", "asking.yml"], in: place)
                    let report = try JSONDecoder().decode(CheckedReport.self, from: Data(run.output.utf8))
                    results = Dictionary(report.results.map { ($0.key, $0) }) { first, _ in first }
                    return results["availability"]?.state == "ok" && results["error_entries"]?.state == "ok"
                })
            #expect(results["availability"]?.figure.value == 1)
            #expect(results["peak_memory"]?.figure.value.map { $0 > 0 && $0 < 1 } == true)
            #expect(results["alerts"]?.state == "ok", "it was asked, and none fired")
            let week = try ReleaseBinary.run(
                ["check", "weekly", "--no-packages", "--config.file", "asking.yml"], in: place)
            #expect(week.output.contains("availability of agents, 7d"))
            let incident = try ReleaseBinary.run(
                ["incident", "new", "--window", "5m", "--config.file", "asking.yml"], in: place)
            #expect(incident.output.contains("### Alerts at that time\n\nNone fired."))
            #expect(
                incident.output.contains("### Peaks of resources around that time\n\n- CPU of the host: "))
            #expect(exporter.terminate() == 0)
        }

        @Test("capacity is measured from agents that live, and names the port that two teams listen on")
        func capacity() throws {
            let place = try CheckedPlace()
            let none = try place.results("capacity")
            #expect(none.results["agent_demand"]?.state == "unknown")
            #expect(none.status == 0)
            try SampleTeams.write("store", members: ["lead", "dev"], in: place.place)
            let script = try place.place.write(
                """
                import signal, socket, sys
                server = socket.socket()
                server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                server.bind(("127.0.0.1", int(sys.argv[1])))
                server.listen()
                log = open("logs/app.log", "a")
                signal.pause()

                """, to: "agent.py")
            let port = try FreePort.find()
            let agents = try ["shop", "store"].map { team in
                try ChildProcess(
                    "/usr/bin/env",
                    [
                        "python3", script, "\(port)", "--agent-id", "dev@\(team)", "--agent-name", "dev",
                        "--team-name", team,
                    ],
                    directory: place.place.path)
            }
            defer { for agent in agents { agent.kill() } }
            var found: [String: CheckedResult] = [:]
            #expect(
                try eventually(within: .seconds(60)) {
                    found = try place.results("capacity", "--teams", "2", "--agents", "3").results
                    return found["ports"]?.state == "warning" && found["logs"]?.state == "warning"
                })
            #expect(
                found["ports"]?.details.contains { $0.name == "port \(port)" && $0.state == "warning" }
                    == true)
            #expect(found["agent_demand"]?.state == "ok")
            #expect(found["logs"]?.details.map(\.name) == ["app"])
            #expect(found["memory"]?.state == "ok")
            #expect(
                try place.results("capacity", "--teams", "9").results["active_teams"]?.state == "critical")
        }
    }
}
