/// One entry of a simulated log, before its log's format is applied.
struct LogEntry: Sendable {
    var level: String
    var logger: String
    var message: String
    /// Lines below the first, without newlines.
    var continuation: [String] = []
}

/// What the simulated programs say. The wording is that of orchestrator-cc and of uvicorn.
enum LogVocabulary {
    /// An entry of `orchestrator.log` about a team and one of its agents.
    static func orchestrator(team: String, agent: String, random: inout RandomSource) -> LogEntry {
        let roll = Int.random(in: 0..<100, using: &random)
        return switch roll {
        case ..<8: debug(team: team, agent: agent)
        case ..<80: info(team: team, agent: agent, random: &random)
        case ..<93: warning(team: team, agent: agent, random: &random)
        case ..<99: error(team: team, random: &random)
        default:
            LogEntry(
                level: "CRITICAL", logger: "orchestrator.health", message: "Whole team is silent: \(team)")
        }
    }

    /// An entry whose one line is longer than the configuration's `max_line_bytes`.
    static func overlong(team: String) -> LogEntry {
        LogEntry(
            level: "ERROR", logger: "orchestrator.config",
            message: "Failed to parse roster of \(team): "
                + String(repeating: "{\"name\": \"\"}, ", count: 1400))
    }

    /// An entry of `dashboard.log`: mostly requests, sometimes a failed one.
    static func dashboard(team: String, random: inout RandomSource) -> LogEntry {
        if random.chance(percent: 2) {
            return LogEntry(
                level: "ERROR", logger: "", message: "Exception in ASGI application", continuation: traceback)
        }
        if random.chance(percent: 3) {
            return LogEntry(level: "WARNING", logger: "", message: "Invalid HTTP request received.")
        }
        let port = Int.random(in: 30_000..<60_000, using: &random)
        let target = random.pick(["/api/health", "/api/teams", "/api/teams/\(team)/status"])
        let status = random.pick(["200 OK", "200 OK", "200 OK", "404 Not Found"])
        return LogEntry(
            level: "INFO", logger: "", message: "127.0.0.1:\(port) - \"GET \(target) HTTP/1.1\" \(status)")
    }

    private static func debug(team: String, agent: String) -> LogEntry {
        LogEntry(level: "DEBUG", logger: "orchestrator.inbox", message: "Polled inbox: \(team)/\(agent)")
    }

    private static func info(team: String, agent: String, random: inout RandomSource) -> LogEntry {
        let message = random.pick([
            "Inbox changed: \(team) - \(agent).json",
            "Config changed: \(team)",
            "Team detected: \(team)",
            "Agent registered for health monitoring: \(team)/\(agent) (timeout: 300.0s)",
        ])
        return LogEntry(level: "INFO", logger: "orchestrator.monitor", message: message)
    }

    private static func warning(team: String, agent: String, random: inout RandomSource) -> LogEntry {
        let seconds = Int.random(in: 300..<900, using: &random)
        let message = random.pick([
            "Agent timeout detected: \(team)/\(agent) (inactive for \(seconds).0s)",
            "Failed to read task file tasks/\(team)/\(seconds % 20).json: Expecting value: line 1 column 1 (char 0)",
        ])
        return LogEntry(level: "WARNING", logger: "orchestrator.health", message: message)
    }

    private static func error(team: String, random: inout RandomSource) -> LogEntry {
        if random.chance(percent: 40) {
            return LogEntry(
                level: "ERROR", logger: "orchestrator.health",
                message: "Health check error: list index out of range",
                continuation: traceback)
        }
        return LogEntry(
            level: "ERROR", logger: "orchestrator.config",
            message: "Failed to load config from teams/\(team)/config.json: Expecting ',' delimiter")
    }

    private static let traceback = [
        "Traceback (most recent call last):",
        "  File \"/srv/app/health.py\", line 88, in check",
        "    agent = roster[index]",
        "IndexError: list index out of range",
    ]
}
