import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
    /// Processes with the command lines of agents, beside what `/proc` says of them.
    @Suite("Real processes")
    struct RealProcessTests {
        private static let configuration = "teams:\n  roots: [claude]\nlogs: []\n"

        private func labels(_ agent: String) -> String { #"{team_name="crew",agent_name="\#(agent)"}"# }

        private func waitFor(_ files: [String]) {
            let areThere = eventually(within: .seconds(60)) {
                files.allSatisfy { FileManager.default.fileExists(atPath: $0) }
            }
            #expect(areThere)
        }

        @Test("processor time, memory, threads, files, I/O and children of an agent are those in /proc")
        func numbers() throws {
            let place = try TemporaryDirectory("processes")
            try SampleTeams.write("crew", members: ["lead", "ann"], in: place)
            let ready = place.path("ready")
            let agent = try AgentPrograms.start(
                AgentPrograms.family, AgentPrograms.flags("ann", of: "crew"), environment: ["READY": ready])
            waitFor([ready, "\(ready)1", "\(ready)2"])
            let exporter = try Exporter(configuration: Self.configuration, in: place)
            var differing: [String: String] = ["": "not looked yet"]
            // Whoever told of being ready may still be about to sleep.
            _ = try eventually {
                let tree = try ProcessTree(root: agent.pid)
                differing = differences(of: try exporter.scrape(), from: tree)
                return differing.isEmpty
            }
            #expect(differing == [:])
            let tree = try ProcessTree(root: agent.pid)
            #expect(tree.count == 4 && tree.residentBytes > 30_000_000 && tree.openFiles > 15)
            #expect(Double(tree.userTicks) / ProcessTree.ticksPerSecond >= 0.19)
            agent.kill()
            // Its children are nobody's now, and end by themselves.
            #expect(try exporter.value(of: "orchestrator_agent_processes\(labels("ann"))", becoming: 0) == 0)
            let user = try exporter.scrape()[
                #"orchestrator_agent_cpu_seconds_total{team_name="crew",agent_name="ann",mode="user"}"#]
            #expect((user ?? 0) >= 0.19, "what was used stays")
        }

        private func differences(of scrape: Scrape, from tree: ProcessTree) -> [String: String] {
            let labels = labels("ann")
            let cpu = "orchestrator_agent_cpu_seconds_total{team_name=\"crew\",agent_name=\"ann\","
            let switches = "orchestrator_agent_context_switches_total{team_name=\"crew\",agent_name=\"ann\","
            let expected = [
                "orchestrator_agent_processes\(labels)": Double(tree.count),
                "\(cpu)mode=\"user\"}": Double(tree.userTicks) / ProcessTree.ticksPerSecond,
                "\(cpu)mode=\"system\"}": Double(tree.systemTicks) / ProcessTree.ticksPerSecond,
                "orchestrator_agent_resident_memory_bytes\(labels)": Double(tree.residentBytes),
                "orchestrator_agent_threads\(labels)": Double(tree.threads),
                "orchestrator_agent_open_fds\(labels)": Double(tree.openFiles),
                "orchestrator_agent_read_bytes_total\(labels)": Double(tree.readBytes),
                "orchestrator_agent_written_bytes_total\(labels)": Double(tree.writtenBytes),
                "\(switches)kind=\"voluntary\"}": Double(tree.voluntarySwitches),
            ]
            var differences: [String: String] = [:]
            for (series, value) in expected where abs((scrape[series] ?? -1) - value) > 1e-9 {
                differences[series] = "\(scrape[series] ?? .nan), not \(value)"
            }
            return differences
        }

        @Test(
            "a process that becomes another agent's by exec is that one's from then on, and nothing counts twice"
        )
        func exec() throws {
            let place = try TemporaryDirectory("exec")
            try SampleTeams.write("crew", members: ["lead", "ann", "bob"], in: place)
            let (first, second) = (place.path("first"), place.path("second"))
            let program = #"""
                my $x = 0; while ((times)[0] < 0.2) { $x += $_ for 1..1000 }
                open(my $f, ">", $ENV{FIRST}) or die; close $f;
                select(undef, undef, undef, 0.01) until -e $ENV{GO};
                exec { $^X } "claude", "-e", $ENV{NEXT}, "--", "--agent-id", "bob\@crew" or die;
                """#
            let agent = try AgentPrograms.start(
                program, AgentPrograms.flags("ann", of: "crew"),
                environment: [
                    "FIRST": first, "GO": place.path("go"), "READY": second, "SPEND": "0.4",
                    "NEXT": AgentPrograms.spender,
                ])
            waitFor([first])
            let exporter = try Exporter(configuration: Self.configuration, in: place)
            let processes = "orchestrator_agent_processes"
            #expect(try exporter.value(of: "\(processes)\(labels("ann"))", becoming: 1) == 1)
            func user(_ agent: String) throws -> Double {
                let series = #"{team_name="crew",agent_name="\#(agent)",mode="user"}"#
                return try exporter.scrape()["orchestrator_agent_cpu_seconds_total\(series)"] ?? 0
            }
            let before = try user("ann")
            #expect(before >= 0.19)
            try place.write("", to: "go")
            waitFor([second])
            #expect(try exporter.value(of: "\(processes)\(labels("bob"))", becoming: 1) == 1)
            #expect(try exporter.scrape()["\(processes)\(labels("ann"))"] == 0)
            let all = try eventually {
                let ticks = Int(try ProcessTree.statFields(agent.pid)[11]) ?? 0
                let told = try user("ann") + user("bob")
                return abs(told - Double(ticks) / ProcessTree.ticksPerSecond) < 1e-6
            }
            #expect(all)
            #expect(try user("ann") >= before)
            #expect(try user("bob") >= 0.1)
        }

        @Test(
            "a process that gets the number of one that ended is another one",
            .enabled(if: ProcessRoom.isPossible, "needs a namespace of processes (unshare -p)"))
        func reuse() throws {
            let place = try TemporaryDirectory("reuse")
            try SampleTeams.write("crew", members: ["lead", "ann", "bob"], in: place)
            let room = try ProcessRoom()
            let exporter = try Exporter(
                launchedBy: room.launcher,
                ["--config.file=\(try place.write(Self.configuration, to: "exporter.yml"))"],
                port: try FreePort.find(), in: place)
            try exporter.waitUntilAnswering("/-/ready")
            var used: [String: Double] = [:]
            for (turn, agent) in ["ann", "bob", "ann"].enumerated() {
                let ready = place.path("ready\(turn)")
                let words = AgentPrograms.words(AgentPrograms.spender, AgentPrograms.flags(agent, of: "crew"))
                let process = try room.start(
                    words, pid: 7000,
                    environment: ["PATH": "/usr/bin:/bin", "READY": ready, "SPEND": "0.\(turn + 1)"])
                waitFor([ready])
                let fields = ProcessTree.fields(try room.run(["cat", "/proc/7000/stat"]))
                used[agent, default: 0] += (Double(fields[11]) ?? 0) / ProcessTree.ticksPerSecond
                for name in used.keys.sorted() {
                    let series =
                        #"orchestrator_agent_cpu_seconds_total{team_name="crew",agent_name="\#(name)",mode="user"}"#
                    var told = -1.0
                    let isNear = try eventually {
                        told = try exporter.scrape()[series] ?? -1
                        return abs(told - (used[name] ?? 0)) < 1e-6
                    }
                    #expect(isNear, "turn \(turn), \(name): \(told), not \(used)")
                }
                try room.run(["kill", "-9", "7000"])
                _ = process.exitStatus()
            }
            #expect(used.count == 2)
        }
    }
}
