import LogRules
import MetricModel

/// The alerts that stand beside log rules, as rules and tests.
struct LogRuleAlerts {
    let rules: [Rule]
    let writer: AlertWriter

    private var alerts: [(rule: Rule, alert: RuleAlert)] {
        rules.compactMap { rule in rule.alert.map { (rule, $0) } }
    }

    var alertRules: [AlertRule] {
        alerts.flatMap { rule, alert in
            definition(rule, alert).map { DefinitionEmission($0, writer).rules } ?? [expressionRule(alert)]
        }
    }

    var tests: [RuleTest] {
        alerts.flatMap { rule, alert in
            definition(rule, alert).map { DefinitionEmission($0, writer).tests } ?? expressionTests(alert)
        }
    }

    var runbooks: [EmittedFile] {
        alerts.filter { $0.alert.runbookURL == nil }.map { rule, alert in
            let rules = definition(rule, alert).map { DefinitionEmission($0, writer).rules }
            return RunbookStub(rule: rule, alert: alert, emitted: rules?.first ?? expressionRule(alert)).file
        }.sorted { $0.path < $1.path }
    }

    /// Nil for an expression of the user's own.
    private func definition(_ rule: Rule, _ alert: RuleAlert) -> AlertDefinition? {
        guard case .threshold(let comparison, let threshold, let window) = alert.condition,
            let severity = AlertSeverity(rawValue: alert.severity)
        else { return nil }
        let metric = AlertedMetric(
            rule: rule, by: alert.by, windowMinutes: window, isLowBad: comparison == .below)
        return AlertDefinition(
            name: alert.name,
            group: .logRules,
            dashboard: .logs,
            summary: alert.summary,
            description: alert.description ?? metric.description(of: rule, comparison, threshold),
            runbook: alert.runbookURL,
            fixed: [severity: threshold],
            comparison: Comparison(comparison),
            holdMinutes: alert.holdMinutes,
            keepMinutes: alert.keepMinutes,
            left: { dialect, _ in metric.expression(dialect) },
            isExact: window == nil,
            situation: { subject, value in metric.situation(subject, value, example: alert.exampleLabels) },
            recovery: window == nil ? metric.recovery(example: alert.exampleLabels) : nil,
            resultLabels: { subject in
                subject.summed(alert.exampleLabels.filter { alert.by.contains($0.key) })
            }
        )
    }

    private func expressionRule(_ alert: RuleAlert) -> AlertRule {
        guard case .expression(let expression, _) = alert.condition,
            let severity = AlertSeverity(rawValue: alert.severity)
        else {
            preconditionFailure("an alert is a threshold or an expression, and its level is one of three")
        }
        return AlertRule(
            alert: writer.name(alert.name), expression: expression, holdMinutes: alert.holdMinutes,
            keepMinutes: alert.keepMinutes, labels: writer.labels(severity, []),
            annotations: writer.annotations(
                summary: alert.summary, description: alert.description ?? alert.summary,
                dashboard: .logs, runbook: alert.runbookURL ?? writer.ownRunbook(alert.name)))
    }

    private func expressionTests(_ alert: RuleAlert) -> [RuleTest] {
        guard case .expression(_, let trials) = alert.condition else { return [] }
        let rule = expressionRule(alert)
        return trials.enumerated().map { number, trial in
            let firing = trial.firing.map { labels in
                let pairs = (labels.map { TextPair($0.name, $0.text) } + rule.labels).sorted {
                    $0.name < $1.name
                }
                return RuleTest.Firing(labels: pairs, annotations: rule.annotations)
            }
            return RuleTest(
                title: "\(rule.alert): test \(number + 1)",
                series: trial.series.map { ($0.selector, $0.values) },
                moments: [RuleTest.Moment(minute: trial.atMinute, alert: rule.alert, firing: firing)])
        }
    }
}

/// The metric of a rule as its alert looks at it.
private struct AlertedMetric: Sendable {
    private let name: String
    private let by: [LabelName]
    private let windowMinutes: Int?
    private let isLowBad: Bool

    init(rule: Rule, by: [LabelName], windowMinutes: Int?, isLowBad: Bool) {
        name = rule.metric.kind == .histogram ? "\(rule.metric.name)_count" : "\(rule.metric.name)"
        self.by = by
        self.windowMinutes = windowMinutes
        self.isLowBad = isLowBad
    }

    private var labels: String { (["job", "instance"] + by.map(\.text)).joined(separator: ", ") }

    func expression(_ dialect: Dialect) -> String {
        let metric = dialect.named(name)
        guard let windowMinutes else { return "\(isLowBad ? "min" : "max") by (\(labels)) (\(metric))" }
        return "sum by (\(labels)) (increase(\(metric)[\(PrometheusText.duration(minutes: windowMinutes))]))"
    }

    func description(of rule: Rule, _ comparison: RuleAlert.Comparison, _ threshold: Double) -> String {
        let split = by.map { " \($0) {{ $labels.\($0) }}:" }.joined()
        guard let windowMinutes else { return "Rule \(rule.name):\(split) \(name) is VALUE." }
        let than = comparison == .atLeast ? "at least" : "more than"
        let window = PrometheusText.duration(minutes: windowMinutes)
        return "Rule \(rule.name):\(split) \(than) \(PrometheusText.number(threshold)) in \(window)."
    }

    /// Longer than the longest window and the longest wait together.
    private static let minutes = 3200

    func situation(_ subject: Subject, _ value: Double, example: [LabelName: String]) -> Situation {
        guard let windowMinutes else {
            return gauge(subject, SeriesValues.constant(value, minutes: Self.minutes), example)
        }
        // One event where none is allowed; else a steady rate comes as near to the threshold as can be.
        guard value > 0, value != 1 else {
            return gauge(
                subject,
                "\(SeriesValues.constant(0, minutes: 5)) \(SeriesValues.constant(value, minutes: Self.minutes))",
                example, settlesAfter: value > 0 ? 6 : 0)
        }
        let step = value / Double(windowMinutes)
        return gauge(
            subject, SeriesValues.rising(by: step, minutes: Self.minutes), example,
            settlesAfter: windowMinutes)
    }

    /// One value up to a minute, and another one then.
    func recovery(example: [LabelName: String]) -> @Sendable (Subject, Double, Double, Int) -> Situation {
        { subject, bad, good, minute in
            let values = [
                SeriesValues.constant(bad, minutes: minute),
                SeriesValues.constant(good, minutes: Self.minutes),
            ]
            return gauge(subject, values.joined(separator: " "), example)
        }
    }

    private func gauge(
        _ subject: Subject, _ values: String, _ example: [LabelName: String], settlesAfter: Int = 0
    ) -> Situation {
        Situation(series: [subject.named(name, example, values)], settlesAfter: settlesAfter)
    }
}

extension Comparison {
    init(_ comparison: RuleAlert.Comparison) {
        switch comparison {
        case .above: self = .above
        case .atLeast: self = .atLeast
        case .below: self = .below
        case .equal: self = .equal
        }
    }
}
