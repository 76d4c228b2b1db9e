import MetricModel

extension AlertDefinition {
    static let capacity: [AlertDefinition] = [
        tooManyTeams, hostCPUHigh, teamsCPUHigh, hostMemoryHigh, teamsMemoryHigh, diskFilling, diskFullSoon,
        orphanProcesses,
    ]

    /// Whole numbers whose quotient is the ratio, rounded once and so the number that stands in the rule.
    private static let whole = 1_000_000.0
    private static func share(_ ratio: Double) -> Double { (ratio * whole).rounded() }

    private static let tooManyTeams = AlertDefinition(
        name: "AgentTeamsTooManyTeams",
        group: .capacity,
        dashboard: .overview,
        summary: "More teams are active than the machine is meant for, or nearly so.",
        description: "Active teams are VALUE of the limit in the configuration.",
        format: .percentage,
        indicator: .activeTeams,
        comparisons: [.warning: .atLeast],
        holdMinutes: 10,
        left: { dialect, _ in
            let active = dialect.metric(Catalogue.teams, [Matcher("status", .equal, "active")])
            return "\(active)\n  / ignoring (status) \(dialect.metric(Catalogue.teamsLimit))"
        },
        situation: { subject, value in
            Situation(series: [
                subject.series(Catalogue.teams, ["status": "active"], SeriesValues.constant(share(value))),
                subject.series(Catalogue.teamsLimit, SeriesValues.constant(whole)),
            ])
        },
        resultLabels: { $0.whole() }
    )

    private static let hostCPUHigh = AlertDefinition(
        name: "AgentTeamsHostCPUHigh",
        group: .capacity,
        dashboard: .processes,
        summary: "The machine's processors are busy.",
        description: "The processors of {{ $labels.instance }} were busy for VALUE of the last 5 minutes.",
        format: .percentage,
        indicator: .cpu,
        holdMinutes: 15,
        holds: [.critical: 30],
        left: { dialect, _ in
            let idle = dialect.metric(Catalogue.hostCPUSeconds, [Matcher("mode", .matches, "idle|iowait")])
            let all = dialect.metric(Catalogue.hostCPUSeconds)
            return
                "1 - sum by (job, instance) (rate(\(idle)[5m]))\n  / sum by (job, instance) (rate(\(all)[5m]))"
        },
        isExact: false,
        situation: { subject, value in
            let idle = 60 * (1 - value) / 2
            return Situation(
                series: [
                    subject.series(
                        Catalogue.hostCPUSeconds, ["mode": "user"], SeriesValues.rising(by: 60 * value)),
                    subject.series(Catalogue.hostCPUSeconds, ["mode": "idle"], SeriesValues.rising(by: idle)),
                    subject.series(
                        Catalogue.hostCPUSeconds, ["mode": "iowait"], SeriesValues.rising(by: idle)),
                ], settlesAfter: 1)
        },
        resultLabels: { $0.summed() }
    )

    private static let teamsCPUHigh = AlertDefinition(
        name: "AgentTeamsTeamsCPUHigh",
        group: .capacity,
        dashboard: .processes,
        summary: "Agents use most of the machine's processors.",
        description:
            "Agents and what they started used VALUE of the processors of {{ $labels.instance }} in the last "
            + "5 minutes.",
        format: .percentage,
        indicator: .cpu,
        holdMinutes: 15,
        holds: [.critical: 30],
        left: { dialect, _ in
            let agents = dialect.metric(Catalogue.agentCPUSeconds)
            let all = dialect.metric(Catalogue.hostCPUSeconds)
            return
                "sum by (job, instance) (rate(\(agents)[5m]))\n  / sum by (job, instance) (rate(\(all)[5m]))"
        },
        isExact: false,
        situation: { subject, value in
            let labels = subject.agentLabels.merging(["mode": "user"]) { $1 }
            return Situation(
                series: [
                    subject.series(Catalogue.agentCPUSeconds, labels, SeriesValues.rising(by: 60 * value)),
                    subject.series(Catalogue.hostCPUSeconds, ["mode": "user"], SeriesValues.rising(by: 30)),
                    subject.series(Catalogue.hostCPUSeconds, ["mode": "idle"], SeriesValues.rising(by: 30)),
                ], settlesAfter: 1)
        },
        resultLabels: { $0.summed() }
    )

    private static let hostMemoryHigh = AlertDefinition(
        name: "AgentTeamsHostMemoryHigh",
        group: .capacity,
        dashboard: .processes,
        summary: "The machine's memory runs out.",
        description: "VALUE of the memory of {{ $labels.instance }} is in use.",
        format: .percentage,
        indicator: .memory,
        holdMinutes: 10,
        keepMinutes: 5,
        left: { dialect, _ in
            let total = dialect.metric(Catalogue.hostMemoryTotal)
            return "(\(total) - \(dialect.metric(Catalogue.hostMemoryAvailable)))\n  / \(total)"
        },
        situation: { subject, value in
            hostMemory(subject, available: SeriesValues.constant(whole - share(value)))
        },
        recovery: { subject, bad, good, minute in
            let values = SeriesValues.step(whole - share(bad), until: minute, then: whole - share(good))
            return hostMemory(subject, available: values)
        },
        resultLabels: { $0.whole() }
    )

    private static func hostMemory(_ subject: Subject, available: String) -> Situation {
        Situation(series: [
            subject.series(Catalogue.hostMemoryTotal, SeriesValues.constant(whole)),
            subject.series(Catalogue.hostMemoryAvailable, available),
        ])
    }

    private static let teamsMemoryHigh = AlertDefinition(
        name: "AgentTeamsTeamsMemoryHigh",
        group: .capacity,
        dashboard: .processes,
        summary: "Agents hold most of the machine's memory.",
        description: "Agents and what they started hold VALUE of the memory of {{ $labels.instance }}.",
        format: .percentage,
        indicator: .memory,
        holdMinutes: 10,
        left: { dialect, _ in
            let agents = dialect.metric(Catalogue.agentResidentMemory)
            let total = dialect.metric(Catalogue.hostMemoryTotal)
            return "sum by (job, instance) (\(agents))\n  / sum by (job, instance) (\(total))"
        },
        situation: { subject, value in
            Situation(series: [
                subject.series(
                    Catalogue.agentResidentMemory, subject.agentLabels,
                    SeriesValues.constant(share(value) - 1000)),
                subject.series(
                    Catalogue.agentResidentMemory, ["team_name": "beside", "agent_name": "other"],
                    SeriesValues.constant(1000)),
                subject.series(Catalogue.hostMemoryTotal, SeriesValues.constant(whole)),
            ])
        },
        resultLabels: { $0.summed() }
    )

    private static func used(_ dialect: Dialect) -> String {
        let size = dialect.metric(Catalogue.filesystemSize)
        return "(\(size) - \(dialect.metric(Catalogue.filesystemAvailable)))\n  / \(size)"
    }

    private static let role: [LabelName: String] = ["role": "logs"]

    private static let diskFilling = AlertDefinition(
        name: "AgentTeamsDiskFilling",
        group: .capacity,
        dashboard: .overview,
        summary: "A file system is nearly full.",
        description: "The file system of {{ $labels.role }} on {{ $labels.instance }} is VALUE full.",
        format: .percentage,
        indicator: .diskUsed,
        holdMinutes: 5,
        left: { dialect, _ in used(dialect) },
        situation: { subject, value in
            Situation(series: [
                subject.series(Catalogue.filesystemSize, role, SeriesValues.constant(whole)),
                subject.series(
                    Catalogue.filesystemAvailable, role, SeriesValues.constant(whole - share(value))),
            ])
        },
        resultLabels: { $0.whole(role) }
    )

    /// A straight line through the last six hours; half-empty disks are left alone, because a burst looks like a trend.
    private static let diskFullSoon = AlertDefinition(
        name: "AgentTeamsDiskFullSoon",
        group: .capacity,
        dashboard: .overview,
        summary: "A file system will be full within a day.",
        description:
            "If it goes on as in the last 6 hours, the file system of {{ $labels.role }} on {{ $labels.instance }} is "
            + "full within 24 hours.",
        fixed: [.warning: 0],
        comparison: .below,
        holdMinutes: 60,
        left: { dialect, _ in "predict_linear(\(dialect.metric(Catalogue.filesystemAvailable))[6h], 86400)" },
        condition: { dialect in "and on (job, instance, role) \(used(dialect)) > 0.5" },
        situation: { subject, value in
            filling(subject, size: 100e9, hours: value < 0 ? 24 : 26)
        },
        resultLabels: { $0.whole(role) },
        cases: [
            Case(
                title: "the disk is not yet half full", situation: { filling($0, size: 74e9, hours: 20) },
                minute: 61),
            Case(
                title: "just over half full", situation: { filling($0, size: 82e9, hours: 20) }, minute: 61,
                firing: [.warning]),
        ]
    )

    /// 40 GB are free and will be gone after some hours.
    private static func filling(_ subject: Subject, size: Double, hours: Double) -> Situation {
        let step = (40e9 / (hours * 60)).rounded()
        return Situation(
            series: [
                subject.series(Catalogue.filesystemSize, role, SeriesValues.constant(size)),
                subject.series(
                    Catalogue.filesystemAvailable, role, SeriesValues.rising(from: 40e9, by: -step)),
            ], settlesAfter: 1)
    }

    private static let orphans = gauge(Catalogue.orphanProcesses)

    private static let orphanProcesses = AlertDefinition(
        name: "AgentTeamsOrphanProcesses",
        group: .capacity,
        dashboard: .processes,
        summary: "Processes of agents outlive their teams.",
        description: "On {{ $labels.instance }} processes of agents (VALUE) run whose team or lead is gone.",
        fixed: [.warning: 0],
        holdMinutes: 15,
        left: { dialect, _ in dialect.metric(Catalogue.orphanProcesses) },
        situation: orphans.situation,
        resultLabels: orphans.result
    )
}

extension Subject {
    func series(_ family: MetricDescriptor, _ values: String) -> InputSeries { series(family, [:], values) }
}
