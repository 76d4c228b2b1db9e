import MetricModel

/// Backups of the teams: are they fresh, and could they be restored.
enum BackupPanels {
    static let all: [Panel] = [
        .stat(
            "Age of the newest backup",
            "Of the root whose newest backup is the oldest; none is shown without one.",
            .seconds, "max(time() - \(Catalogue.backupLastSuccess))",
            thresholds: .above(orange: 2 * 86_400, red: 8 * 86_400)
        ).watched(by: .backupOld),
        .stat(
            "Backups verified", "Whether the last verification of each root's backups found them good.",
            .plain,
            "min(\(Catalogue.backupVerificationSuccess))", words: ValueWord.noOrYes
        ).watched(by: .backupNotVerified),
        .stat(
            "Since the verification", "Time since a backup was last restored for a trial.", .seconds,
            "max(time() - \(Catalogue.backupVerificationTime))"),
        .stat(
            "Left out", "Paths that the newest backups lack, or hold as of another moment.", .count,
            "sum(\(Catalogue.backupIncompletePaths))", thresholds: .anyIsBad),
        .graph(
            "Size of backups", "Size of the newest backup of each root.", .bytes,
            [Target("max by (instance, root) (\(Catalogue.backupSize))", "{{instance}} {{root}}")], width: 8),
        .graph(
            "Time of backups", "How long the newest backup of each root took.", .seconds,
            [Target("max by (instance, root) (\(Catalogue.backupDuration))", "{{instance}} {{root}}")],
            width: 8),
        .graph(
            "Backups kept, and failures", "Backups that lie there, and scheduled ones that failed.", .count,
            [
                Target("sum by (instance, root) (\(Catalogue.backups))", "kept: {{instance}} {{root}}"),
                Target(
                    "sum by (reason) (increase(\(Catalogue.backupFailures)[$__rate_interval]))",
                    "failed: {{reason}}"),
            ], width: 8
        ).watched(by: .backupFailed),
    ]
}
