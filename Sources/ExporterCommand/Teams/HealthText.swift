import Operations

/// The answer to `health` for people.
enum HealthText {
    static func text(_ report: HealthReport, paint: Paint) -> String {
        var parts = report.teams.map { team in
            heading(team, paint) + (team.agents.isEmpty ? "" : AgentTable.text(team.agents))
        }
        if let processes = report.processes { parts.append(table(processes)) }
        parts.append(verdict(report, paint))
        return parts.joined(separator: "\n")
    }

    private static func heading(_ team: TeamHealth, _ paint: Paint) -> String {
        let name = TeamTable.printable(team.name)
        guard team.status == "active" || !team.healthy else { return "\(name): \(team.status)\n" }
        let word = team.healthy ? paint.good("healthy") : paint.bad("unhealthy")
        return "\(name): \(team.status)\(team.idle ? " (idle)" : ""), \(word)\n"
    }

    private static func table(_ processes: [ProcessReport]) -> String {
        guard !processes.isEmpty else { return "no process of an agent is to be seen\n" }
        let rows = processes.map { process in
            [
                "\(process.pid)", percent(process.cpuPercent), percent(process.cpuPercentNow),
                percent(process.memoryPercent), process.command.map(TeamTable.printable) ?? "-",
                TeamTable.printable("\(process.team)/\(process.agent)") + (process.orphan ? " (orphan)" : ""),
            ]
        }
        return Terminal.table([["PID", "CPU%", "NOW%", "MEM%", "COMMAND", "AGENT"]] + rows)
    }

    /// One digit after the point, as in ps.
    private static func percent(_ value: Double?) -> String {
        guard let value else { return "-" }
        let tenths = Int((min(value, 1e9) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func verdict(_ report: HealthReport, _ paint: Paint) -> String {
        var lines = report.problems.map { problem in
            let whose = problem.agent.map { "\(problem.team)/\($0)" } ?? problem.team
            return "\(paint.bad("problem:")) \(TeamTable.printable(whose)): \(problem.message)\n"
        }
        if !report.complete {
            lines.append("\(paint.bad("problem:")) not all teams are known: a root cannot be read\n")
        }
        if report.healthy {
            lines.append(report.teams.isEmpty ? "no teams\n" : "\(paint.good("all is well"))\n")
        }
        return lines.joined()
    }
}
