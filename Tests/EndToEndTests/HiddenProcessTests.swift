import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// A daemon that may not see all processes says so, and makes nothing up.
    @Suite("Hidden processes")
    struct HiddenProcessTests {
        private static let ann = #"{team_name="crew",agent_name="ann"}"#

        /// A daemon of a user without rights beside another user's agent.
        private func exporter(hiding: Int, _ room: ProcessRoom, in place: TemporaryDirectory) throws
            -> Exporter
        {
            try SampleTeams.write("crew", members: ["lead", "ann"], in: place)
            let binary = place.path("agent-teams-exporter")
            try FileManager.default.copyItem(atPath: ReleaseBinary.path, toPath: binary)
            let state = try place.makeDirectory("open-state")
            for (path, mode) in [(place.path, 0o755), (binary, 0o755), (state, 0o777)] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            }
            return try Exporter(
                launchedBy: room.strangerLauncher,
                ["--teams.root=\(place.path("claude"))", "--state.dir=\(state)"],
                binary: binary, port: try FreePort.find(), in: place)
        }

        @Test(
            "what another user's processes do not tell is absent and counted by reason, never 0",
            .enabled(
                if: ProcessRoom.isPossible && ProcessRoom.isRoot,
                "needs root, a namespace of processes and a mount of procfs"),
            arguments: [0, 1, 2])
        func hidden(hiding: Int) throws {
            let place = try TemporaryDirectory("hidden")
            let room = try ProcessRoom(hiding: hiding)
            let ready = place.path("ready")
            let agent = try room.start(
                AgentPrograms.words(AgentPrograms.spender, AgentPrograms.flags("ann", of: "crew")), pid: 7000,
                environment: ["PATH": "/usr/bin:/bin", "READY": ready, "SPEND": "0.2"])
            #expect(eventually { FileManager.default.fileExists(atPath: ready) })
            let exporter = try exporter(hiding: hiding, room, in: place)
            try exporter.waitUntilAnswering("/-/ready")
            let table = "agent_teams_exporter_process_table_complete"
            #expect(try exporter.value(of: table, becoming: hiding == 0 ? 1 : 0) == (hiding == 0 ? 1 : 0))
            let scrape = try exporter.scrape()
            let series = scrape.samples.keys.filter {
                $0.hasSuffix(Self.ann) || $0.hasPrefix("orchestrator_agent_cpu_seconds_total{")
            }
            func has(_ family: String) -> Bool {
                series.contains { $0.hasPrefix("orchestrator_agent_\(family)") }
            }
            func refused(_ source: String) -> Double {
                scrape[
                    "agent_teams_exporter_process_read_errors_total{source=\"\(source)\",reason=\"permission\"}"
                ] ?? -1
            }
            // Everybody may read these of everybody, where nothing is hidden.
            for family in ["processes", "cpu_seconds_total", "resident_memory_bytes", "threads"] {
                #expect(has(family) == (hiding == 0), "\(family)")
            }
            // These only the owner may read.
            for family in ["read_bytes_total", "written_bytes_total"] { #expect(!has(family), "\(family)") }
            if hiding == 0 {
                #expect(scrape["orchestrator_agent_processes\(Self.ann)"] == 1)
                #expect(refused("io") > 0)
                // How many files are open, newer kernels tell everybody.
                let open = try room.run(["sh", "-c", "ls /proc/7000/fd"]).split(separator: "\n").count
                let told = scrape["orchestrator_agent_open_fds\(Self.ann)"]
                #expect(told == nil ? refused("fd") > 0 : told == Double(open))
            }
            if hiding == 1 { #expect(refused("stat") + refused("cmdline") > 0) }
            for family in ["orchestrator_orphan_processes", "orchestrator_orphan_resident_memory_bytes"] {
                #expect(scrape[family] == (hiding == 0 ? 0 : nil), "\(family)")
            }
            #expect(agent.isRunning)
        }
    }
}
