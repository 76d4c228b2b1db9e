import MetricModel
import RuleEmission

/// Messages: how many, how fast they are picked up, how fast they are answered.
enum MessagesBoard {
    static func dashboard(_ alerts: AlertValues) -> Dashboard {
        Dashboard(
            subject: .messages, title: "Agent teams / Messages and latency",
            description: "How many messages agents send, how fast they are picked up and how fast answered.",
            variables: Variable.target + [.team],
            rows: [
                Row("At a glance", glance(alerts)), Row("Delivery", delivery(alerts)),
                Row("Response", response(alerts)), Row("Flow", flow),
                Row("Inboxes", inboxes(alerts)), Row("How far these numbers can be trusted", trust),
            ])
    }

    private static let window = "$__rate_interval"

    private static func glance(_ alerts: AlertValues) -> [Panel] {
        [
            .stat(
                "Messages, 1 h", "Messages that arrived in the last hour.", .count,
                "sum(increase(\(Catalogue.messages, .toTeam)[1h]))"),
            .stat(
                "Delivery, 1 h", "Mean time of the last hour until a message is picked up.", .seconds,
                SharedQueries.mean(of: Catalogue.messageDelivery, .toTeam, by: "", over: "1h"),
                thresholds: alerts.above(.messageLatency)
            ).watched(by: .messageLatencyWithinTeam, .messageLatencyBetweenTeams),
            .stat(
                "Picked up within 3 s", "Share of the messages of the chosen time; the objective is 99 %.",
                .share,
                "sum(increase(\(buckets: Catalogue.messageDelivery, .toTeam, .label("le", matches: "3|3.0"))[$__range])) / sum(increase(\(count: Catalogue.messageDelivery, .toTeam)[$__range]))",
                thresholds: .below(orange: 0.99)
            ).watched(by: .deliveryBudgetBurn),
            .stat(
                "Response, 1 h", "Mean time of the last hour from a question to its answer.", .seconds,
                SharedQueries.mean(of: Catalogue.messageResponse, .toTeam, by: "", over: "1h"),
                thresholds: alerts.above(.agentResponse)
            ).watched(by: .responseSlow),
            .stat(
                "Unread", "Messages that nobody has picked up yet.", .count,
                "sum(\(Catalogue.inboxUnread, .team))"),
            .stat(
                "Oldest unanswered", "Age of the oldest question that nobody has answered.", .seconds,
                "max(\(Catalogue.messageOldestQuestion, .team)) or vector(0)"),
        ]
    }

    private static func delivery(_ alerts: AlertValues) -> [Panel] {
        [
            .graph(
                "Delivery time",
                "Until a message is picked up, which the recipient's program does once a second; picked up is not understood.",
                .seconds,
                [
                    Target(
                        SharedQueries.mean(of: Catalogue.messageDelivery, .toTeam, by: "", over: window),
                        "mean"),
                    Target(SharedQueries.quantile("0.5", of: Catalogue.messageDelivery, .toTeam), "median"),
                    Target(
                        SharedQueries.quantile("0.95", of: Catalogue.messageDelivery, .toTeam),
                        "95th percentile"),
                    Target(
                        SharedQueries.quantile("0.99", of: Catalogue.messageDelivery, .toTeam),
                        "99th percentile"),
                ], thresholds: alerts.above(.messageLatency)),
            .heatmap(
                "Delivery times", "How the delivery times were spread.", .seconds,
                "sum by (le) (increase(\(buckets: Catalogue.messageDelivery, .toTeam)[$__rate_interval]))"),
            .graph(
                "Mean delivery time by teams",
                "Who sent it and who got it; between teams only where messages cross.",
                .seconds,
                [
                    Target(
                        SharedQueries.mean(
                            of: Catalogue.messageDelivery, .toTeam, by: "from_team, to_team", over: window),
                        "{{from_team}} to {{to_team}}")
                ], thresholds: alerts.above(.messageLatency)),
            .graph(
                "Picked up within 3 s", "The objective is 99 %.", .share,
                [Target(SharedQueries.deliveredInTime, "within 3 s")], thresholds: .below(orange: 0.99),
                maximum: 1),
        ]
    }

    private static func response(_ alerts: AlertValues) -> [Panel] {
        [
            .graph(
                "Response time by kind",
                "Mean time from a question to its answer. Turns take 10 to 70 seconds.",
                .seconds,
                [
                    Target(
                        SharedQueries.mean(of: Catalogue.messageResponse, .toTeam, by: "kind", over: window),
                        "{{kind}}")
                ], thresholds: alerts.above(.agentResponse), width: 8),
            .graph(
                "95th percentile of the response time", "One answer in twenty takes longer.", .seconds,
                [
                    Target(
                        "histogram_quantile(0.95, sum by (le, to_team) (rate(\(buckets: Catalogue.messageResponse, .toTeam)[$__rate_interval])))",
                        "{{to_team}}")
                ], width: 8),
            .heatmap(
                "Response times", "How the response times were spread.", .seconds,
                "sum by (le) (increase(\(buckets: Catalogue.messageResponse, .toTeam)[$__rate_interval]))",
                width: 8),
        ]
    }

    private static let flow: [Panel] = [
        .graph(
            "Messages by kind",
            "Text and tasks are work; idle notes, plans, permissions and shutdowns keep it going.",
            .perMinute,
            [
                Target(
                    "60 * sum by (kind) (rate(\(Catalogue.messages, .toTeam)[$__rate_interval]))", "{{kind}}")
            ], isStacked: true),
        .graph(
            "Messages by teams", "Who sent it and who got it.", .perMinute,
            [
                Target(
                    "60 * sum by (from_team, to_team) (rate(\(Catalogue.messages, .toTeam)[$__rate_interval]))",
                    "{{from_team}} to {{to_team}}")
            ], isStacked: true),
    ]

    private static func inboxes(_ alerts: AlertValues) -> [Panel] {
        [
            .bars(
                "Oldest unread", "The ten inboxes whose first unread message is oldest.", .seconds,
                "topk(10, max by (team_name, agent_name) (\(Catalogue.inboxOldestUnread, .team)))",
                "{{team_name}}/{{agent_name}}", thresholds: alerts.above(.unreadMessage), leadsTo: .agent
            ).watched(by: .messageUnread),
            .graph(
                "Unread messages", "Messages that wait in the teams' inboxes.", .count,
                [Target("sum by (team_name) (\(Catalogue.inboxUnread, .team))", "{{team_name}}")],
                leadsTo: .team, width: 8),
            .graph(
                "Left behind",
                "Unread messages before one that is read: they will probably never be picked up.", .count,
                [Target("sum by (team_name) (\(Catalogue.inboxBehind, .team))", "{{team_name}}")],
                leadsTo: .team, width: 8),
            .graph(
                "Oldest unanswered question",
                "Age of the oldest message to each team that nobody has answered.",
                .seconds,
                [Target("max by (team_name) (\(Catalogue.messageOldestQuestion, .team))", "{{team_name}}")],
                leadsTo: .team, width: 8),
            .graph(
                "Biggest inboxes",
                "The ten biggest inbox files; beyond a megabyte messages are known to get stuck.",
                .bytes,
                [
                    Target(
                        "topk(10, max by (team_name, agent_name) (\(Catalogue.inboxSize, .team)))",
                        "{{team_name}}/{{agent_name}}")
                ], thresholds: alerts.above(.inboxSize), leadsTo: .agent
            ).watched(by: .inboxLarge),
            .graph(
                "Phantom inboxes",
                "Inboxes of recipients that are not in the roster and never were: messages to them are lost.",
                .count,
                [Target("sum by (team_name) (\(Catalogue.phantomInboxes, .team))", "{{team_name}}")],
                leadsTo: .team, width: 8
            ).watched(by: .phantomInbox),
        ]
    }

    private static let trust: [Panel] = [
        .graph(
            "Deliveries without a time", "Messages whose delivery time is unknown, by reason.", .perMinute,
            [
                Target(
                    "60 * sum by (reason) (rate(\(Catalogue.messagesUnobserved)[$__rate_interval]))",
                    "{{reason}}")
            ], isStacked: true, width: 8),
        .graph(
            "Questions without an answer", "Questions that ended without a response time, by reason.",
            .perMinute,
            [
                Target(
                    "60 * sum by (reason) (rate(\(Catalogue.messagesUnanswered)[$__rate_interval]))",
                    "{{reason}}")
            ], isStacked: true, width: 8),
        .graph(
            "Oddities",
            "Messages from the future mean that clocks differ; unknown types that the harness is newer than this program.",
            .perMinute,
            [
                Target("60 * sum(rate(\(Catalogue.messagesAhead)[$__rate_interval]))", "from the future"),
                Target(
                    "60 * sum(rate(\(Catalogue.messageUnknownTypes)[$__rate_interval]))", "of unknown type"),
            ], width: 4),
        .stat(
            "Time between looks",
            "No delivery time is more exact than the time between two looks at the inboxes.",
            .seconds, "max(\(Catalogue.messageScanInterval))"),
    ]
}
