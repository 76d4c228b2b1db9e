import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
    /// What is counted of teams outlives the daemon, however it ends.
    @Suite("Books of teams over restarts")
    struct TeamBookTests {
        private static let configuration = """
            teams:
              roots: [claude]
              agent_timeout: 2s
              expected: [crew/ghost]
            logs: []

            """

        @Test("killed at random moments, every message is counted once, and its latency once or not at all")
        func messages() throws {
            let rounds = Soak.choose(sample: 8, soak: 80)
            let seed = Soak.seed
            print("books of teams: \(rounds) rounds, TEST_SEED=\(seed)")
            var random = SeededGenerator(seed: seed)
            let place = try TemporaryDirectory("books")
            try SampleTeams.write("crew", members: ["lead", "ann", "bob"], in: place)
            let inboxes = try PlayedInboxes(team: "crew", members: ["lead", "ann", "bob"], in: place)
            for member in ["ann", "bob"] { try inboxes.send(from: "lead", to: member) }
            let backlog = inboxes.written
            // Agents that other programs on this machine run come and go.
            let life = try ExporterLife(
                configuration: Self.configuration, ["--no-collector.processes"], in: place)
            try life.exporter.waitUntilAnswering("/-/ready")
            let watch = CounterWatch(port: life.port)
            for round in 0..<rounds {
                for _ in 0..<Int.random(in: 0...12, using: &random) {
                    try inboxes.play(&random)
                    waitBriefly(.milliseconds(Int.random(in: 1...60, using: &random)))
                }
                life.kill()
                for _ in 0..<Int.random(in: 0...4, using: &random) { try inboxes.play(&random) }
                try life.start(isWaiting: round % 3 != 0)
            }
            try life.exporter.waitUntilAnswering("/-/ready")
            try inboxes.readAll()
            try expectExact(life.exporter, sent: inboxes.written - backlog, backlog: backlog)
            try watch.stop()
            #expect(watch.faults == [])
            #expect(watch.scrapes > rounds, "the scraper saw the daemon between the kills")
            #expect(watch.families.contains("orchestrator_message_delivery_seconds_count"))
        }

        /// Each message is in one counter, and its latency in the histogram or in the count of those left out.
        private func expectExact(_ exporter: Exporter, sent: Int, backlog: Int) throws {
            func sum(_ scrape: Scrape, _ family: String) -> Double {
                scrape.samples.filter { $0.key.hasPrefix("\(family){") }.values.reduce(0, +)
            }
            var last = try exporter.scrape()
            let unobserved = "orchestrator_message_delivery_unobserved_total"
            let settles = try eventually {
                last = try exporter.scrape()
                let judged = sum(last, "orchestrator_message_delivery_seconds_count") + sum(last, unobserved)
                return sum(last, "orchestrator_messages_total") == Double(sent)
                    && judged == Double(sent + backlog)
            }
            #expect(settles, "\(sent) were sent: \(last.samples.filter { $0.key.contains("_message") })")
            #expect(last["\(unobserved){reason=\"backlog\"}"] == Double(backlog))
            #expect(last["\(unobserved){reason=\"no_timestamp\"}"] == 0)
            #expect(sum(last, "agent_teams_exporter_state_resets_total") == 0)
        }

        @Test("timeouts are counted once, also when the daemon is killed while the agent is down")
        func timeouts() throws {
            let place = try TemporaryDirectory("timeouts")
            try SampleTeams.write("crew", in: place)
            let inboxes = try PlayedInboxes(team: "crew", members: ["lead", "mate"], in: place)
            let life = try ExporterLife(configuration: Self.configuration, in: place)
            let mate = #"{team_name="crew",agent_name="mate"}"#
            let timeouts = "orchestrator_agent_timeouts_total\(mate)"
            #expect(try life.exporter.value(of: "orchestrator_agent_up\(mate)", becoming: 1) == 1)
            try inboxes.send(from: "lead", to: "mate")
            #expect(try life.exporter.value(of: timeouts, becoming: 1) == 1)
            #expect(try life.exporter.scrape()["orchestrator_agent_up\(mate)"] == 0)
            life.kill()
            try life.start()
            #expect(try life.exporter.value(of: "orchestrator_agent_up\(mate)", becoming: 0) == 0)
            #expect(try life.exporter.scrape()[timeouts] == 1)
            try inboxes.read("mate")
            try inboxes.send(from: "mate", to: "lead")
            #expect(try life.exporter.value(of: "orchestrator_agent_up\(mate)", becoming: 1) == 1)
            life.kill()
            try inboxes.send(from: "lead", to: "mate")
            waitBriefly(.milliseconds(2500))
            try life.start()
            #expect(
                try life.exporter.value(of: timeouts, becoming: 2) == 2, "it timed out while we were down")
            let ghost = #"orchestrator_agent_up{team_name="crew",agent_name="ghost"}"#
            #expect(try life.exporter.scrape()[ghost] == 0)
        }

        /// Spends processor time, says so, and sleeps.
        private static let program = """
            my $x = 0; while ((times)[0] < 0.3) { $x += $_ for 1..1000 }
            open(my $f, ">", $ENV{READY}) or die; close $f; sleep 600;
            """

        @Test(
            "what processes used is counted once over kills of the daemon, and stays when they end meanwhile")
        func usage() throws {
            let place = try TemporaryDirectory("usage")
            try SampleTeams.write("crew", in: place)
            let agent = try ChildProcess(
                "/usr/bin/perl", ["-e", Self.program, "--", "--agent-id", "mate@crew"],
                environment: ["READY": place.path("ready")])
            #expect(
                eventually(within: .seconds(60)) {
                    FileManager.default.fileExists(atPath: place.path("ready"))
                })
            let life = try ExporterLife(configuration: Self.configuration, in: place)
            let series =
                #"orchestrator_agent_cpu_seconds_total{team_name="crew",agent_name="mate",mode="user"}"#
            let watch = CounterWatch(port: life.port, passing: "mode=\"system\"")
            let used = try userSeconds(of: agent.pid)
            #expect(used >= 0.2)
            #expect(try life.exporter.value(of: series, becoming: used) == used)
            for _ in 0..<2 {
                life.kill()
                try life.start()
                #expect(try life.exporter.value(of: series, becoming: used) == used, "not counted twice")
            }
            life.kill()
            agent.kill()
            try life.start()
            let processes = #"orchestrator_agent_processes{team_name="crew",agent_name="mate"}"#
            #expect(try life.exporter.value(of: processes, becoming: 0) == 0)
            #expect(try life.exporter.scrape()[series] == used)
            try watch.stop()
            #expect(watch.faults == [])
        }

        private func userSeconds(of pid: Int32) throws -> Double {
            let text = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
            let fields = text[text.index(after: text.lastIndex(of: ")") ?? text.startIndex)...].split(
                separator: " ")
            return (Double(fields[11]) ?? 0) / Double(sysconf(Int32(_SC_CLK_TCK)))
        }

        @Test("a read flag is seen within the time that the help text promises")
        func latency() throws {
            let place = try TemporaryDirectory("latency")
            try SampleTeams.write("crew", in: place)
            let inboxes = try PlayedInboxes(team: "crew", members: ["lead", "mate"], in: place)
            let exporter = try Exporter(configuration: Self.configuration, in: place)
            for _ in 0..<20 {
                try inboxes.send(from: "lead", to: "mate")
                try inboxes.read("mate")
                waitBriefly(.milliseconds(30))
            }
            let labels = #"from_team="crew",to_team="crew""#
            let count = "orchestrator_message_delivery_seconds_count{\(labels)}"
            #expect(try exporter.value(of: count, becoming: 20) == 20)
            let fast = try exporter.scrape()[
                "orchestrator_message_delivery_seconds_bucket{\(labels),le=\"0.25\"}"]
            #expect((fast ?? 0) >= 15, "a busy machine may delay some")
        }
    }
}
