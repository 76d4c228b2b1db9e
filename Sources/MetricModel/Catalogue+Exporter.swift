/// Families about the program itself; the `process_*` names are Prometheus' convention.
extension Catalogue {
    package static let buildInfo = MetricDescriptor(
        "agent_teams_exporter_build_info",
        .info,
        labels: ["version", "revision", "swiftversion", "os", "arch"],
        help: "The exporter's version and what it was built from and for; the value is always 1.",
        collector: "exporter"
    )
    package static let collectorDuration = MetricDescriptor(
        "agent_teams_exporter_collector_duration_seconds",
        .gauge,
        unit: "seconds",
        labels: ["collector"],
        help: "How long the collector took in its last run, in seconds.",
        collector: "exporter"
    )
    package static let collectorSuccess = MetricDescriptor(
        "agent_teams_exporter_collector_success",
        .gauge,
        labels: ["collector"],
        help: "Whether the collector's last run succeeded (1) or failed (0).",
        collector: "exporter"
    )
    package static let httpRequests = MetricDescriptor(
        "agent_teams_exporter_http_requests_total",
        .counter,
        labels: ["handler", "code"],
        help: "Number of HTTP requests answered, by handler and status code.",
        collector: "exporter"
    )
    package static let httpRequestsInFlight = MetricDescriptor(
        "agent_teams_exporter_http_requests_in_flight",
        .gauge,
        help: "Number of HTTP requests being answered now, this one included.",
        collector: "exporter"
    )
    package static let refusedSamples = MetricDescriptor(
        "agent_teams_exporter_refused_samples_total",
        .counter,
        labels: ["reason"],
        help:
            "Number of values that were not taken: refused, because the kind of the metric forbids them, or "
            + "stale, because their series was gone. Each one is a fault of the program.",
        collector: "exporter"
    )
    package static let configReloadSuccessful = MetricDescriptor(
        "agent_teams_exporter_config_last_reload_successful",
        .gauge,
        help:
            "Whether the last reading of configuration and rules succeeded (1) or failed (0); the start counts.",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let configReloadSuccessTimestamp = MetricDescriptor(
        "agent_teams_exporter_config_last_reload_success_timestamp_seconds",
        .gauge,
        unit: "seconds",
        help: "When configuration and rules were last read and taken up, in seconds since the Unix epoch.",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let stateWritable = MetricDescriptor(
        "agent_teams_exporter_state_writable",
        .gauge,
        help: "Whether counters and positions reach the state directory (1) or are kept in memory only (0).",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let stateLastCommitTimestamp = MetricDescriptor(
        "agent_teams_exporter_state_last_commit_timestamp_seconds",
        .gauge,
        unit: "seconds",
        help:
            "When counters and positions were last written to the state directory, in seconds since the Unix epoch; "
            + "absent until the first time.",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let stateCommitDuration = MetricDescriptor(
        "agent_teams_exporter_state_commit_duration_seconds",
        .histogram,
        unit: "seconds",
        help:
            "Time in seconds that writing counters and positions to the state directory took, the wait for the disk "
            + "included; attempts that failed are left out.",
        since: "0.2.0",
        collector: "exporter",
        buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
    )
    package static let stateResets = MetricDescriptor(
        "agent_teams_exporter_state_resets_total",
        .counter,
        labels: ["reason"],
        help:
            "Number of times that the state could not be written, or was found damaged, removed or of another "
            + "version, by reason; counters may have gone down then.",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let processCPUSeconds = MetricDescriptor(
        "process_cpu_seconds_total",
        .counter,
        unit: "seconds",
        help: "User and system CPU time spent by the exporter, in seconds.",
        collector: "process"
    )
    package static let processOpenFDs = MetricDescriptor(
        "process_open_fds",
        .gauge,
        help: "Number of file descriptors the exporter has open.",
        collector: "process"
    )
    package static let processMaxFDs = MetricDescriptor(
        "process_max_fds",
        .gauge,
        help: "Number of file descriptors the exporter may have open.",
        collector: "process"
    )
    package static let processThreads = MetricDescriptor(
        "process_threads",
        .gauge,
        help: "Number of operating system threads in the exporter.",
        collector: "process"
    )
    package static let processVirtualMemoryBytes = MetricDescriptor(
        "process_virtual_memory_bytes",
        .gauge,
        unit: "bytes",
        help: "Virtual memory size of the exporter in bytes.",
        collector: "process"
    )
    package static let processResidentMemoryBytes = MetricDescriptor(
        "process_resident_memory_bytes",
        .gauge,
        unit: "bytes",
        help: "Resident memory size of the exporter in bytes.",
        collector: "process"
    )
    package static let processStartTimeSeconds = MetricDescriptor(
        "process_start_time_seconds",
        .gauge,
        unit: "seconds",
        help: "When the exporter started, in seconds since the Unix epoch.",
        collector: "process"
    )

    static let exporterFamilies: [MetricDescriptor] = [
        buildInfo, collectorDuration, collectorSuccess, configReloadSuccessful, configReloadSuccessTimestamp,
        httpRequests, httpRequestsInFlight, refusedSamples, stateWritable, stateLastCommitTimestamp,
        stateCommitDuration, stateResets, processCPUSeconds,
        processOpenFDs, processMaxFDs, processThreads, processVirtualMemoryBytes, processResidentMemoryBytes,
        processStartTimeSeconds,
    ]
}
