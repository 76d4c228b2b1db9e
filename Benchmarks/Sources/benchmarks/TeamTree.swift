import Foundation

/// Writes teams that do nothing: rosters, inboxes with read messages, and tasks.
struct TeamTree {
    let bench: Bench
    let folder: String
    let teams: Int
    let agentsPerTeam: Int

    static func team(_ number: Int) -> String { "team-\(number)" }
    static func agent(_ number: Int) -> String { number == 0 ? "team-lead" : "agent-\(number)" }

    var root: String { bench.path("\(folder)/claude") }

    func write(inboxes: Bool) throws {
        for team in 0..<teams {
            let name = Self.team(team)
            let members = (0..<agentsPerTeam).map { member(Self.agent($0), of: name) }
            try bench.write(
                """
                {"name": "\(name)", "description": "Benchmark", "createdAt": 1770465600000,
                 "leadAgentId": "team-lead@\(name)", "leadSessionId": "none", "members": [\(members.joined(separator: ","))]}
                """, to: "\(folder)/claude/teams/\(name)/config.json")
            guard inboxes else { continue }
            for agent in 0..<agentsPerTeam {
                try bench.write(inbox, to: "\(folder)/claude/teams/\(name)/inboxes/\(Self.agent(agent)).json")
            }
            for task in 1...5 {
                try bench.write(
                    #"{"id": "\#(task)", "subject": "Work", "status": "pending", "blocks": [], "blockedBy": []}"#,
                    to: "\(folder)/claude/tasks/\(name)/\(task).json")
            }
        }
    }

    private func member(_ agent: String, of team: String) -> String {
        """
        {"agentId": "\(agent)@\(team)", "name": "\(agent)", "agentType": "general-purpose", "model": "sonnet",
         "joinedAt": 1770465600000, "tmuxPaneId": "%1", "cwd": "/srv", "subscriptions": [], "backendType": "tmux"}
        """
    }

    private var inbox: String {
        let messages = (0..<3).map {
            #"{"from": "team-lead", "text": "Go on with part \#($0), please.", "read": true, "#
                + #""timestamp": "2026-02-07T12:00:0\#($0).000Z", "summary": "part \#($0)"}"#
        }
        return "[\(messages.joined(separator: ","))]"
    }
}
