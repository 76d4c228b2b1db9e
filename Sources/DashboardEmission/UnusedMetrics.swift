import MetricModel

/// Families that no dashboard shows, on purpose; a test holds every other one to a panel.
package enum UnusedMetrics {
    /// Why, by name.
    package static let reasons: [String: String] = [
        "orchestrator_team_info": "joins the lead's name to other series; its value is always 1",
        "orchestrator_dashboard_http_status_code": "the panel of probes by result tells more at a glance",
        "orchestrator_dashboard_probe_timestamp_seconds":
            "for alerts on probes that stopped; a graph of it is a slope",
        "agent_teams_exporter_state_commit_duration_seconds":
            "the age of the last commit tells what matters at once; this is for a closer look at a slow disk",
        "agent_teams_exporter_textfile_valid":
            "files of other programs are theirs to watch; the log of the exporter says what is wrong with one",
        "agent_teams_exporter_textfile_modified_timestamp_seconds":
            "how old such a file may grow only its writer knows; it is there for alerts of one's own",
        "process_virtual_memory_bytes": "says nothing of what the exporter uses; resident memory does",
    ]
}
