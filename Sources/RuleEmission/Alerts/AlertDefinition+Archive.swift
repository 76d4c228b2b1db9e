import MetricModel

/// Alerts about the archiving of old logs. Its metrics are there only where the configuration enables it.
extension AlertDefinition {
    static let archive: [AlertDefinition] = [archiveFailed, archiveNoSpace, archiveStale]

    /// Longer than a day, so that the next run takes over before the last one is forgotten.
    private static let runWindow = "25h"

    private static let archiveFailed = AlertDefinition(
        name: "AgentTeamsArchiveFailed",
        group: .logs,
        dashboard: .logs,
        summary: "Old logs could not be archived.",
        description:
            "On {{ $labels.instance }} log files stayed where they are in the last run of the archive, because of: "
            + "{{ $labels.reason }}.",
        fixed: [.warning: 0],
        left: { dialect, _ in failures(Matcher("reason", .differs, "no_space|cancelled"), dialect) },
        situation: { subject, value in failures(subject, ["verification": value]) },
        resultLabels: { $0.whole(["reason": "verification"]) },
        cases: [
            Case(
                title: "a run that was stopped goes on the next day",
                situation: { failures($0, ["cancelled": 1]) }, minute: 10),
            Case(
                title: "too little room has an alert of its own",
                situation: { failures($0, ["no_space": 1]) }, minute: 10),
        ]
    )

    private static let archiveNoSpace = AlertDefinition(
        name: "AgentTeamsArchiveNoSpace",
        group: .logs,
        dashboard: .logs,
        summary: "The archive directory has less room than is to be left free.",
        description:
            "On {{ $labels.instance }} old logs stay where they are: the file system of the archive has less room than "
            + "archive.min_free.",
        fixed: [.warning: 0],
        left: { dialect, _ in failures(Matcher("reason", .equal, "no_space"), dialect) },
        situation: { subject, value in failures(subject, ["no_space": value]) },
        resultLabels: { $0.whole(["reason": "no_space"]) },
        cases: [
            Case(
                title: "other failures are not its business",
                situation: { failures($0, ["verification": 1]) }, minute: 10)
        ]
    )

    private static func failures(_ reason: Matcher, _ dialect: Dialect) -> String {
        "increase(\(dialect.metric(Catalogue.archiveFailures, [reason]))[\(runWindow)])"
    }

    private static func failures(_ subject: Subject, _ counts: [String: Double]) -> Situation {
        Situation(
            series: counts.map { reason, count in
                subject.series(
                    Catalogue.archiveFailures, ["reason": reason], SeriesValues.event(count).values)
            }, settlesAfter: SeriesValues.event(1).settlesAfter)
    }

    private static let longestGap = 172_800.0

    /// Before the first run that went well the exporter's own start counts.
    private static let archiveStale = AlertDefinition(
        name: "AgentTeamsArchiveStale",
        group: .logs,
        dashboard: .logs,
        summary: "Old logs were not archived for two days.",
        description: "The archive on {{ $labels.instance }} had no run without a failure for VALUE.",
        format: .duration,
        fixed: [.warning: longestGap],
        holdMinutes: 5,
        left: { dialect, _ in
            let success = dialect.metric(Catalogue.archiveLastSuccess)
            let start = dialect.metric(Catalogue.processStartTimeSeconds)
            let isEnabled = dialect.metric(Catalogue.archiveFiles)
            return "time() - (\n  \(success)\n  or on (job, instance)\n"
                + "  (\(start) and on (job, instance) \(isEnabled))\n)"
        },
        situation: { subject, value in
            Situation(series: [
                subject.series(Catalogue.archiveLastSuccess, ago(value)),
                subject.series(Catalogue.processStartTimeSeconds, ago(10 * longestGap)),
                subject.series(Catalogue.archiveFiles, SeriesValues.constant(0)),
            ])
        },
        resultLabels: { $0.whole() },
        cases: [
            Case(
                title: "never a run that went well",
                situation: { begun($0, isEnabled: true) }, minute: 10, firing: [.warning],
                value: 2 * longestGap),
            Case(title: "it is not enabled", situation: { begun($0, isEnabled: false) }, minute: 10),
        ]
    )

    private static func begun(_ subject: Subject, isEnabled: Bool) -> Situation {
        let enabled = [subject.series(Catalogue.archiveFiles, SeriesValues.constant(0))]
        return Situation(
            series: [subject.series(Catalogue.processStartTimeSeconds, ago(2 * longestGap))]
                + (isEnabled ? enabled : []))
    }

    /// A time that is as long ago at each minute.
    private static func ago(_ seconds: Double) -> String { SeriesValues.rising(from: -seconds, by: 60) }
}
