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

    private static let duration = gauge(Catalogue.dashboardProbeDuration)

    private static let dashboardSlow = AlertDefinition(
        name: "AgentTeamsDashboardSlow",
        group: .dashboard,
        dashboard: .overview,
        summary: "The dashboard's API is slow.",
        description:
            "The dashboard on {{ $labels.instance }} took VALUE on average to answer in the last 15 minutes.",
        format: .duration,
        indicator: .dashboardResponse,
        holdMinutes: 5,
        left: { dialect, _ in "avg_over_time(\(dialect.metric(Catalogue.dashboardProbeDuration))[15m])" },
        situation: duration.situation,
        resultLabels: duration.result
    )

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
