import MetricModel

/// An alert before thresholds and selectors are put in, with all that its tests need.
struct AlertDefinition: Sendable {
    /// A situation beside the thresholds: what a guard holds back, or what must fire though it looks odd.
    struct Case: Sendable {
        let title: String
        let situation: @Sendable (Subject) -> Situation
        let minute: Int
        /// Expected then; none for a situation in which all is quiet.
        var firing: [AlertSeverity] = []
        /// The value shown by those that fire.
        var value = 0.0
    }

    let name: String
    let group: AlertGroup
    let dashboard: AlertDashboard
    let summary: String
    /// `VALUE` stands for the value in `format`.
    let description: String
    /// In place of its page in docs/runbooks.
    var runbook: String?
    var format = ValueFormat.number
    /// Where thresholds are configured; `nil` for a fixed one.
    var indicator: Indicator?
    var fixed: [AlertSeverity: Double] = [:]
    var comparison = Comparison.above
    /// Where one level compares in another way.
    var comparisons: [AlertSeverity: Comparison] = [:]
    var holdMinutes = 0
    var holds: [AlertSeverity: Int] = [:]
    var keepMinutes = 0
    /// Labels that overrides by team and agent select on.
    var teamLabel: LabelName?
    var agentLabel: LabelName?
    /// Labels of the alert beside those of its expression, which may name these.
    var labels: [(name: String, template: String)] = []
    /// The side left of the comparison, with conditions on team and agent.
    let left: @Sendable (Dialect, [Matcher]) -> String
    /// What stands behind the comparison, on a line of its own.
    var condition: (@Sendable (Dialect) -> String)?
    /// Whether the situation gives the threshold itself exactly.
    var isExact = true
    let situation: @Sendable (Subject, Double) -> Situation
    /// Has one value up to a minute and then another one: for alerts that are kept firing.
    var recovery: (@Sendable (Subject, _ bad: Double, _ good: Double, _ minute: Int) -> Situation)?
    let resultLabels: @Sendable (Subject) -> [LabelName: String]
    var cases: [Case] = []

    func comparison(_ severity: AlertSeverity) -> Comparison { comparisons[severity] ?? comparison }
    func hold(_ severity: AlertSeverity) -> Int { holds[severity] ?? holdMinutes }

    func plan(_ settings: AlertSettings) -> ThresholdPlan {
        guard let indicator else { return ThresholdPlan(fixed: fixed) }
        return ThresholdPlan(indicator, settings, team: teamLabel, agent: agentLabel)
    }
}

extension AlertDefinition {
    /// Sets the situation for a gauge that is compared as it is, and what a recovery of it looks like.
    static func gauge(
        _ family: MetricDescriptor,
        _ labels: @escaping @Sendable (Subject) -> [LabelName: String] = { _ in [:] },
        beside others: @escaping @Sendable (Subject) -> [InputSeries] = { _ in [] }
    ) -> (
        situation: @Sendable (Subject, Double) -> Situation,
        recovery: @Sendable (Subject, Double, Double, Int) -> Situation,
        result: @Sendable (Subject) -> [LabelName: String]
    ) {
        (
            { subject, value in
                let own = subject.series(family, labels(subject), SeriesValues.constant(value))
                return Situation(series: [own] + others(subject))
            },
            { subject, bad, good, minute in
                let values = SeriesValues.step(bad, until: minute, then: good)
                return Situation(series: [subject.series(family, labels(subject), values)] + others(subject))
            },
            { subject in subject.whole(labels(subject)) }
        )
    }

    /// Of a team that is alive, by its files and processes.
    static func alive(_ dialect: Dialect) -> String {
        "and on (job, instance, team_name) \(dialect.metric(Catalogue.teamStatus, [Matcher("status", .equal, "active")])) == 1"
    }

    /// Of a team that was alive within the last hour; one that is long gone is nobody's trouble.
    static func aliveLately(_ dialect: Dialect) -> String {
        let status = dialect.metric(Catalogue.teamStatus, [Matcher("status", .equal, "active")])
        return "and on (job, instance, team_name) max_over_time(\(status)[1h]) == 1"
    }
}
