import Operations

/// The answer to `team-status` for people.
enum TeamStatusText {
    static func text(_ report: TeamStatusReport, nowMs: Int64) -> String {
        var parts = [heading(report)]
        if !report.agents.isEmpty { parts.append(AgentTable.text(report.agents)) }
        if !report.inboxes.isEmpty { parts.append(inboxes(report.inboxes)) }
        parts.append(tasks(report.tasks) + "\n")
        return parts.joined(separator: "\n")
    }

    private static func heading(_ report: TeamStatusReport) -> String {
        let lead = report.lead.map { ", lead \(TeamTable.printable($0))" } ?? ""
        let members = report.memberCount == 1 ? "1 member" : "\(report.memberCount) members"
        var text =
            "\(TeamTable.printable(report.name)): \(report.status)\(report.idle ? " (idle)" : ""), "
            + "\(members)\(lead)\n"
        if let description = report.description, !description.isEmpty {
            text += "\(TeamTable.printable(description))\n"
        }
        text += "created \(report.createdAt ?? "at an unknown time")"
        return text + ", last activity \(report.lastActivity ?? "unknown")\n"
    }

    private static func inboxes(_ inboxes: [InboxReport]) -> String {
        let rows = inboxes.map { inbox in
            [
                TeamTable.printable(inbox.recipient), "\(inbox.messages)", "\(inbox.unread)",
                inbox.oldestUnreadSeconds.map { AgentTable.span($0) } ?? "-",
                inbox.sizeBytes.map { "\($0)" } ?? "-", remark(on: inbox),
            ]
        }
        return Terminal.table([["INBOX", "MESSAGES", "UNREAD", "OLDEST", "BYTES", ""]] + rows)
    }

    private static func remark(on inbox: InboxReport) -> String {
        if !inbox.readable { return "cannot be read" }
        return inbox.phantom ? "nobody in the team has this name" : ""
    }

    static func tasks(_ counts: TaskCounts) -> String {
        let present = counts.byStatus.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        var parts = present.map { "\($0.value) \($0.key.replacing("_", with: " "))" }
        if parts.isEmpty { parts = ["none"] }
        if counts.claimable > 0 { parts.append("\(counts.claimable) to be claimed") }
        if counts.blocked > 0 { parts.append("\(counts.blocked) blocked") }
        if counts.cycles > 0 { parts.append("\(counts.cycles) in a circle") }
        if counts.internal > 0 { parts.append("\(counts.internal) entries of spawned teammates") }
        return "tasks: " + parts.joined(separator: ", ")
    }
}

/// Agents as a table for people.
enum AgentTable {
    static func text(_ agents: [AgentHealth]) -> String {
        let rows = agents.map { agent in
            [
                TeamTable.printable(agent.name) + (agent.lead ? " *" : ""), agent.state,
                agent.idleSeconds.map { "\(span($0)) ago" } ?? "-", "\(agent.unread)",
                "\(agent.tasksInProgress)", "\(agent.processes)",
            ]
        }
        return Terminal.table(
            [["AGENT", "STATE", "LAST ACTIVITY", "UNREAD", "IN PROGRESS", "PROCESSES"]] + rows)
    }

    static func span(_ seconds: Double) -> String {
        Span.text(milliseconds: Int64(min(seconds * 1000, 1e15)))
    }
}
