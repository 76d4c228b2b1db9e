import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// The commands about teams, as scripts run them.
    @Suite("Team commands")
    struct TeamCommandTests {
        private static let commands = ["team-status", "team-messages", "team-tasks", "team-activity"]

        private func run(_ arguments: [String], _ place: TemporaryDirectory) throws -> ChildProcess.Result {
            try ReleaseBinary.run(arguments + ["--teams.root=\(place.path("claude"))"], in: place)
        }

        private func object(_ result: ChildProcess.Result) throws -> [String: Any] {
            try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        }

        @Test("each prints a text and one JSON object of a team", arguments: commands)
        func prints(command: String) throws {
            let place = try TemporaryDirectory("teams")
            try SampleTeams.write("shop", members: ["lead", "dev"], in: place)
            let text = try run([command, "shop"], place)
            #expect(text.status == 0, "\(text.errorOutput)")
            #expect(!text.output.isEmpty)
            let json = try run([command, "shop", "--json"], place)
            #expect(json.status == 0, "\(json.errorOutput)")
            let object = try object(json)
            #expect((object["team"] ?? object["name"]) as? String == "shop")
        }

        @Test("an unknown team is exit code 2, on one line that names the nearest", arguments: commands)
        func unknown(command: String) throws {
            let place = try TemporaryDirectory("teams")
            try SampleTeams.write("payments", in: place)
            let result = try run([command, "payment"], place)
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(
                result.errorOutput
                    == "agent-teams-exporter: error: there is no team 'payment'; did you mean 'payments'?\n")
        }

        @Test("health tells good from bad by its exit code, whoever is asked for")
        func health() throws {
            let place = try TemporaryDirectory("teams")
            try SampleTeams.write("fresh", in: place)
            let good = try run(["health", "--json"], place)
            #expect(good.status == 0, "\(good.output)\(good.errorOutput)")
            #expect(try object(good)["healthy"] as? Bool == true)
            let old = #"{"members": [{"name": "lead", "joinedAt": 1700000000000}]}"#
            try place.write(old, to: "claude/teams/old/config.json")
            #expect(try run(["health"], place).status == 0, "a stale team can go, and is no finding")
            let all = try object(try run(["health", "--all-teams", "--json"], place))
            #expect((all["teams"] as? [Any])?.count == 2)
            #expect(try run(["health", "--team", "old"], place).status == 1)
            try place.write("[", to: "claude/teams/broken/config.json")
            let bad = try run(["health"], place)
            #expect(bad.status == 1)
            #expect(bad.output.contains("problem: broken: its config.json cannot be read"))
            #expect(try run(["health", "--team", "fresh"], place).status == 0)
            #expect(try run(["health", "--team", "frsh"], place).status == 2)
        }

        @Test("health --verbose lists the processes of agents with the figures of ps")
        func verbose() throws {
            let place = try TemporaryDirectory("teams")
            try SampleTeams.write("shop", members: ["lead", "dev"], in: place)
            // Named by its arguments; the shell under it counts to it.
            let script = try place.write(
                "import subprocess, sys\nchild = subprocess.Popen(['sleep', '1000'])\n"
                    + "while True: sum(range(10000))\n", to: "agent.py")
            let arguments = ["--agent-id", "dev@shop", "--agent-name", "dev", "--team-name", "shop"]
            let agent = try ChildProcess("/usr/bin/env", ["python3", script] + arguments)
            defer { agent.kill() }
            var processes: [[String: Any]] = []
            #expect(
                try eventually(within: .seconds(60)) {
                    let report = try object(try run(["health", "--verbose", "--json"], place))
                    processes = report["processes"] as? [[String: Any]] ?? []
                    // Started between the two looks, it has no figure of now yet.
                    let busy = processes.first { $0["pid"] as? Int == Int(agent.pid) }
                    return processes.count == 2 && busy?["cpu_percent_now"] as? Double ?? 0 > 0
                })
            let busy = try #require(processes.first { $0["pid"] as? Int == Int(agent.pid) })
            #expect(busy["agent"] as? String == "dev")
            #expect(busy["team"] as? String == "shop")
            #expect(busy["cpu_percent"] is Double)
            #expect(try #require(busy["memory_percent"] as? Double) > 0)
            let ps = try ChildProcess.run(
                "/usr/bin/env", ["ps", "-o", "comm=", "-p", "\(agent.pid)"])
            #expect(busy["command"] as? String == ps.output.trimmingCharacters(in: .whitespacesAndNewlines))
            #expect(processes.contains { $0["command"] as? String == "sleep" })
            if let child = processes.first(where: { $0["command"] as? String == "sleep" })?["pid"] as? Int {
                kill(pid_t(child), SIGKILL)
            }
        }

        @Test("hostile names neither break the JSON nor the terminal", arguments: commands)
        func hostileNames(command: String) throws {
            let place = try TemporaryDirectory("teams")
            let name = "a\u{1B}[2J\n'\"\\ b"
            try SampleTeams.write(name, members: ["le\u{7}ad", "-rf"], in: place)
            let json = try run([command, name, "--json"], place)
            #expect(json.status == 0, "\(json.errorOutput)")
            let object = try object(json)
            #expect((object["team"] ?? object["name"]) as? String == name)
            let text = try run([command, name], place)
            #expect(!text.output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{7}" })
        }

        @Test("a root that is not there is exit code 2", arguments: commands + ["health", "list-teams"])
        func noRoot(command: String) throws {
            let place = try TemporaryDirectory("teams")
            let result = try run(commandLine(command), place)
            #expect(result.status == 2)
            #expect(result.errorOutput.contains("--teams.root"))
        }

        private func commandLine(_ command: String) -> [String] {
            Self.commands.contains(command) ? [command, "x"] : [command]
        }
    }
}
