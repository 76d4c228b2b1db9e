import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// An agent in a long turn writes no message, but into its transcript.
    @Suite("Signs of life in transcripts")
    struct LongTurnTests {
        private func time(_ secondsAgo: Double) -> String {
            let formatter = ISO8601DateFormatter()
            formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
            return formatter.string(from: Date(timeIntervalSinceNow: -secondsAgo))
        }

        /// A team whose `dev` was asked something twenty minutes ago and has not read it.
        private func writeTeam(in place: TemporaryDirectory) throws {
            let nowMs = Int(Date().timeIntervalSince1970 * 1000)
            try place.write(
                """
                {"createdAt": \(nowMs - 3_600_000), "leadAgentId": "lead@shop", "members": [
                  {"name": "lead", "joinedAt": \(nowMs)}, {"name": "dev", "joinedAt": \(nowMs - 3_600_000)}]}
                """, to: "claude/teams/shop/config.json")
            let message = #"{"from": "lead", "text": "go on", "timestamp": "\#(time(1200))", "read": false}"#
            try place.write("[\(message)]", to: "claude/teams/shop/inboxes/dev.json")
        }

        private func run(_ command: String, _ place: TemporaryDirectory) throws -> ChildProcess.Result {
            try ReleaseBinary.run([command, "--teams.root=\(place.path("claude"))"], in: place)
        }

        @Test("the daemon and the commands agree that it works")
        func agree() throws {
            let place = try TemporaryDirectory("turn")
            try writeTeam(in: place)
            #expect(try run("health", place).status == 1, "without a transcript it looks stalled")
            let record =
                #"{"type": "user", "timestamp": "\#(time(5))", "teamName": "shop", "agentName": "dev"}"#
            try place.write("\(record)\n", to: "claude/projects/-srv-shop/s.jsonl")
            let exporter = try Exporter(
                configuration: "teams: {roots: [claude]}\nlogs: []\n", ["--no-collector.processes"], in: place
            )
            let working = #"orchestrator_agent_state{team_name="shop",agent_name="dev",state="working"}"#
            #expect(try exporter.value(of: working, becoming: 1) == 1)
            let health = try run("health", place)
            #expect(health.status == 0, "\(health.output)")
            let activity = try ReleaseBinary.run(
                ["team-activity", "shop", "--json", "--teams.root=\(place.path("claude"))"], in: place)
            #expect(activity.output.contains("\"transcript\""), "\(activity.output)")
        }
    }
}
