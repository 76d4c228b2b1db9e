import DashboardEmission

/// What the dashboards show of alerts.
enum DashboardAlerts {
    /// The operators' levels, as docs/dashboards.md lists them.
    static let values = AlertValues(
        levels: [
            "agent_availability_ratio": AlertLevels(info: 0.99, warning: 0.95, critical: 0.5),
            "agent_response_seconds": AlertLevels(info: 60, warning: 120, critical: 600),
            "message_latency_seconds": AlertLevels(info: 1, warning: 3, critical: 30),
            "dashboard_response_seconds": AlertLevels(info: 5, warning: 10, critical: nil),
            "cpu_ratio": AlertLevels(info: 0.7, warning: 0.9, critical: 0.98),
            "memory_ratio": AlertLevels(info: 0.7, warning: 0.85, critical: 0.95),
            "disk_used_ratio": AlertLevels(info: 0.8, warning: 0.9, critical: 0.95),
            "active_teams_ratio": AlertLevels(info: nil, warning: 0.9, critical: 1),
        ],
        runbooks: [:])
}
