import MetricModel

/// Alerts about what is done to keep the teams' state safe.
extension AlertDefinition {
    static let upkeep: [AlertDefinition] = [backupOld, backupNotVerified, backupFailing]

    private static let root: [LabelName: String] = ["root": "1"]

    private static let backupOld = AlertDefinition(
        name: "AgentTeamsBackupOld",
        group: .upkeep,
        dashboard: .overview,
        summary: "The newest backup of the teams is older than eight days.",
        description: "The newest backup of root {{ $labels.root }} at {{ $labels.instance }} is VALUE old.",
        format: .duration,
        fixed: [.warning: UpkeepLimits.backupAgeSeconds],
        left: { dialect, _ in "time() - \(dialect.metric(Catalogue.backupLastSuccess))" },
        situation: { subject, value in
            // Each minute it is as old as before.
            Situation(series: [
                subject.series(Catalogue.backupLastSuccess, root, SeriesValues.rising(from: -value, by: 60))
            ])
        },
        resultLabels: { $0.whole(root) }
    )

    private static let verification = gauge(Catalogue.backupVerificationSuccess, { _ in root })

    private static let backupNotVerified = AlertDefinition(
        name: "AgentTeamsBackupNotVerified",
        group: .upkeep,
        dashboard: .overview,
        summary: "A backup of the teams could not be restored when that was tried.",
        description:
            "The last verification of a backup of root {{ $labels.root }} at {{ $labels.instance }} failed.",
        fixed: [.critical: 0],
        comparison: .equal,
        left: { dialect, _ in dialect.metric(Catalogue.backupVerificationSuccess) },
        situation: verification.situation,
        resultLabels: verification.result
    )

    /// Looks back for a day and a little, so that it stays until the next scheduled backup has had its chance.
    private static let backupFailing = AlertDefinition(
        name: "AgentTeamsBackupFailed",
        group: .upkeep,
        dashboard: .overview,
        summary: "A scheduled backup of the teams failed.",
        description: "A scheduled backup at {{ $labels.instance }} failed: {{ $labels.reason }}.",
        fixed: [.warning: 0],
        left: { dialect, _ in "increase(\(dialect.metric(Catalogue.backupFailures))[25h])" },
        situation: { subject, value in
            let event = SeriesValues.event(value)
            let series = subject.series(Catalogue.backupFailures, ["reason": "no_space"], event.values)
            return Situation(series: [series], settlesAfter: event.settlesAfter)
        },
        resultLabels: { $0.whole(["reason": "no_space"]) }
    )
}
