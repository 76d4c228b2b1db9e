import MetricModel

/// The alerts of an objective as rules and tests.
struct ObjectiveEmission {
    let objective: BurnObjective
    let writer: AlertWriter

    var rules: [AlertRule] { AlertSeverity.allCases.map(rule) }

    private func rule(_ severity: AlertSeverity) -> AlertRule {
        let own =
            objective.teamLabel == "team_name" ? [] : [("team_name", "{{ $labels.\(objective.teamLabel) }}")]
        return AlertRule(
            alert: writer.name(objective.name),
            expression: objective.expression(severity, writer.dialect),
            holdMinutes: BurnObjective.holdMinutes(severity),
            keepMinutes: 0,
            labels: writer.labels(severity, own),
            annotations: writer.annotations(
                summary: objective.summary,
                description: objective.description(severity),
                dashboard: objective.dashboard, runbook: writer.runbookURL(objective.name)))
    }

    var tests: [RuleTest] {
        let subject = writer.subject(team: "alpha", agent: "dev")
        let result = subject.summed([objective.teamLabel: subject.team])
        return objective.proofs.map { proof in
            RuleTest(
                title: "\(writer.name(objective.name)): \(proof.title)",
                series: objective.series(subject, proof.stretches, proof.scale).map { ($0.text, $0.values) },
                moments: proof.moments.map { moment in
                    RuleTest.Moment(
                        minute: moment.minute, alert: writer.name(objective.name),
                        firing: moment.firing.map { writer.firing(rule($0), result: result, value: nil) })
                })
        }
    }
}
