import MetricModel

extension AlertDefinition {
    static let logs: [AlertDefinition] = [
        errorBurst, newErrorShape, newException, logSilent, logBytesLost, logLagging, logLarge,
        ruleQuarantined,
    ]

    private static let log: [LabelName: String] = ["log": "shop"]

    private static let errorBurst = AlertDefinition(
        name: "AgentTeamsErrorBurst",
        group: .logs,
        dashboard: .logs,
        summary: "A log has many errors at once.",
        description: "Log {{ $labels.log }} had about VALUE entries of level ERROR or CRITICAL in 5 minutes.",
        indicator: .errorBurst,
        left: { dialect, _ in
            let entries = dialect.metric(Catalogue.logEntries, [Matcher("level", .matches, "ERROR|CRITICAL")])
            return "sum by (job, instance, log) (increase(\(entries)[5m]))"
        },
        isExact: false,
        situation: { subject, value in
            let (errors, settled) = SeriesValues.increasing(by: value * 0.75, over: 5)
            let critical = SeriesValues.increasing(by: value * 0.25, over: 5).values
            func entries(_ level: String, _ values: String) -> InputSeries {
                subject.series(Catalogue.logEntries, ["log": "shop", "level": level], values)
            }
            return Situation(
                series: [
                    entries("ERROR", errors), entries("CRITICAL", critical),
                    entries("WARNING", SeriesValues.rising(by: 1e6)),
                ], settlesAfter: settled)
        },
        resultLabels: { $0.summed(log) }
    )

    private static let exception: [LabelName: String] = ["log": "shop", "exception": "KeyError"]
    private static let exporterHere = SeriesValues.constant(1)

    /// Exceptions stand for kinds of errors: one is new when the counter is there and was not an hour ago, though the
    /// exporter was.
    private static let newException = AlertDefinition(
        name: "AgentTeamsNewException",
        group: .logs,
        dashboard: .logs,
        summary: "A kind of exception was logged for the first time.",
        description: "Log {{ $labels.log }} has {{ $labels.exception }}, which it had not an hour ago.",
        fixed: [.info: 0],
        left: { dialect, _ in
            "sum by (job, instance, log, exception) (\(exceptions(dialect)))"
        },
        condition: { dialect in
            "unless on (job, instance, log, exception) \(exceptions(dialect)) offset 1h\n"
                + "and on (job, instance) \(dialect.metric(Catalogue.buildInfo)) offset 1h"
        },
        situation: { subject, value in
            exceptionNews(subject, from: 90, value: value, exporterFrom: 0)
        },
        resultLabels: { $0.summed(exception) },
        cases: [
            Case(
                title: "an hour later it is not new",
                situation: { exceptionNews($0, from: 90, value: 1, exporterFrom: 0) },
                minute: 151),
            Case(
                title: "a new exporter has seen nothing yet",
                situation: { exceptionNews($0, from: 90, value: 1, exporterFrom: 80) }, minute: 95),
            Case(
                title: "what is beyond the limit of series is no kind",
                situation: { subject in
                    var situation = exceptionNews(subject, from: 90, value: 0, exporterFrom: 0)
                    situation.series.append(
                        subject.series(
                            Catalogue.logExceptions, ["log": "__overflow__", "exception": "__overflow__"],
                            SeriesValues.absent(until: 90, then: SeriesValues.constant(4))))
                    return situation
                }, minute: 95),
        ]
    )

    private static func exceptions(_ dialect: Dialect) -> String {
        dialect.metric(Catalogue.logExceptions, [Matcher("exception", .unequal, "__overflow__")])
    }

    private static func exceptionNews(_ subject: Subject, from minute: Int, value: Double, exporterFrom: Int)
        -> Situation
    {
        let lives =
            exporterFrom == 0 ? exporterHere : SeriesValues.absent(until: exporterFrom, then: exporterHere)
        return Situation(
            series: [
                subject.series(
                    Catalogue.logExceptions, exception,
                    SeriesValues.absent(until: minute, then: SeriesValues.constant(value))),
                subject.series(Catalogue.buildInfo, ["version": "1"], lives),
            ], settlesAfter: minute)
    }

    /// Where no team is at work nobody needs to write.
    private static let logSilent = AlertDefinition(
        name: "AgentTeamsLogSilent",
        group: .logs,
        dashboard: .logs,
        summary: "A log says nothing though teams are at work.",
        description: "The newest entry of log {{ $labels.log }} is VALUE old.",
        format: .duration,
        indicator: .logSilence,
        holdMinutes: 5,
        left: { dialect, _ in "time() - \(dialect.metric(Catalogue.logLastEntryTimestamp))" },
        condition: { dialect in
            let active = dialect.metric(Catalogue.teams, [Matcher("status", .equal, "active")])
            return "and on (job, instance) \(active) > 0"
        },
        situation: { subject, value in silence(subject, seconds: value, teams: 1) },
        resultLabels: { $0.whole(log) },
        cases: [
            Case(title: "no team is at work", situation: { silence($0, seconds: 1e6, teams: 0) }, minute: 30)
        ]
    )

    /// Each minute the newest entry is as old as before.
    private static func silence(_ subject: Subject, seconds: Double, teams: Double) -> Situation {
        Situation(series: [
            subject.series(Catalogue.logLastEntryTimestamp, log, SeriesValues.rising(from: -seconds, by: 60)),
            subject.series(Catalogue.teams, ["status": "active"], SeriesValues.constant(teams)),
        ])
    }

    private static let logBytesLost = AlertDefinition(
        name: "AgentTeamsLogBytesLost",
        group: .logs,
        dashboard: .logs,
        summary: "Part of a log was gone before it could be read.",
        description: "Log {{ $labels.log }} lost content within the last hour: {{ $labels.reason }}.",
        fixed: [.warning: 0],
        left: { dialect, _ in "increase(\(dialect.metric(Catalogue.logLossEvents))[1h])" },
        situation: { subject, value in
            let event = SeriesValues.event(value)
            let labels = log.merging(["reason": "truncated"]) { $1 }
            let series = subject.series(Catalogue.logLossEvents, labels, event.values)
            return Situation(series: [series], settlesAfter: event.settlesAfter)
        },
        resultLabels: { $0.whole(log.merging(["reason": "truncated"]) { $1 }) }
    )

    private static let lag = gauge(Catalogue.logLagBytes, { _ in log })

    private static let logLagging = AlertDefinition(
        name: "AgentTeamsLogLagging",
        group: .logs,
        dashboard: .logs,
        summary: "A log grows faster than it is read.",
        description: "VALUE of log {{ $labels.log }} are not read yet.",
        format: .bytes,
        indicator: .logLag,
        holdMinutes: 5,
        keepMinutes: 5,
        left: { dialect, _ in dialect.metric(Catalogue.logLagBytes) },
        situation: lag.situation,
        recovery: lag.recovery,
        resultLabels: lag.result
    )

    private static let size = gauge(Catalogue.logSizeBytes, { _ in log })

    private static let logLarge = AlertDefinition(
        name: "AgentTeamsLogLarge",
        group: .logs,
        dashboard: .logs,
        summary: "The files of a log take much room.",
        description: "The files of log {{ $labels.log }} have VALUE.",
        format: .bytes,
        indicator: .logSize,
        holdMinutes: 15,
        left: { dialect, _ in dialect.metric(Catalogue.logSizeBytes) },
        situation: size.situation,
        resultLabels: size.result
    )

    private static let quarantine = gauge(
        Catalogue.logRuleQuarantined, { _ in ["log": "shop", "rule": "payments"] })

    private static let ruleQuarantined = AlertDefinition(
        name: "AgentTeamsRuleQuarantined",
        group: .logs,
        dashboard: .logs,
        summary: "A log rule was set aside because its pattern is too dear.",
        description:
            "Rule {{ $labels.rule }} counts nothing more in log {{ $labels.log }} until rules are reloaded.",
        fixed: [.warning: 1],
        comparison: .equal,
        left: { dialect, _ in dialect.metric(Catalogue.logRuleQuarantined) },
        situation: quarantine.situation,
        resultLabels: quarantine.result
    )
}
