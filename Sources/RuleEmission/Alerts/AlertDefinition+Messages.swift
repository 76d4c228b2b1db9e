import MetricModel

extension AlertDefinition {
    static let messages: [AlertDefinition] = [
        latencyBetweenTeams, latencyWithinTeam, messageUnread, phantomInbox, inboxLarge,
    ]

    private static let latencyBetweenTeams = latency(
        "AgentTeamsMessageLatencyBetweenTeams", from: "sender", excluding: "alone",
        summary: "Messages from one team to another wait long to be read.",
        description:
            "Messages from team {{ $labels.from_team }} to team {{ $labels.to_team }} took VALUE on average until they "
            + "were read, in the last 15 minutes.",
        condition: { dialect in
            "unless on (job, instance, from_team, to_team) \(pairsWithin(dialect))"
        })

    private static let latencyWithinTeam = latency(
        "AgentTeamsMessageLatencyWithinTeam", from: nil, excluding: "sender",
        summary: "Messages within a team wait long to be read.",
        description:
            "Messages within team {{ $labels.to_team }} took VALUE on average until they were read, in the last "
            + "15 minutes.",
        condition: { dialect in "and on (job, instance, from_team, to_team) \(pairsWithin(dialect))" })

    /// One series for each team, as the pair of the team with itself: PromQL cannot compare two labels.
    private static func pairsWithin(_ dialect: Dialect) -> String {
        let count = dialect.metric(Catalogue.messageDelivery, suffix: "_count")
        return "label_replace(\n    sum by (job, instance, from_team) (\(count)), "
            + #""to_team", "$1", "from_team", "(.*)")"#
    }

    /// - Parameters:
    ///   - sender: the team that writes; nil when it is the same.
    ///   - excluding: a team that writes too and must not matter; "alone" for the recipient itself.
    private static func latency(
        _ name: String, from sender: String?, excluding: String, summary: String, description: String,
        condition: @escaping @Sendable (Dialect) -> String
    ) -> AlertDefinition {
        AlertDefinition(
            name: name,
            group: .messages,
            dashboard: .messages,
            summary: summary,
            description: description,
            format: .duration,
            indicator: .messageLatency,
            holdMinutes: 5,
            teamLabel: "to_team",
            labels: [("team_name", "{{ $labels.to_team }}")],
            left: { dialect, matchers in
                mean(
                    of: Catalogue.messageDelivery, matchers, over: "15m",
                    by: "job, instance, from_team, to_team", dialect)
            },
            condition: condition,
            isExact: false,
            situation: { subject, value in
                let labels: [LabelName: String] = [
                    "from_team": sender ?? subject.team, "to_team": subject.team,
                ]
                return subject.histogram(Catalogue.messageDelivery, labels, mean: value)
            },
            resultLabels: { subject in
                subject.summed([
                    "from_team": sender ?? subject.team, "to_team": subject.team, "team_name": subject.team,
                ])
            },
            cases: [
                Case(
                    title: "slow messages of the other sort",
                    situation: { subject in
                        let from = excluding == "alone" ? subject.team : excluding
                        let labels: [LabelName: String] = ["from_team": from, "to_team": subject.team]
                        return subject.histogram(Catalogue.messageDelivery, labels, mean: 1e6)
                    },
                    minute: 30)
            ]
        )
    }

    private static let unread = gauge(
        Catalogue.inboxOldestUnread, \.agentLabels, beside: { [$0.livingTeam] })

    private static let messageUnread = AlertDefinition(
        name: "AgentTeamsMessageUnread",
        group: .messages,
        dashboard: .messages,
        summary: "A message lies unread for long.",
        description:
            "The oldest message that agent {{ $labels.agent_name }} of team {{ $labels.team_name }} has not picked up "
            + "is VALUE old.",
        format: .duration,
        indicator: .unreadMessage,
        holdMinutes: 2,
        keepMinutes: 5,
        teamLabel: "team_name",
        agentLabel: "agent_name",
        left: { dialect, matchers in dialect.metric(Catalogue.inboxOldestUnread, matchers) },
        condition: alive,
        situation: unread.situation,
        recovery: unread.recovery,
        resultLabels: unread.result,
        cases: [inDeadTeam(Catalogue.inboxOldestUnread, \.agentLabels, 1e6)]
    )

    private static let phantom = gauge(
        Catalogue.phantomInboxes, \.teamLabels, beside: { [$0.livingTeam] })

    private static let phantomInbox = AlertDefinition(
        name: "AgentTeamsPhantomInbox",
        group: .messages,
        dashboard: .messages,
        summary: "Messages go to somebody who does not exist.",
        description:
            "Team {{ $labels.team_name }} has inboxes (VALUE) of recipients that are not and never were in its roster.",
        fixed: [.warning: 0],
        holdMinutes: 10,
        left: { dialect, _ in dialect.metric(Catalogue.phantomInboxes) },
        condition: alive,
        situation: phantom.situation,
        resultLabels: phantom.result,
        cases: [inDeadTeam(Catalogue.phantomInboxes, \.teamLabels, 5)]
    )

    private static let size = gauge(Catalogue.inboxSize, \.agentLabels, beside: { [$0.livingTeam] })

    private static let inboxLarge = AlertDefinition(
        name: "AgentTeamsInboxLarge",
        group: .messages,
        dashboard: .messages,
        summary: "An inbox is so large that messages get stuck.",
        description:
            "The inbox of agent {{ $labels.agent_name }} of team {{ $labels.team_name }} has VALUE.",
        format: .bytes,
        indicator: .inboxSize,
        holdMinutes: 10,
        teamLabel: "team_name",
        agentLabel: "agent_name",
        left: { dialect, matchers in dialect.metric(Catalogue.inboxSize, matchers) },
        condition: alive,
        situation: size.situation,
        resultLabels: size.result,
        cases: [inDeadTeam(Catalogue.inboxSize, \.agentLabels, 1e12)]
    )

    /// Nobody reads there any more.
    private static func inDeadTeam(
        _ family: MetricDescriptor, _ labels: @escaping @Sendable (Subject) -> [LabelName: String],
        _ value: Double
    ) -> Case {
        Case(
            title: "the team is gone",
            situation: { subject in
                Situation(series: [
                    subject.series(family, labels(subject), SeriesValues.constant(value)),
                    subject.series(
                        Catalogue.teamStatus, subject.teamLabels.merging(["status": "active"]) { $1 },
                        SeriesValues.constant(0)),
                ])
            },
            minute: 30)
    }
}
