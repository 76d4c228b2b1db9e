import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Life of the daemon")
    struct LifecycleTests {
        @Test(
            "SIGTERM and SIGINT end it with exit code 0, also while connections are open",
            arguments: [SIGTERM, SIGINT])
        func stopsWhenAsked(signal: Int32) throws {
            let place = try TemporaryDirectory("stop")
            try SampleTeams.write("alpha", in: place)
            try place.write(SampleLines.error(1), to: "logs/orchestrator.log")
            let exporter = try Exporter(configuration: SampleLines.configuration, in: place)
            let idle = try LoopbackSocket(connectingTo: exporter.port)
            let halfAsked = try LoopbackSocket(connectingTo: exporter.port)
            try halfAsked.send(Array("GET /metrics HTTP/1.1\r\nHost: a".utf8))
            #expect(try exporter.request("/metrics").status == 200)

            let clock = ContinuousClock()
            let start = clock.now
            exporter.process.send(signal: signal)
            #expect(exporter.process.exitStatus(within: .seconds(30)) == 0)
            print(
                "stopped \((clock.now - start) / .milliseconds(1)) ms after signal \(signal) (budget 2000 ms)"
            )
            #expect(idle.port == halfAsked.port)
        }

        @Test("a client that does not read its answers does not hold the end up")
        func stopsDespiteStalledClient() throws {
            let place = try TemporaryDirectory("stalled")
            let exporter = try Exporter(["--teams.root=\(Fixtures.path("claude"))"], in: place)
            let stalled = try LoopbackSocket(connectingTo: exporter.port)
            let requests = String(repeating: "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", count: 1500)
            try stalled.send(Array(requests.utf8))
            #expect(try exporter.request("/metrics").status == 200)
            exporter.process.send(signal: SIGTERM)
            #expect(exporter.process.exitStatus(within: .seconds(10)) == 0)
            #expect(stalled.port == exporter.port)
        }

        @Test("SIGHUP reloads the configuration and does not end it")
        func reloadsOnHangup() throws {
            let place = try TemporaryDirectory("hangup")
            let exporter = try Exporter(configuration: "teams: {limit: 3}\n", in: place)
            try place.write("teams: {limit: 4}\n", to: "exporter.yml")
            exporter.process.send(signal: SIGHUP)
            #expect(try exporter.value(of: "orchestrator_teams_limit", becoming: 4) == 4)
            try place.write("teams: {limit: none}\n", to: "exporter.yml")
            exporter.process.send(signal: SIGHUP)
            let successful = "agent_teams_exporter_config_last_reload_successful"
            #expect(try exporter.value(of: successful, becoming: 0) == 0)
            #expect(try exporter.process.errorOutput.contains("exporter.yml:1:16: error: 'limit'"))
            #expect(try exporter.scrape()["orchestrator_teams_limit"] == 4)
        }

        @Test("a second one on the same state directory says who holds it and ends with code 2")
        func refusesSharedState() throws {
            let place = try TemporaryDirectory("shared")
            let exporter = try Exporter(["--state.dir=state"], in: place)
            let second = try ReleaseBinary.run(
                ["serve", "--state.dir=state", "--web.listen-address=127.0.0.1:0"], in: place)
            #expect(second.status == 2)
            #expect(second.errorOutput.contains("in use by process \(exporter.process.pid)"))
        }

        @Test("a collector that is switched off does not run, and a pattern that may be dear is warned of")
        func leavesCollectorsOut() throws {
            let place = try TemporaryDirectory("off")
            try place.write(SampleLines.error(1), to: "logs/orchestrator.log")
            let rule = "rules: [{name: dear, pattern: 'x(a+)+y', counter: dear_total, help: Dear.}]"
            try place.write(rule, to: "rules.yml")
            let configuration = SampleLines.configuration + "\nlog_rules: rules.yml\n"
            let exporter = try Exporter(configuration: configuration, ["--no-collector.logs"], in: place)
            let scrape = try exporter.scrape()
            #expect(!scrape.samples.keys.contains { $0.hasPrefix("orchestrator_log") })
            #expect(try exporter.process.errorOutput.contains("log rule"))
            let teams = try exporter.scrape("/metrics?collect[]=teams")
            #expect(teams[#"agent_teams_exporter_collector_success{collector="teams"}"#] == 1)
        }

        @Test("the demo serves teams that live")
        func playsDemo() throws {
            let place = try TemporaryDirectory("demo")
            let exporter = try Exporter([], command: "demo", in: place)
            #expect(try exporter.value(of: #"orchestrator_teams{status="active"}"#, becoming: 4) == 4)
            let before = try exporter.scrape()
            let lines = #"orchestrator_log_lines_total{log="orchestrator"}"#
            let errors = #"orchestrator_log_entries_total{log="orchestrator",level="INFO"}"#
            for series in [lines, errors] {
                let first = try #require(before[series])
                let moves = try eventually(within: .seconds(60)) {
                    (try exporter.scrape()[series] ?? 0) > first + 5
                }
                #expect(moves, "\(series)")
            }
            #expect(exporter.terminate() == 0)
            let left = try FileManager.default.contentsOfDirectory(atPath: place.path)
                .filter { $0.contains("demo") }
            #expect(left == [], "the demo removes its directory")
        }

        @Test("without configuration it serves, and says which directory is not there")
        func servesWithoutTeams() throws {
            let place = try TemporaryDirectory("nothing")
            let exporter = try Exporter([], in: place)
            let scrape = try exporter.scrape()
            #expect(scrape[#"orchestrator_teams{status="active"}"#] == 0)
            #expect(scrape[#"orchestrator_teams_root_readable{root="1"}"#] == 0)
            #expect(scrape[#"agent_teams_exporter_collector_success{collector="process"}"#] == 1)
        }
    }
}
