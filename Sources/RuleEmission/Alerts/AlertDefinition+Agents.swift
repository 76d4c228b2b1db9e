import MetricModel

extension AlertDefinition {
    static let agents: [AlertDefinition] = [
        availabilityLow, agentTimeout, agentDead, teamDown, expectedTeamMissing, sharedDirectory,
        responseSlow,
    ]

    private static let longGone = Case(
        title: "a team that went long ago is nobody's trouble",
        situation: { subject in
            Situation(series: [
                subject.series(Catalogue.agentUp, subject.agentLabels, SeriesValues.constant(0)),
                subject.series(
                    Catalogue.teamStatus, subject.teamLabels.merging(["status": "active"]) { $1 },
                    SeriesValues.step(1, until: 1, then: 0)),
            ])
        },
        minute: 90)

    private static let availabilityLow = AlertDefinition(
        name: "AgentTeamsAvailabilityLow",
        group: .agents,
        dashboard: .team,
        summary: "Agents of a team are down for too much of the time.",
        description:
            "The agents of team {{ $labels.team_name }} were up for VALUE of the last hour, all of them together.",
        format: .percentage,
        indicator: .agentAvailability,
        comparison: .below,
        holdMinutes: 5,
        teamLabel: "team_name",
        left: { dialect, matchers in
            let up = dialect.metric(Catalogue.agentUp, matchers)
            let by = "by (job, instance, team_name)"
            return "sum \(by) (sum_over_time(\(up)[1h]))\n  / sum \(by) (count_over_time(\(up)[1h]))"
        },
        condition: aliveLately,
        isExact: false,
        situation: { subject, value in
            Situation(series: [
                subject.series(Catalogue.agentUp, subject.agentLabels, SeriesValues.constant(value)),
                subject.livingTeam,
            ])
        },
        resultLabels: { $0.summed($0.teamLabels) },
        cases: [longGone]
    )

    private static let agentTimeout = AlertDefinition(
        name: "AgentTeamsAgentTimeout",
        group: .agents,
        dashboard: .agent,
        summary: "An agent stopped doing what it owes.",
        description:
            "Agent {{ $labels.agent_name }} of team {{ $labels.team_name }} had something to do and did nothing for its "
            + "timeout, within the last 15 minutes.",
        fixed: [.warning: 0],
        left: { dialect, _ in "increase(\(dialect.metric(Catalogue.agentTimeouts))[15m])" },
        situation: { subject, value in
            let event = SeriesValues.event(value)
            let series = subject.series(Catalogue.agentTimeouts, subject.agentLabels, event.values)
            return Situation(series: [series], settlesAfter: event.settlesAfter)
        },
        resultLabels: { $0.whole($0.agentLabels) }
    )

    private static let dead = gauge(
        Catalogue.agentState, { $0.agentLabels.merging(["state": "dead"]) { $1 } },
        beside: { [$0.livingTeam] })

    private static let agentDead = AlertDefinition(
        name: "AgentTeamsAgentDead",
        group: .agents,
        dashboard: .agent,
        summary: "The process of an agent is gone.",
        description:
            "Agent {{ $labels.agent_name }} should have a process of its own and has none, while its team "
            + "{{ $labels.team_name }} lives.",
        fixed: [.warning: 1],
        comparison: .equal,
        holdMinutes: 2,
        left: { dialect, _ in dialect.metric(Catalogue.agentState, [Matcher("state", .equal, "dead")]) },
        condition: alive,
        situation: dead.situation,
        resultLabels: dead.result,
        cases: [
            Case(
                title: "the team is gone as a whole",
                situation: { subject in
                    let labels = subject.agentLabels.merging(["state": "dead"]) { $1 }
                    return Situation(series: [
                        subject.series(Catalogue.agentState, labels, SeriesValues.constant(1)),
                        subject.series(
                            Catalogue.teamStatus, subject.teamLabels.merging(["status": "active"]) { $1 },
                            SeriesValues.constant(0)),
                    ])
                },
                minute: 30)
        ]
    )

    private static let teamDown = AlertDefinition(
        name: "AgentTeamsTeamDown",
        group: .agents,
        dashboard: .team,
        summary: "No agent of a team is up.",
        description: "All agents of team {{ $labels.team_name }} are dead or stalled.",
        fixed: [.critical: 0],
        comparison: .equal,
        holdMinutes: 5,
        left: { dialect, _ in "max by (job, instance, team_name) (\(dialect.metric(Catalogue.agentUp)))" },
        condition: aliveLately,
        situation: { subject, value in
            let other = subject.teamLabels.merging(["agent_name": "other"]) { $1 }
            return Situation(series: [
                subject.series(Catalogue.agentUp, subject.agentLabels, SeriesValues.constant(0)),
                subject.series(Catalogue.agentUp, other, SeriesValues.constant(value)),
                subject.livingTeam,
            ])
        },
        resultLabels: { $0.summed($0.teamLabels) },
        cases: [longGone]
    )

    private static let expected = gauge(Catalogue.expectedTeamPresent, \.teamLabels)

    private static let expectedTeamMissing = AlertDefinition(
        name: "AgentTeamsExpectedTeamMissing",
        group: .agents,
        dashboard: .overview,
        summary: "A team that must exist is not there.",
        description:
            "The configuration expects team {{ $labels.team_name }}, and there is none with a roster.",
        fixed: [.critical: 0],
        comparison: .equal,
        holdMinutes: 5,
        left: { dialect, _ in dialect.metric(Catalogue.expectedTeamPresent) },
        situation: expected.situation,
        resultLabels: expected.result
    )

    private static let shared = gauge(Catalogue.sharedDirectories)

    private static let sharedDirectory = AlertDefinition(
        name: "AgentTeamsSharedDirectory",
        group: .agents,
        dashboard: .overview,
        summary: "Several teams work in one directory.",
        description:
            "On {{ $labels.instance }} members of more than one active team work in the same directories (VALUE).",
        fixed: [.warning: 0],
        holdMinutes: 5,
        left: { dialect, _ in dialect.metric(Catalogue.sharedDirectories) },
        situation: shared.situation,
        resultLabels: shared.result
    )

    /// Questions in words alone: permissions wait for people, and plans for the lead.
    private static let responseSlow = AlertDefinition(
        name: "AgentTeamsResponseSlow",
        group: .agents,
        dashboard: .messages,
        summary: "Agents take long to answer.",
        description:
            "Agents of team {{ $labels.to_team }} took VALUE on average to answer what they were asked in the last "
            + "30 minutes.",
        format: .duration,
        indicator: .agentResponse,
        holdMinutes: 10,
        teamLabel: "to_team",
        labels: [("team_name", "{{ $labels.to_team }}")],
        left: { dialect, matchers in
            mean(
                of: Catalogue.messageResponse, matchers + [Matcher("kind", .equal, "text")], over: "30m",
                by: "job, instance, to_team", dialect)
        },
        isExact: false,
        situation: { subject, value in
            let labels: [LabelName: String] = ["from_team": "asker", "to_team": subject.team, "kind": "text"]
            return subject.histogram(Catalogue.messageResponse, labels, mean: value)
        },
        resultLabels: { $0.summed(["to_team": $0.team, "team_name": $0.team]) }
    )

    /// Seconds in all over events in all: the mean of what a histogram took in, and nothing where it took in nothing.
    static func mean(
        of family: MetricDescriptor, _ matchers: [Matcher], over window: String, by labels: String,
        _ dialect: Dialect
    ) -> String {
        let sum = dialect.metric(family, matchers, suffix: "_sum")
        let count = dialect.metric(family, matchers, suffix: "_count")
        return
            "sum by (\(labels)) (rate(\(sum)[\(window)]))\n  / sum by (\(labels)) (rate(\(count)[\(window)]))"
    }
}

extension Subject {
    /// A histogram that takes in one value a minute.
    func histogram(_ family: MetricDescriptor, _ labels: [LabelName: String], mean: Double) -> Situation {
        Situation(
            series: [
                series(family, labels, SeriesValues.rising(by: mean), suffix: "_sum"),
                series(family, labels, SeriesValues.rising(by: 1), suffix: "_count"),
            ], settlesAfter: 1)
    }
}
