package import LogRules

/// All dashboards, made from the catalogue, the levels of the alerts and the log rules.
package enum DashboardSet {
    /// In the order in which an operator meets them.
    ///
    /// - Parameter rules: each becomes a panel of the dashboard of logs.
    package static func dashboards(alerts: AlertValues, rules: [Rule]) -> [Dashboard] {
        [
            OverviewBoard.dashboard(alerts), TeamBoard.dashboard(alerts), AgentBoard.dashboard(alerts),
            MessagesBoard.dashboard(alerts), LogsBoard.dashboard(alerts, rules: rules),
            ProcessesBoard.dashboard(alerts), ExporterBoard.dashboard(alerts),
        ]
    }
}
