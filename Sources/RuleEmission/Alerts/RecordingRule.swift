import MetricModel

/// A recording rule, named level:metric:operations.
struct RecordingRule: Sendable {
    let name: String
    let expression: @Sendable (Dialect) -> String
    /// Series, and what the rule makes of them at a minute; for its test.
    let test: @Sendable (Subject) -> RecordingTest
}

/// What a recording rule must make of some series.
struct RecordingTest: Sendable {
    let series: [InputSeries]
    let minute: Int
    let labels: [LabelName: String]
    let value: Double
}

/// Rules of one recording file.
struct RecordingGroup: Sendable {
    let name: String
    /// Seconds between evaluations; `nil` for what Prometheus is set to.
    var intervalSeconds: Int?
    let rules: [RecordingRule]
}

extension RecordingGroup {
    /// What dashboards and people ask often.
    static let usage = RecordingGroup(
        name: "agent-teams-usage",
        rules: [
            RecordingRule(
                name: "instance:orchestrator_host_cpu_busy:ratio_rate5m",
                expression: { dialect in
                    let idle = dialect.metric(
                        Catalogue.hostCPUSeconds, [Matcher("mode", .matches, "idle|iowait")])
                    let all = dialect.metric(Catalogue.hostCPUSeconds)
                    return "1 - sum by (job, instance) (rate(\(idle)[5m]))\n"
                        + "  / sum by (job, instance) (rate(\(all)[5m]))"
                },
                test: { subject in
                    RecordingTest(
                        series: [
                            subject.series(
                                Catalogue.hostCPUSeconds, ["mode": "user"], SeriesValues.rising(by: 45)),
                            subject.series(
                                Catalogue.hostCPUSeconds, ["mode": "idle"], SeriesValues.rising(by: 15)),
                        ], minute: 20, labels: subject.summed(), value: 0.75)
                }),
            RecordingRule(
                name: "instance_team:orchestrator_agent_cpu_seconds:rate5m",
                expression: { dialect in
                    "sum by (job, instance, team_name) (rate(\(dialect.metric(Catalogue.agentCPUSeconds))[5m]))"
                },
                test: { subject in
                    let user = subject.agentLabels.merging(["mode": "user"]) { $1 }
                    let system = subject.agentLabels.merging(["mode": "system"]) { $1 }
                    return RecordingTest(
                        series: [
                            subject.series(Catalogue.agentCPUSeconds, user, SeriesValues.rising(by: 45)),
                            subject.series(Catalogue.agentCPUSeconds, system, SeriesValues.rising(by: 15)),
                        ], minute: 20, labels: subject.summed(subject.teamLabels), value: 1)
                }),
            RecordingRule(
                name: "instance_team:orchestrator_agent_resident_memory_bytes:sum",
                expression: { dialect in
                    "sum by (job, instance, team_name) (\(dialect.metric(Catalogue.agentResidentMemory)))"
                },
                test: { subject in
                    let other = subject.teamLabels.merging(["agent_name": "other"]) { $1 }
                    let family = Catalogue.agentResidentMemory
                    return RecordingTest(
                        series: [
                            subject.series(family, subject.agentLabels, SeriesValues.constant(3)),
                            subject.series(family, other, SeriesValues.constant(4)),
                        ], minute: 5, labels: subject.summed(subject.teamLabels), value: 7)
                }),
            RecordingRule(
                name: "instance_log:orchestrator_log_entries:rate5m",
                expression: { dialect in
                    "sum by (job, instance, log, level) (rate(\(dialect.metric(Catalogue.logEntries))[5m]))"
                },
                test: { subject in
                    let labels: [LabelName: String] = ["log": "shop", "level": "ERROR"]
                    return RecordingTest(
                        series: [subject.series(Catalogue.logEntries, labels, SeriesValues.rising(by: 120))],
                        minute: 20, labels: subject.summed(labels), value: 2)
                }),
        ])
}
