import MetricModel

/// Alerts about the program itself, for where it is silent all others are too.
extension AlertDefinition {
    static let exporterAlerts: [AlertDefinition] = [
        exporterDown, exporterAbsent, collectorFailing, configReloadFailed, webConfigReloadFailed,
        stateNotWritable, stateReset,
        teamsUnreadable,
    ]

    /// Targets are known to be ours by what they exported within a day, so that it needs no name of a job.
    private static let exporterDown = AlertDefinition(
        name: "AgentTeamsExporterDown",
        group: .exporter,
        dashboard: .exporter,
        summary: "Prometheus cannot scrape the exporter.",
        description:
            "The exporter at {{ $labels.instance }} does not answer; nothing is known of teams and logs there.",
        fixed: [.critical: 0],
        comparison: .equal,
        holdMinutes: 2,
        left: { dialect, _ in dialect.named("up") },
        condition: { dialect in
            "and on (job, instance) last_over_time(\(dialect.metric(Catalogue.buildInfo))[1d])"
        },
        situation: { subject, value in
            Situation(series: [
                subject.named("up", [:], SeriesValues.constant(value)),
                subject.series(Catalogue.buildInfo, ["version": "1"], SeriesValues.constant(1, minutes: 0)),
            ])
        },
        resultLabels: { $0.whole() },
        cases: [
            Case(
                title: "another program is down",
                situation: { Situation(series: [$0.named("up", [:], SeriesValues.constant(0))]) }, minute: 30)
        ]
    )

    private static let exporterAbsent = AlertDefinition(
        name: "AgentTeamsExporterAbsent",
        group: .exporter,
        dashboard: .exporter,
        summary: "No exporter is scraped at all.",
        description: "Prometheus has no metrics of any exporter of agent teams.",
        fixed: [.critical: 1],
        comparison: .present,
        holdMinutes: 15,
        left: { dialect, _ in "absent(\(dialect.metric(Catalogue.buildInfo)))" },
        situation: { subject, value in
            value == 1
                ? Situation(series: [])
                : Situation(series: [subject.series(Catalogue.buildInfo, SeriesValues.constant(1))])
        },
        resultLabels: \.fixed
    )

    private static let success = gauge(Catalogue.collectorSuccess, { _ in ["collector": "teams"] })

    private static let collectorFailing = AlertDefinition(
        name: "AgentTeamsCollectorFailing",
        group: .exporter,
        dashboard: .exporter,
        summary: "A part of the exporter fails, and its metrics are missing.",
        description: "Collector {{ $labels.collector }} at {{ $labels.instance }} fails.",
        fixed: [.warning: 0],
        comparison: .equal,
        holdMinutes: 5,
        keepMinutes: 10,
        left: { dialect, _ in dialect.metric(Catalogue.collectorSuccess) },
        situation: success.situation,
        recovery: success.recovery,
        resultLabels: success.result
    )

    private static let configReloadFailed = flag(
        Catalogue.configReloadSuccessful, "AgentTeamsConfigReloadFailed", .warning,
        summary: "The configuration or a rule file is broken; the old ones are in use.",
        description: "The last reload at {{ $labels.instance }} failed.")

    private static let webConfigReloadFailed = flag(
        Catalogue.webConfigReloadSuccessful, "AgentTeamsWebConfigReloadFailed", .warning,
        summary: "The web configuration, its certificate or its key is broken; the old ones are in use.",
        description: "The web configuration at {{ $labels.instance }} cannot be loaded.")

    private static let stateNotWritable = flag(
        Catalogue.stateWritable, "AgentTeamsStateNotWritable", .critical,
        summary: "Counters cannot be stored and would be lost with the process.",
        description: "The exporter at {{ $labels.instance }} cannot write its state directory.")

    /// A gauge of 0 or 1 that should be 1.
    private static func flag(
        _ family: MetricDescriptor, _ name: String, _ severity: AlertSeverity, summary: String,
        description: String
    ) -> AlertDefinition {
        let gauge = gauge(family)
        return AlertDefinition(
            name: name,
            group: .exporter,
            dashboard: .exporter,
            summary: summary,
            description: description,
            fixed: [severity: 0],
            comparison: .equal,
            holdMinutes: 5,
            left: { dialect, _ in dialect.metric(family) },
            situation: gauge.situation,
            resultLabels: gauge.result
        )
    }

    private static let stateReset = AlertDefinition(
        name: "AgentTeamsStateReset",
        group: .exporter,
        dashboard: .exporter,
        summary: "Counters may have gone down because the stored state was lost or damaged.",
        description:
            "The state at {{ $labels.instance }} had a fault within the last hour: {{ $labels.reason }}.",
        fixed: [.warning: 0],
        left: { dialect, _ in "increase(\(dialect.metric(Catalogue.stateResets))[1h])" },
        situation: { subject, value in
            let event = SeriesValues.event(value)
            let series = subject.series(Catalogue.stateResets, ["reason": "damaged"], event.values)
            return Situation(series: [series], settlesAfter: event.settlesAfter)
        },
        resultLabels: { $0.whole(["reason": "damaged"]) }
    )

    private static let readable = gauge(Catalogue.teamsRootReadable, { _ in ["root": "1"] })

    private static let teamsUnreadable = AlertDefinition(
        name: "AgentTeamsTeamsUnreadable",
        group: .exporter,
        dashboard: .exporter,
        summary: "A teams root cannot be read, so that nothing is known of its teams.",
        description:
            "Teams root {{ $labels.root }} of the configuration at {{ $labels.instance }} cannot be read.",
        fixed: [.critical: 0],
        comparison: .equal,
        holdMinutes: 5,
        left: { dialect, _ in dialect.metric(Catalogue.teamsRootReadable) },
        situation: readable.situation,
        resultLabels: readable.result
    )
}
