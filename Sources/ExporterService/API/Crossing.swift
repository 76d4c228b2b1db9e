import LogPipeline
import LogTailing
import Operations
import RuleEmission
import StateStore
import TeamCensus
import TeamState
import TeamTracking

/// A threshold that is crossed now, named by the alert rule that tells of it.
struct Crossing: Encodable, Sendable, Equatable {
    let alert: String
    let severity: String
    /// What it is about: `team`, `agent`, `log`, `teams`, `machine` or `exporter`.
    let of: String
    let team: String?
    /// The agent, the log, the collector or the roles of the file system.
    let name: String?
    /// For people: what is so.
    let message: String
    /// The page of the alert; nil where the configuration does not say where these are.
    let runbook: String?
    fileprivate let rank: Int

    enum CodingKeys: String, CodingKey { case alert, severity, of, team, name, message, runbook }
}

/// Judges the present by the thresholds of the alert rules, without the time for which these wait.
///
/// What only Prometheus can tell is left out: it has the past, and sees other machines.
struct CrossingList {
    private(set) var crossings: [Crossing] = []
    private let settings: AlertSettings

    init(_ status: Status) {
        settings = status.configuration.alerts
        takeProblems(of: status)
        takeTeams(of: status)
        takeInboxes(of: status)
        takeLatency(of: status)
        takeLogs(of: status)
        takeMachine(status.machine)
        takeExporter(status.exporter)
        crossings.sort {
            ($1.rank, $0.alert, $0.team ?? "", $0.name ?? "") < (
                $0.rank, $1.alert, $1.team ?? "", $1.name ?? ""
            )
        }
    }

    private mutating func add(
        _ alert: String, _ severity: AlertSeverity, of kind: String, team: String? = nil, name: String? = nil,
        _ message: String
    ) {
        let hasRunbooks = !settings.runbookBaseURL.isEmpty
        crossings.append(
            Crossing(
                alert: alert, severity: severity.rawValue, of: kind, team: team, name: name, message: message,
                runbook: hasRunbooks ? settings.runbookPlace(of: alert) : nil,
                rank: AlertSeverity.allCases.firstIndex(of: severity) ?? 0))
    }

    private mutating func takeProblems(of status: Status) {
        for problem in status.health.problems {
            let (alert, severity) = Self.alert(for: problem.kind)
            add(
                alert, severity, of: problem.agent == nil ? "team" : "agent", team: problem.team,
                name: problem.agent, problem.message)
        }
    }

    private static func alert(for kind: HealthProblem.Kind) -> (String, AlertSeverity) {
        switch kind {
        case .teamUnreadable: ("AgentTeamsTeamsUnreadable", .critical)
        case .teamStale: ("AgentTeamsTeamDown", .critical)
        case .agentDead: ("AgentTeamsAgentDead", .warning)
        case .agentStalled: ("AgentTeamsAgentTimeout", .warning)
        case .orphanProcess: ("AgentTeamsOrphanProcesses", .warning)
        case .teamMissing: ("AgentTeamsExpectedTeamMissing", .critical)
        case .agentMissing: ("AgentTeamsAvailabilityLow", .warning)
        }
    }

    private mutating func takeTeams(of status: Status) {
        let (active, limit) = (status.census.count(of: .active), status.configuration.teams.limit)
        guard limit > 0, let judged = settings.judgement(of: Double(active) / Double(limit), .activeTeams)
        else { return }
        add(
            "AgentTeamsTooManyTeams", judged.severity, of: "teams",
            "\(active) teams are active, and \(limit) are allowed")
    }

    private mutating func takeInboxes(of status: Status) {
        for judged in status.census.teams where judged.status == .active {
            let team = judged.team
            for inbox in team.inboxes {
                let agent = String(decoding: inbox.recipient, as: UTF8.self)
                takeInbox(InboxSummary(inbox), of: agent, in: team.label, nowMs: status.nowMs)
            }
        }
    }

    private mutating func takeInbox(_ inbox: InboxSummary, of agent: String, in team: String, nowMs: Int64) {
        if let sentMs = inbox.oldestUnreadMs {
            let ageMs = max(0, nowMs - sentMs)
            if let judged = settings.judgement(
                of: Double(ageMs) / 1000, .unreadMessage, team: team, agent: agent)
            {
                add(
                    "AgentTeamsMessageUnread", judged.severity, of: "agent", team: team, name: agent,
                    "its oldest unread message is \(Span.text(milliseconds: ageMs)) old")
            }
        }
        if let bytes = inbox.sizeBytes,
            let judged = settings.judgement(of: Double(bytes), .inboxSize, team: team, agent: agent)
        {
            add(
                "AgentTeamsInboxLarge", judged.severity, of: "agent", team: team, name: agent,
                "its inbox has \(bytes / 1000) kB")
        }
    }

    private mutating func takeLatency(of status: Status) {
        for (pair, recent) in status.history.recentDeliveries {
            let seconds = Double(recent.sumMs) / Double(recent.count) / 1000
            guard let judged = settings.judgement(of: seconds, .messageLatency, team: pair.to) else {
                continue
            }
            let isWithin = pair.from == pair.to
            let mean = "\((seconds * 10).rounded() / 10) s"
            add(
                isWithin ? "AgentTeamsMessageLatencyWithinTeam" : "AgentTeamsMessageLatencyBetweenTeams",
                judged.severity, of: "team", team: pair.to,
                isWithin
                    ? "messages within it took \(mean) on average until they were read"
                    : "messages to it from another team took \(mean) on average until they were read")
        }
    }

    private mutating func takeLogs(of status: Status) {
        for log in status.logs?.tail.logs ?? [] {
            let errors = status.history.recentErrors[log.name] ?? 0
            if let judged = settings.judgement(of: errors, .errorBurst) {
                add(
                    "AgentTeamsErrorBurst", judged.severity, of: "log", name: log.name,
                    "\(Int(errors)) errors in about 5 minutes")
            }
            if let judged = settings.judgement(of: Double(log.lagBytes), .logLag) {
                add(
                    "AgentTeamsLogLagging", judged.severity, of: "log", name: log.name,
                    "\(log.lagBytes / 1_000_000) MB are not read yet")
            }
            if let judged = settings.judgement(of: Double(log.sizeBytes), .logSize) {
                add(
                    "AgentTeamsLogLarge", judged.severity, of: "log", name: log.name,
                    "its files have \(log.sizeBytes / 1_000_000) MB")
            }
        }
    }

    private mutating func takeMachine(_ machine: MachineRoom) {
        if let used = machine.memoryUsed, let judged = settings.judgement(of: used, .memory) {
            add(
                "AgentTeamsHostMemoryHigh", judged.severity, of: "machine",
                "\(Int(used * 100)) % of its memory is in use")
        }
        // Most often all lies on one file system, which then is told once.
        for (used, places) in Dictionary(grouping: machine.diskUsed, by: \.value) {
            guard let judged = settings.judgement(of: used, .diskUsed) else { continue }
            let roles = places.map(\.key).sorted().joined(separator: ", ")
            add(
                "AgentTeamsDiskFilling", judged.severity, of: "machine", name: roles,
                "\(Int(used * 100)) % of this file system is in use")
        }
        if machine.isDashboardUp == false {
            add("AgentTeamsDashboardDown", .critical, of: "machine", "the dashboard does not answer")
        }
    }

    private mutating func takeExporter(_ exporter: ExporterCondition) {
        if !exporter.isStateWritten {
            add(
                "AgentTeamsStateNotWritable", .critical, of: "exporter",
                "its state cannot be written; it counts in memory until it can")
        }
        for collector in exporter.failingCollectors ?? [] {
            add(
                "AgentTeamsCollectorFailing", .warning, of: "exporter", name: collector,
                "this collector failed at the last scrape")
        }
    }
}
