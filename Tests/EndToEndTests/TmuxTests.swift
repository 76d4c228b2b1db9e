import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Teammates in panes of tmux, as the harness starts them there.
    @Suite("Panes of tmux")
    struct TmuxTests {
        private static let configuration = "teams:\n  roots: [claude]\nlogs: []\n"

        private func tmux(_ words: [String], in place: TemporaryDirectory) throws -> String {
            let environment = ReleaseBinary.environment(home: place.path).merging([
                "TMUX_TMPDIR": place.path, "TERM": "screen", "READY": place.path("ready"), "SPEND": "0.1",
            ]) { $1 }
            let result = try ChildProcess.run(
                Tools.path("tmux"), ["-L", "claude-swarm-1", "-f", "/dev/null"] + words,
                environment: environment,
                directory: place.path)
            #expect(result.status == 0, "\(words): \(result.errorOutput)")
            return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }

        private func write(pane: String, in place: TemporaryDirectory) throws {
            // A minute ago: who has just joined may still be about to start.
            let joinedMs = Int(Date().timeIntervalSince1970 * 1000) - 60_000
            try place.write(
                """
                {"name": "crew", "createdAt": \(joinedMs), "leadAgentId": "lead@crew", "members": [
                 {"name": "lead", "agentId": "lead@crew", "joinedAt": \(joinedMs), "tmuxPaneId": ""},
                 {"name": "ann", "agentId": "ann@crew", "joinedAt": \(joinedMs), "tmuxPaneId": "\(pane)",
                  "backendType": "tmux", "isActive": true}]}
                """, to: "claude/teams/crew/config.json")
        }

        @Test(
            "a teammate in a pane is its process alone, and dead when the pane is killed, whatever its config says"
        )
        func pane() throws {
            let place = try TemporaryDirectory("tmux")
            // Through a shell, and with the whole command in the arguments of tmux: neither is an agent.
            let flags = AgentPrograms.flags("ann", of: "crew").joined(separator: " ")
            let command =
                "cd \(place.path) && exec env CLAUDECODE=1 bash -c 'exec -a claude perl -e \"$@\"' bash"
                + " '\(AgentPrograms.spender)' -- \(flags)"
            let pane = try tmux(
                ["new-session", "-d", "-P", "-F", "#{pane_id} #{pane_pid}", command], in: place
            ).split(separator: " ").map(String.init)
            defer { stopServer(in: place) }
            let (id, pid) = (pane[0], pane[1])
            try write(pane: id, in: place)
            #expect(eventually { FileManager.default.fileExists(atPath: place.path("ready")) })
            let exporter = try Exporter(configuration: Self.configuration, in: place)
            let ann = #"{team_name="crew",agent_name="ann"#
            let processes = "orchestrator_agent_processes\(ann)\"}"
            #expect(try exporter.value(of: processes, becoming: 1) == 1)
            #expect(try exporter.scrape()["orchestrator_agent_up\(ann)\"}"] == 1)
            let health = try ReleaseBinary.run(
                ["health", "--team", "crew", "-v", "--teams.root=\(place.path("claude"))"], in: place)
            let lines = health.output.split(separator: "\n").filter { $0.contains("crew/ann") }
            #expect(lines.count == 1 && lines[0].hasPrefix("\(pid) "), "\(health.output)")
            _ = try tmux(["new-session", "-d", "sleep 600"], in: place)
            _ = try tmux(["kill-pane", "-t", id], in: place)
            #expect(try exporter.value(of: processes, becoming: 0) == 0)
            #expect(
                try exporter.value(of: "orchestrator_agent_state\(ann)\",state=\"dead\"}", becoming: 1) == 1)
            #expect(try exporter.scrape()["orchestrator_agent_up\(ann)\"}"] == 0)
        }

        private func stopServer(in place: TemporaryDirectory) {
            do {
                _ = try tmux(["kill-server"], in: place)
            } catch {
                Issue.record(error)
            }
        }
    }
}
