import MetricModel

/// An alert as rules and tests, under the settings of one installation.
struct DefinitionEmission {
    let definition: AlertDefinition
    let plan: ThresholdPlan
    let writer: AlertWriter

    init(_ definition: AlertDefinition, _ writer: AlertWriter) {
        self.definition = definition
        self.writer = writer
        plan = definition.plan(writer.settings)
    }

    /// The milder levels first, and in each the usual threshold before those of overrides.
    var rules: [AlertRule] { plan.rules.map(rule) }

    private func rule(_ planned: ThresholdPlan.Rule) -> AlertRule {
        let severity = planned.severity
        let dialect = writer.dialect
        var expression = definition.left(dialect, planned.matchers)
        expression += definition.comparison(severity).text(planned.threshold)
        if let condition = definition.condition { expression += "\n" + condition(dialect) }
        for pair in planned.excluded { expression += "\nunless \(definition.left(dialect, pair))" }
        return AlertRule(
            alert: writer.name(definition.name),
            expression: expression,
            holdMinutes: definition.hold(severity),
            keepMinutes: definition.keepMinutes,
            labels: writer.labels(severity, definition.labels),
            annotations: writer.annotations(
                summary: definition.summary,
                description: definition.description.replacing("VALUE", with: definition.format.template),
                dashboard: definition.dashboard, runbook: writer.runbook(of: definition)))
    }

    var tests: [RuleTest] {
        plan.samples.flatMap { sample in
            AlertSeverity.allCases.flatMap { severity in
                sample.thresholds[severity].map { tests(of: severity, $0, sample) } ?? []
            }
        } + (plan.samples.first.map(caseTests) ?? [])
    }

    private func tests(of severity: AlertSeverity, _ threshold: Double, _ sample: ThresholdPlan.Sample)
        -> [RuleTest]
    {
        let comparison = definition.comparison(severity)
        let (silent, firing) = comparison.values(around: threshold, isExact: definition.isExact)
        let subject = writer.subject(team: sample.team, agent: sample.agent)
        let title = "\(writer.name(definition.name)), \(severity.rawValue)"
        let quiet = definition.situation(subject, silent)
        let loud = definition.situation(subject, firing)
        let hold = definition.hold(severity)
        let last = quiet.settlesAfter + hold
        var moments = [moment(loud.settlesAfter + hold, firing, sample, subject, loud)]
        if hold > 0 {
            moments.insert(moment(loud.settlesAfter + hold - 1, firing, sample, subject, loud), at: 0)
        }
        let about = plan.samples.count > 1 ? " for team \(sample.team)" : ""
        return [
            test(
                "\(title)\(about): silent at \(PrometheusText.number(silent))", quiet,
                [moment(last, silent, sample, subject, quiet)]),
            test("\(title)\(about): fires at \(PrometheusText.number(firing))", loud, moments),
        ] + recoveryTest(of: severity, title + about, firing: firing, silent: silent, sample, subject)
    }

    /// Still firing shortly after the trouble is over, and quiet when it has been for long enough.
    private func recoveryTest(
        of severity: AlertSeverity, _ title: String, firing: Double, silent: Double,
        _ sample: ThresholdPlan.Sample,
        _ subject: Subject
    ) -> [RuleTest] {
        guard let recovery = definition.recovery, definition.keepMinutes > 0 else { return [] }
        let levels = sample.thresholds.filter { definition.comparison($0.key).holds(firing, $0.value) }
        guard let longest = levels.keys.map(definition.hold).max() else { return [] }
        let end = longest + 5
        let situation = recovery(subject, firing, silent, end)
        let stays = levels.filter { definition.comparison($0.key).holds(silent, $0.value) }.keys
        let kept = RuleTest.Moment(
            minute: end + definition.keepMinutes, alert: writer.name(definition.name),
            firing: levels.keys.sorted().map { level in
                let value = stays.contains(level) ? silent : firing
                return self.firing(level, value, sample, subject)
            })
        let over = RuleTest.Moment(
            minute: end + definition.keepMinutes + 2, alert: writer.name(definition.name),
            firing: stays.sorted().map { self.firing($0, silent, sample, subject) })
        return [test("\(title): kept firing after it is over", situation, [kept, over])]
    }

    private func caseTests(_ sample: ThresholdPlan.Sample) -> [RuleTest] {
        let subject = writer.subject(team: sample.team, agent: sample.agent)
        return definition.cases.map { each in
            let moment = RuleTest.Moment(
                minute: each.minute, alert: writer.name(definition.name),
                firing: each.firing.filter { sample.thresholds[$0] != nil }.map {
                    firing($0, each.value, sample, subject)
                })
            return test("\(writer.name(definition.name)): \(each.title)", each.situation(subject), [moment])
        }
    }

    /// What fires at a minute while the value is what it is: each level that it passes, once it has done so for long.
    private func moment(
        _ minute: Int, _ value: Double, _ sample: ThresholdPlan.Sample, _ subject: Subject,
        _ situation: Situation
    ) -> RuleTest.Moment {
        let levels = AlertSeverity.allCases.filter { severity in
            guard let threshold = sample.thresholds[severity] else { return false }
            return definition.comparison(severity).holds(value, threshold)
                && minute >= situation.settlesAfter + definition.hold(severity)
        }
        return RuleTest.Moment(
            minute: minute, alert: writer.name(definition.name),
            firing: levels.map { firing($0, value, sample, subject) })
    }

    private func firing(
        _ severity: AlertSeverity, _ value: Double, _ sample: ThresholdPlan.Sample, _ subject: Subject
    ) -> RuleTest.Firing {
        // Labels and annotations are the same for all thresholds of a level.
        let planned = ThresholdPlan.Rule(severity: severity, threshold: 0, matchers: [], excluded: [])
        return writer.firing(
            rule(planned), result: definition.resultLabels(subject), value: (definition.format, value))
    }

    private func test(_ title: String, _ situation: Situation, _ moments: [RuleTest.Moment]) -> RuleTest {
        RuleTest(title: title, series: situation.series.map { ($0.text, $0.values) }, moments: moments)
    }
}
