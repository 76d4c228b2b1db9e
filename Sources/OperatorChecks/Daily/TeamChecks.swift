package import Operations
import RuleEmission
package import TeamCensus
import TeamState

/// What a census tells of the teams.
package enum TeamChecks {
    /// Which teams there are.
    package static func teams(_ report: CensusReport) -> CheckResult {
        let (active, stale) = (report.count(of: .active), report.count(of: .stale))
        let unreadable = report.teams.filter { $0.status == .unreadable }
        let figure = CheckFigure(
            "\(active) active, \(stale) stale, \(unreadable.count) unreadable", Double(active),
            unit: "active teams")
        let state: CheckState = !report.isComplete ? .unknown : unreadable.isEmpty ? .ok : .warning
        return CheckResult(
            "teams", "teams", state, figure, threshold: CheckThreshold("warning: one cannot be read"),
            next: state == .ok
                ? nil
                : report.isComplete
                    ? "agent-teams-exporter list-teams" : "make the teams roots readable for this user",
            details: unreadable.map { CheckDetail($0.team.label, CheckFigure("unreadable"), .warning) })
    }

    /// Whether teams and agents are as they should be.
    package static func health(_ report: HealthReport, team: String? = nil) -> CheckResult {
        let problems = report.problems
        let figure: CheckFigure =
            problems.isEmpty
            ? CheckFigure("no problem in \(FigureText.count(report.teams.count, "team", "teams"))", 0)
            : .count(problems.count, "problem", "problems")
        let worst = problems.map { state(of: $0.kind) }.max() ?? .ok
        return CheckResult(
            "health", "health of teams and agents", max(worst, report.complete ? .ok : .unknown), figure,
            threshold: CheckThreshold("critical: an agent dead or stalled, a team unreadable or missing"),
            next: problems.isEmpty
                ? nil
                : "agent-teams-exporter health "
                    + (team.map { "--team \(ShellWord.quoted($0))" } ?? "--verbose"),
            details: problems.map { problem in
                CheckDetail(
                    problem.agent.map { "\(problem.team)/\($0)" } ?? problem.team,
                    CheckFigure(problem.message), state(of: problem.kind))
            })
    }

    private static func state(of kind: HealthProblem.Kind) -> CheckState {
        kind == .orphanProcess || kind == .teamStale ? .warning : .critical
    }

    /// Active teams against the number that the operator allows.
    package static func limit(_ report: CensusReport, limit: Int, judge: ThresholdJudge) -> CheckResult {
        let active = report.count(of: .active)
        let figure = CheckFigure("\(active) of \(limit)", Double(active), unit: "active teams")
        let threshold = judge.threshold(.activeTeams) { FigureText.percent($0) }
        // With a limit of 0 any team is one too many, and none is none.
        let ratio = limit > 0 ? Double(active) / Double(limit) : active > 0 ? .infinity : 0
        let state: CheckState =
            report.isComplete ? judge.state(of: ratio, .activeTeams) : .unknown
        return CheckResult(
            "active_teams", "active teams against the limit", state, figure, threshold: threshold,
            next: state == .ok ? nil : "agent-teams-exporter check weekly")
    }

    /// Teams that can go.
    package static func stale(_ report: CensusReport) -> CheckResult {
        let stale = report.teams.filter { $0.status == .stale }.sorted {
            ($0.team.lastActivityMs ?? .min) < ($1.team.lastActivityMs ?? .min)
        }
        let details = stale.map { judged in
            let quiet = judged.team.lastActivityMs.map { max(0, report.takenAtMs - $0) }
            let text = quiet.map { "last activity \(Span.text(milliseconds: $0)) ago" }
            return CheckDetail(
                judged.team.label,
                CheckFigure(text ?? "no activity known", quiet.map { Double($0) / 1000 }, unit: "seconds"))
        }
        return CheckResult(
            "stale_teams", "teams not active", report.isComplete ? .ok : .unknown,
            .count(stale.count, "team", "teams"),
            threshold: CheckThreshold("none: candidates for deletion"),
            next: stale.isEmpty ? nil : "agent-teams-exporter delete-team NAME", details: details)
    }
}
