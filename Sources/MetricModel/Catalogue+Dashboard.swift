/// Families of the dashboard collector: is the operators' dashboard there, and does it answer well.
extension Catalogue {
    package static let dashboardUp = MetricDescriptor(
        "orchestrator_dashboard_up",
        .gauge,
        help:
            "Whether the dashboard's URL answered the last probe in time, with a status of 2xx and without an error in "
            + "its body: 1 or 0.",
        since: "0.2.0",
        collector: "dashboard"
    )
    package static let dashboardProbeDuration = MetricDescriptor(
        "orchestrator_dashboard_probe_duration_seconds",
        .gauge,
        unit: "seconds",
        help:
            "Time from the start of the last probe to the end of its answer, or to where it failed, in seconds.",
        since: "0.2.0",
        collector: "dashboard"
    )
    package static let dashboardStatusCode = MetricDescriptor(
        "orchestrator_dashboard_http_status_code",
        .gauge,
        help: "Status code of the answer to the last probe; absent when there was no answer.",
        since: "0.2.0",
        collector: "dashboard"
    )
    package static let dashboardProbeTimestamp = MetricDescriptor(
        "orchestrator_dashboard_probe_timestamp_seconds",
        .gauge,
        unit: "seconds",
        help:
            "Time of the last probe, in seconds since 1970; probes run apart from scrapes, every 15 seconds.",
        since: "0.2.0",
        collector: "dashboard"
    )
    package static let dashboardProbes = MetricDescriptor(
        "orchestrator_dashboard_probes_total",
        .counter,
        labels: ["result"],
        help:
            "Probes of the dashboard by result: up, refused (no connection), timeout, broken (the connection closed "
            + "or the answer was no HTTP), status (not 2xx), error (the body says so), malformed (JSON that is none).",
        since: "0.2.0",
        collector: "dashboard"
    )
    package static let dashboardProcessRunning = MetricDescriptor(
        "orchestrator_dashboard_process_running",
        .gauge,
        help:
            "Whether a process runs whose command line matches dashboard.process: 1 or 0; absent where none does "
            + "and not all processes can be seen.",
        since: "0.2.0",
        collector: "dashboard"
    )

    static let dashboardFamilies: [MetricDescriptor] = [
        dashboardUp, dashboardProbeDuration, dashboardStatusCode, dashboardProbeTimestamp, dashboardProbes,
        dashboardProcessRunning,
    ]
}
