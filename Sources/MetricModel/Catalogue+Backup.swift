/// Families of the backup collector: what lies in the backup directories, and what the scheduled backups did.
extension Catalogue {
    package static let backups = MetricDescriptor(
        "orchestrator_backups",
        .gauge,
        labels: ["root"],
        help:
            "Backups of the teams of a root that lie in its backup directory, whoever made them; root is its place in the "
            + "configured list, counted from 1.",
        since: "0.2.0",
        collector: "backup"
    )
    package static let backupLastSuccess = MetricDescriptor(
        "orchestrator_backup_last_success_timestamp_seconds",
        .gauge,
        unit: "seconds",
        labels: ["root"],
        help:
            "When the newest backup was made, in seconds since 1970, by the daemon or by the command; absent without any.",
        since: "0.2.0",
        collector: "backup"
    )
    package static let backupSize = MetricDescriptor(
        "orchestrator_backup_size_bytes",
        .gauge,
        unit: "bytes",
        labels: ["root"],
        help: "Size of the newest backup in bytes.",
        since: "0.2.0",
        collector: "backup"
    )
    package static let backupDuration = MetricDescriptor(
        "orchestrator_backup_last_duration_seconds",
        .gauge,
        unit: "seconds",
        labels: ["root"],
        help: "How long the newest backup took to be made, in seconds.",
        since: "0.2.0",
        collector: "backup"
    )
    package static let backupIncompletePaths = MetricDescriptor(
        "orchestrator_backup_incomplete_paths",
        .gauge,
        labels: ["root"],
        help:
            "Files and directories that the newest backup lacks because they could not be read, or holds as of another "
            + "moment because they never rested.",
        since: "0.2.0",
        collector: "backup"
    )
    package static let backupVerificationSuccess = MetricDescriptor(
        "orchestrator_backup_verification_success",
        .gauge,
        labels: ["root"],
        help:
            "Whether the last verification, which restores a backup into a scratch directory and compares, found it good "
            + "(1) or not (0); absent before the first.",
        since: "0.2.0",
        collector: "backup"
    )
    package static let backupVerificationTime = MetricDescriptor(
        "orchestrator_backup_last_verification_timestamp_seconds",
        .gauge,
        unit: "seconds",
        labels: ["root"],
        help: "When a backup was last verified, in seconds since 1970; absent before the first time.",
        since: "0.2.0",
        collector: "backup"
    )
    package static let backupFailures = MetricDescriptor(
        "orchestrator_backup_failures_total",
        .counter,
        labels: ["reason"],
        help:
            "Scheduled backups, or their verifications, that failed, by reason; absent while none are scheduled. What the "
            + "command does is not counted.",
        since: "0.2.0",
        collector: "backup"
    )

    static let backupFamilies: [MetricDescriptor] = [
        backups, backupLastSuccess, backupSize, backupDuration, backupIncompletePaths,
        backupVerificationSuccess, backupVerificationTime, backupFailures,
    ]
}
