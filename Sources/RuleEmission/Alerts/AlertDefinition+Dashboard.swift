import MetricModel

extension AlertDefinition {
    static let dashboardAlerts: [AlertDefinition] = [dashboardDown, dashboardSlow, dashboardProcessGone]

    private static let up = gauge(Catalogue.dashboardUp)

    private static let dashboardDown = AlertDefinition(
        name: "AgentTeamsDashboardDown",
        group: .dashboard,
        dashboard: .overview,
        summary: "The dashboard's API does not answer as it should.",
        description:
            "The dashboard on {{ $labels.instance }} does not answer in time, or not with success.",
        fixed: [.critical: 0],
        comparison: .equal,
        holdMinutes: 2,
        keepMinutes: 5,
        left: { dialect, _ in dialect.metric(Catalogue.dashboardUp) },
        situation: up.situation,
        recovery: up.recovery,
        resultLabels: up.result
    )

    /// Probes that timed out cost their time and brought no answer. So the mean can pass a threshold above
    /// `dashboard.timeout`, and where all are answered it is the plain mean.
    private static let dashboardSlow = AlertDefinition(
        name: "AgentTeamsDashboardSlow",
        group: .dashboard,
        dashboard: .overview,
        summary: "The dashboard's API is slow.",
        description:
            "The dashboard on {{ $labels.instance }} cost VALUE of waiting for each answer in the last 15 minutes, "
            + "probes that timed out included.",
        format: .duration,
        indicator: .dashboardResponse,
        holdMinutes: 5,
        left: { dialect, _ in
            let by = "by (job, instance)"
            let timeouts = dialect.metric(Catalogue.dashboardProbes, [Matcher("result", .equal, "timeout")])
            return "avg \(by) (avg_over_time(\(dialect.metric(Catalogue.dashboardProbeDuration))[15m]))\n"
                + "  / (1 - sum \(by) (rate(\(timeouts)[15m]))\n"
                + "  / sum \(by) (rate(\(dialect.metric(Catalogue.dashboardProbes))[15m])))"
        },
        situation: { subject, value in probes(subject, seconds: value, up: 4, timeouts: 0) },
        resultLabels: { $0.summed() },
        cases: [
            Case(
                title: "with a timeout of 5 s, two of three probes time out",
                situation: { probes($0, seconds: 3.5, up: 1, timeouts: 2) }, minute: 40,
                firing: [.info, .warning], value: 10.5),
            Case(
                title: "with a timeout of 5 s, half of the probes time out",
                situation: { probes($0, seconds: 2.75, up: 2, timeouts: 2) }, minute: 40, firing: [.info],
                value: 5.5),
            Case(
                title: "with a timeout of 5 s, a third of the probes times out",
                situation: { probes($0, seconds: 2, up: 2, timeouts: 1) }, minute: 40),
        ]
    )

    /// - Parameters:
    ///   - seconds: what probes took on average.
    ///   - up: probes a minute that were answered.
    private static func probes(_ subject: Subject, seconds: Double, up: Double, timeouts: Double) -> Situation
    {
        Situation(
            series: [
                subject.series(Catalogue.dashboardProbeDuration, SeriesValues.constant(seconds)),
                subject.series(Catalogue.dashboardProbes, ["result": "up"], SeriesValues.rising(by: up)),
                subject.series(
                    Catalogue.dashboardProbes, ["result": "timeout"], SeriesValues.rising(by: timeouts)),
            ], settlesAfter: 1)
    }

    private static let process = gauge(Catalogue.dashboardProcessRunning)

    private static let dashboardProcessGone = AlertDefinition(
        name: "AgentTeamsDashboardProcessGone",
        group: .dashboard,
        dashboard: .overview,
        summary: "The dashboard's process is not running.",
        description: "No process on {{ $labels.instance }} looks like the dashboard.",
        fixed: [.warning: 0],
        comparison: .equal,
        holdMinutes: 5,
        left: { dialect, _ in dialect.metric(Catalogue.dashboardProcessRunning) },
        situation: process.situation,
        resultLabels: process.result
    )
}
