import Foundation
import TestSupport

/// Teams and log lines that a test writes itself.
enum SampleTeams {
    /// Writes `claude/teams/<name>/config.json`: a team that began just now, with these members.
    static func write(_ name: String, members: [String] = ["lead", "mate"], in place: TemporaryDirectory)
        throws
    {
        let nowMs = Int(Date().timeIntervalSince1970 * 1000)
        let roster: [[String: Any]] = members.map { member in
            [
                "agentId": "\(member)@\(name)", "name": member, "agentType": "general-purpose",
                "joinedAt": nowMs,
            ]
        }
        let config: [String: Any] = [
            "name": name, "description": "Sample", "createdAt": nowMs, "leadAgentId": "\(members[0])@\(name)",
            "leadSessionId": "none", "members": roster,
        ]
        let bytes = try JSONSerialization.data(withJSONObject: config, options: [.sortedKeys])
        try place.write(Array(bytes), to: "claude/teams/\(name)/config.json")
    }
}

/// Lines in the format of Python's logging.
enum SampleLines {
    static func error(_ number: Int) -> String {
        "2026-02-07 12:00:00,123 - orchestrator.health - ERROR - Health check error: case \(number)\n"
    }

    static func info(_ number: Int) -> String {
        "2026-02-07 12:00:00,456 - orchestrator.monitor - INFO - Inbox changed: alpha - agent-\(number).json\n"
    }

    /// A configuration that watches `claude` and `logs/orchestrator.log`.
    static let configuration = """
        teams:
          roots: [claude]
        logs:
          - name: orchestrator
            paths: [logs/orchestrator.log]

        """

    static let errorEntries = #"orchestrator_log_entries_total{log="orchestrator",level="ERROR"}"#
    static let infoEntries = #"orchestrator_log_entries_total{log="orchestrator",level="INFO"}"#
    static let lines = #"orchestrator_log_lines_total{log="orchestrator"}"#
    static let bytes = #"orchestrator_log_read_bytes_total{log="orchestrator"}"#
}
