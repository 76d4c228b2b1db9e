/// Families about sending samples to receivers; exported for each that the configuration names.
extension Catalogue {
    package static let remoteWriteSamples = MetricDescriptor(
        "agent_teams_exporter_remote_write_samples_total",
        .counter,
        labels: ["receiver", "outcome"],
        help:
            "Number of samples by what became of them: sent, refused by the receiver, or dropped because they were too "
            + "old or too many, or the queue could not be written or read.",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let remoteWriteFailures = MetricDescriptor(
        "agent_teams_exporter_remote_write_failures_total",
        .counter,
        labels: ["receiver", "reason"],
        help:
            "Number of attempts to send that failed: no connection, timeout, broken connection, throttled (429), "
            + "server_error (5xx), refused (any other answer); and of faults of the queue on disk.",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let remoteWriteQueueBytes = MetricDescriptor(
        "agent_teams_exporter_remote_write_queue_bytes",
        .gauge,
        unit: "bytes",
        labels: ["receiver"],
        help: "Size of the requests that wait on disk for the receiver, in bytes.",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let remoteWriteOldest = MetricDescriptor(
        "agent_teams_exporter_remote_write_queue_oldest_timestamp_seconds",
        .gauge,
        unit: "seconds",
        labels: ["receiver"],
        help:
            "When the oldest samples that wait were taken, in seconds since the Unix epoch; absent while none wait.",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let remoteWriteLastSuccess = MetricDescriptor(
        "agent_teams_exporter_remote_write_last_success_timestamp_seconds",
        .gauge,
        unit: "seconds",
        labels: ["receiver"],
        help:
            "When the receiver last took samples, in seconds since the Unix epoch; absent before the first time.",
        since: "0.2.0",
        collector: "exporter"
    )

    static let remoteWriteFamilies: [MetricDescriptor] = [
        remoteWriteFailures, remoteWriteLastSuccess, remoteWriteOldest, remoteWriteQueueBytes,
        remoteWriteSamples,
    ]
}
