/// Families of the archive collector: what the scheduled archiving of old logs does.
extension Catalogue {
    package static let archiveRuns = MetricDescriptor(
        "orchestrator_archive_runs_total",
        .counter,
        labels: ["result"],
        help:
            "Scheduled runs of the archive by result: ok, or failed, when any file could not be archived. Runs of the "
            + "command 'logs archive' are not counted.",
        since: "0.2.0",
        collector: "archive"
    )
    package static let archiveFiles = MetricDescriptor(
        "orchestrator_archive_files_total",
        .counter,
        help: "Log files archived by scheduled runs: packed, read back, compared and then removed.",
        since: "0.2.0",
        collector: "archive"
    )
    package static let archiveReadBytes = MetricDescriptor(
        "orchestrator_archive_read_bytes_total",
        .counter,
        unit: "bytes",
        help: "Bytes of the log files that were archived.",
        since: "0.2.0",
        collector: "archive"
    )
    package static let archiveWrittenBytes = MetricDescriptor(
        "orchestrator_archive_written_bytes_total",
        .counter,
        unit: "bytes",
        help: "Bytes of the archives that were made of them.",
        since: "0.2.0",
        collector: "archive"
    )
    package static let archiveFailures = MetricDescriptor(
        "orchestrator_archive_failures_total",
        .counter,
        labels: ["reason"],
        help:
            "Files, or whole archive directories, that could not be archived, by reason; such a file stays where it is. "
            + "store: it is not known what the daemon has read.",
        since: "0.2.0",
        collector: "archive"
    )
    package static let archiveRemoved = MetricDescriptor(
        "orchestrator_archive_removed_total",
        .counter,
        labels: ["reason"],
        help: "Archives removed by retention, by what asked for it: age, count, size, space.",
        since: "0.2.0",
        collector: "archive"
    )
    package static let archiveLastSuccess = MetricDescriptor(
        "orchestrator_archive_last_success_timestamp_seconds",
        .gauge,
        unit: "seconds",
        help:
            "When the last run without a failure ended, in seconds since 1970, runs of the command included as of the "
            + "start; absent before the first.",
        since: "0.2.0",
        collector: "archive"
    )
    package static let archiveDuration = MetricDescriptor(
        "orchestrator_archive_last_duration_seconds",
        .gauge,
        unit: "seconds",
        help: "How long the last scheduled run took, in seconds; absent before the first.",
        since: "0.2.0",
        collector: "archive"
    )

    static let archiveFamilies: [MetricDescriptor] = [
        archiveRuns, archiveFiles, archiveReadBytes, archiveWrittenBytes, archiveFailures, archiveRemoved,
        archiveLastSuccess, archiveDuration,
    ]
}
