/// Something that happened around an incident.
package struct IncidentEvent: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case error, lastActivity = "last sign of life", departure
        case messages, restart, alert
    }

    package var atMs: Int64
    package var kind: Kind
    /// In words for people; masked.
    package var text: String

    package init(atMs: Int64, kind: Kind, text: String) {
        self.atMs = atMs
        self.kind = kind
        self.text = text
    }
}

/// All that is known of an incident without asking a person.
package struct IncidentFacts: Sendable {
    /// Milliseconds since 1970.
    package var atMs: Int64
    package var nowMs: Int64
    package var windowMs: Int64
    /// The team it is about; nil for all.
    package var team: String?
    /// Results that are over a threshold now.
    package var findings: [CheckResult] = []
    /// Alerts that fired at that time: their name, severity and whose they are.
    package var alerts: [PrometheusSample] = []
    /// Why nothing is known of alerts.
    package var alertFault: PrometheusFault?
    package var errors = ErrorFindings.none
    package var agents: [AgentNote] = []
    /// Peaks around that time, or present figures where Prometheus tells nothing.
    package var resources: [(name: String, figure: CheckFigure)] = []
    package var arePeaks = false
    package var events: [IncidentEvent] = []

    /// An agent that is not as it should be.
    package struct AgentNote: Sendable, Equatable {
        package var team: String
        package var agent: String
        package var state: String
        package var idleSeconds: Double?

        package init(team: String, agent: String, state: String, idleSeconds: Double?) {
            (self.team, self.agent, self.state, self.idleSeconds) = (team, agent, state, idleSeconds)
        }
    }

    package init(atMs: Int64, nowMs: Int64, windowMs: Int64, team: String?) {
        self.atMs = atMs
        self.nowMs = nowMs
        self.windowMs = windowMs
        self.team = team
    }

    package var sinceMs: Int64 { atMs - windowMs }
    /// The future tells nothing.
    package var untilMs: Int64 { min(atMs + windowMs, nowMs) }
}

/// What the facts of an incident amount to. Pure.
package struct IncidentSummary: Sendable, Equatable {
    /// Who or what it was that was seen first.
    package let detection: String?
    package let scope: String
    /// From the first sign to the last one; nil where there is none.
    package let firstMs: Int64?
    package let lastMs: Int64?
    /// Something is over its threshold still.
    package let isOver: Bool

    package init(_ facts: IncidentFacts) {
        let signs = facts.events.filter { [.error, .departure, .alert].contains($0.kind) }
        let errorTimes = facts.errors.shapes.flatMap { [$0.firstMs, $0.lastMs] }.compactMap { $0 }
        let times = signs.map(\.atMs) + errorTimes
        firstMs = times.min()
        lastMs = times.max()
        isOver = !facts.findings.contains { $0.state == .critical } && facts.nowMs > facts.untilMs
        detection =
            !facts.alerts.isEmpty
            ? "alert"
            : facts.errors.entries > 0
                ? "error entries in the logs" : facts.findings.isEmpty ? nil : "check over its threshold"
        scope = Self.scope(facts)
    }

    private static func scope(_ facts: IncidentFacts) -> String {
        if let team = facts.team { return "team \(team)" }
        var parts: [String] = []
        let teams = Set(facts.agents.map(\.team) + facts.alerts.compactMap { $0.labels["team_name"] })
        if !teams.isEmpty { parts.append("teams: \(teams.sorted().joined(separator: ", "))") }
        let dashboard = facts.findings.contains { $0.key.hasPrefix("dashboard") && $0.state == .critical }
        if dashboard
            || facts.alerts.contains(where: { $0.labels["alertname"]?.contains("Dashboard") == true })
        {
            parts.append("dashboard")
        }
        let logs = Set(facts.errors.shapes.flatMap(\.logs))
        if !logs.isEmpty { parts.append("logs: \(logs.sorted().joined(separator: ", "))") }
        return parts.isEmpty ? "nothing found that is concerned" : parts.joined(separator: "; ")
    }
}
