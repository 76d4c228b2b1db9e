import MetricModel

extension AlertDefinition {
    private static let log: [LabelName: String] = ["log": "shop"]

    /// The exporter remembers the kinds over restarts, so a counter that rises is news by itself.
    static let newErrorShape = AlertDefinition(
        name: "AgentTeamsNewErrorShape",
        group: .logs,
        dashboard: .logs,
        summary: "A kind of error was logged for the first time.",
        description: "Log {{ $labels.log }} had an error within the last hour that is like none before it.",
        fixed: [.info: 0],
        left: { dialect, _ in "increase(\(dialect.metric(Catalogue.logNewErrorShapes))[1h])" },
        situation: { subject, value in
            let event = SeriesValues.event(value)
            return Situation(
                series: [subject.series(Catalogue.logNewErrorShapes, log, event.values)],
                settlesAfter: event.settlesAfter)
        },
        resultLabels: { $0.whole(log) }
    )
}
