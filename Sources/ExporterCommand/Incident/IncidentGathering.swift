import ExporterService
import Operations
import OperatorChecks
import RuleEmission
import TeamCensus

/// Gathers the facts of an incident.
struct IncidentGathering {
    let look: CheckLook

    func facts(atMs: Int64, windowMs: Int64) throws -> IncidentFacts {
        var facts = IncidentFacts(atMs: atMs, nowMs: look.nowMs, windowMs: windowMs, team: look.team)
        let health = look.healthReport()
        var timeline = IncidentTimeline(sinceMs: facts.sinceMs, untilMs: facts.untilMs)
        facts.errors = try look.findings(sinceMs: facts.sinceMs, untilMs: facts.untilMs) {
            timeline.note($0, log: $1)
        }
        timeline.note(look.report, health: health, team: look.team)
        facts.findings = findings(health)
        facts.agents = health.teams.flatMap { team in
            team.agents.filter { !$0.healthy || $0.state == "idle" }.map {
                IncidentFacts.AgentNote(
                    team: team.name, agent: $0.name, state: $0.state, idleSeconds: $0.idleSeconds)
            }
        }
        askPrometheus(&facts, &timeline)
        facts.events = timeline.events
        return facts
    }

    /// What is over its threshold now; what could not be found out is no symptom.
    private func findings(_ health: HealthReport) -> [CheckResult] {
        let dashboard = look.dashboard()
        let host = look.hostLoad()
        let results = [
            TeamChecks.teams(look.report), TeamChecks.health(health, team: look.team),
            DiskCheck.result(look.places, judge: look.judge),
            DashboardCheck.api(dashboard, judge: look.judge), DashboardCheck.process(dashboard),
            TeamChecks.limit(look.report, limit: look.configuration.teams.limit, judge: look.judge),
            ResourceChecks.cpu(host, judge: look.judge), ResourceChecks.memory(host, judge: look.judge),
        ]
        return results.filter { $0.state >= .warning }
    }

    private func askPrometheus(_ facts: inout IncidentFacts, _ timeline: inout IncidentTimeline) {
        var prometheus = look.prometheus
        let seconds = max(60, (facts.untilMs - facts.sinceMs) / 1000)
        let queries = PerformanceQueries(look.configuration.alerts, range: "\(seconds)s")
        do throws(PrometheusFault) {
            facts.alerts = try prometheus.samples(queries.firing, atMs: facts.atMs).filter {
                look.team == nil || $0.labels["team_name"] == nil || $0.labels["team_name"] == look.team
            }
            for alert in facts.alerts {
                timeline.add(
                    facts.atMs, .alert,
                    "\(alert.labels["alertname"] ?? "?") fires (\(alert.labels["severity"] ?? "?"))")
            }
            let restarts = try prometheus.samples(queries.restarts, atMs: facts.untilMs).first?.value ?? 0
            if restarts >= 1 {
                timeline.add(
                    facts.untilMs, .restart, "the exporter was restarted \(Int(restarts)) times in the window"
                )
            }
            facts.resources = try peaks(queries, &prometheus, facts.untilMs)
            facts.arePeaks = !facts.resources.isEmpty
        } catch {
            facts.alertFault = error
        }
        if facts.resources.isEmpty { facts.resources = present() }
    }

    private func peaks(
        _ queries: PerformanceQueries, _ prometheus: inout PrometheusQuestions, _ atMs: Int64
    ) throws(PrometheusFault) -> [(name: String, figure: CheckFigure)] {
        var found: [(name: String, figure: CheckFigure)] = []
        for (name, query) in [
            ("CPU of the host", queries.peakCPU), ("memory of the host", queries.peakMemory),
        ] {
            if let value = try prometheus.samples(query, atMs: atMs).first?.value, value.isFinite {
                found.append((name, .ratio(value)))
            }
        }
        if let value = try prometheus.samples(queries.peakAgentMemory, atMs: atMs).first?.value, value >= 0,
            value < 1e18
        {
            found.append(("memory of all agents", .bytes(UInt64(value))))
        }
        return found
    }

    private func present() -> [(name: String, figure: CheckFigure)] {
        let host = look.hostLoad()
        var found: [(name: String, figure: CheckFigure)] = []
        if let ratio = host.busyRatio { found.append(("CPU of the host", .ratio(ratio))) }
        if let ratio = host.memoryRatio { found.append(("memory of the host", .ratio(ratio))) }
        let agents = look.usages().reduce(0) { $0 + $1.residentBytes }
        found.append(("memory of all agents", .bytes(agents)))
        return found
    }
}
