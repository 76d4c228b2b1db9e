import MetricModel
import RuleEmission

/// The first look: is anything wrong, and where.
enum OverviewBoard {
    static func dashboard(_ alerts: AlertValues) -> Dashboard {
        Dashboard(
            subject: .overview, title: "Agent teams / Overview",
            description: "Is anything wrong with the agent teams, and where to look next.",
            variables: Variable.target + [.team],
            rows: [
                Row("Is anything wrong?", health(alerts)),
                Row("Teams", teams(alerts)),
                Row("Work", work), Row("Housekeeping", housekeeping), Row("Backups", BackupPanels.all),
                Row("Machine", machine(alerts)),
                Row("The operators' dashboard", operatorsDashboard(alerts)),
            ])
    }

    private static func health(_ alerts: AlertValues) -> [Panel] {
        [
            .stat(
                "Firing alerts",
                "Alerts of any severity that fire now; the red marks in graphs say when they did.",
                .count, "count(\(AlertSeries.firing(alerts))) or vector(0)", thresholds: .anyIsBad, width: 3),
            .stat(
                "Agents down", "Agents that are dead, or owe something and did nothing for their timeout.",
                .count,
                SharedQueries.agentsDown, thresholds: .anyIsBad, width: 3
            ).watched(by: .agentDead, .agentTimeout, .teamDown),
            .stat(
                "Availability, 1 h", "Share of the last hour that agents were up, all agents together.",
                .share,
                SharedQueries.availability, thresholds: alerts.below(.agentAvailability), width: 3
            ).watched(by: .availabilityLow, .availabilityBudgetBurn),
            .stat(
                "Message latency, 1 h",
                "Mean time of the last hour until a message is picked up. Inboxes are polled once a second, so half a "
                    + "second is perfect health.",
                .seconds,
                SharedQueries.mean(of: Catalogue.messageDelivery, .toTeam, by: "", over: "1h"),
                thresholds: alerts.above(.messageLatency), width: 3
            ).watched(by: .messageLatencyWithinTeam, .messageLatencyBetweenTeams, .deliveryBudgetBurn),
            .stat(
                "Oldest unread",
                "Age of the oldest message that an agent should have picked up; none is best.",
                .seconds, "max(\(Catalogue.inboxOldestUnread, .team)) or vector(0)",
                thresholds: alerts.above(.unreadMessage), width: 3
            ).watched(by: .messageUnread),
            .stat(
                "Errors, 1 h", "Log entries of level ERROR or CRITICAL in the last hour.", .count,
                "sum(increase(\(Catalogue.logEntries, SharedQueries.errorLevels)[1h]))",
                thresholds: .anyIsBad, width: 3
            ).watched(by: .errorBurst, .newException),
            .stat(
                "Active teams", "Teams that live, quiet or not.", .count, SharedQueries.activeTeams, width: 3),
            .stat(
                "Exporters up", "Share of the exporters that Prometheus could scrape.", .share,
                "avg(\(prometheus: .up))", thresholds: .below(red: 1), width: 3
            ).watched(by: .exporterDown, .exporterAbsent),
        ]
    }

    private static func teams(_ alerts: AlertValues) -> [Panel] {
        [
            .table(
                "Teams", "One row a team; click on its name to look into it.",
                [
                    "max by (team_name) (\(Catalogue.teamStatus, .team, .label("status", is: "active")))",
                    "sum by (team_name) (\(Catalogue.agentUp, .team))",
                    "sum by (team_name) (\(Catalogue.agentUp, .team) == bool 0)",
                    "sum by (team_name) (\(Catalogue.inboxUnread, .team))",
                    "sum by (team_name) (\(Catalogue.tasks, .team, .label("status", is: "in_progress")))",
                    "max by (team_name) (\(Catalogue.teamLastActivityTimestamp, .team)) * 1000",
                ],
                columns: [
                    .label("team_name", "Team"),
                    .value("Active", .plain, words: ValueWord.noOrYes),
                    .value("Agents up", .count),
                    .value("Agents down", .count, thresholds: .anyIsBad),
                    .value("Unread messages", .count),
                    .value("Tasks in progress", .count),
                    .value("Last activity", .moment),
                ], leadsTo: .team, width: 16),
            .bars(
                "Teams against the limit", "Active teams as a share of those that the operator allows.",
                .share,
                SharedQueries.limitShare, "{{instance}}", thresholds: alerts.above(.activeTeams), maximum: 1,
                width: 4
            ).watched(by: .tooManyTeams),
            .graph(
                "Teams by status",
                "Active teams live; stale ones can go; unreadable ones have no good config. Idle ones are active and quiet.",
                .count,
                [
                    Target("sum by (status) (\(Catalogue.teams))", "{{status}}"),
                    Target("sum(\(Catalogue.teamsIdle))", "idle"),
                ], width: 4),
        ]
    }

    private static let work: [Panel] = [
        .graph(
            "Agents by state",
            "Idle is the normal state of a teammate. Stalled ones owe something and do nothing; dead ones have no process.",
            .count,
            [Target("sum by (state) (\(Catalogue.teamAgents, .team))", "{{state}}")], isStacked: true,
            width: 8),
        .graph(
            "Messages", "Messages that arrived, by the team that got them.", .perMinute,
            [
                Target(
                    "60 * sum by (to_team) (rate(\(Catalogue.messages, .toTeam)[$__rate_interval]))",
                    "{{to_team}}")
            ], isStacked: true, width: 8),
        .graph(
            "Errors in logs", "Entries of level ERROR or CRITICAL; click on a log to see its rules.",
            .perMinute,
            [
                Target(
                    "60 * sum by (log) (rate(\(Catalogue.logEntries, SharedQueries.errorLevels)[$__rate_interval]))",
                    "{{log}}")
            ], leadsTo: .log, width: 8),
    ]

    private static let housekeeping: [Panel] = [
        .stat(
            "Expected teams missing",
            "Teams that the configuration expects and that are not there; nothing is shown when it expects none.",
            .count, "sum(\(Catalogue.expectedTeamPresent, .team) == bool 0)", thresholds: .anyIsBad
        ).watched(by: .expectedTeamMissing),
        .stat(
            "Stale teams", "Teams of which nothing lives: they can be deleted.", .count,
            "sum(\(Catalogue.teams, .label("status", is: "stale")))"),
        .stat(
            "Unreadable teams", "Teams without a config that could be read.", .count,
            "sum(\(Catalogue.teams, .label("status", is: "unreadable")))", thresholds: .anyIsBad),
        .stat(
            "Phantom inboxes",
            "Inboxes of recipients that were never in a roster: messages to them are lost.", .count,
            "sum(\(Catalogue.phantomInboxes, .team))", thresholds: .anyIsBad
        ).watched(by: .phantomInbox),
        .stat(
            "Orphan processes", "Teammates' processes that nobody leads any more.", .count,
            "sum(\(Catalogue.orphanProcesses))", thresholds: .anyIsBad
        ).watched(by: .orphanProcesses),
        .stat(
            "Shared directories",
            "Directories that members of more than one active team work in: these may undo each other's work.",
            .count,
            "sum(\(Catalogue.sharedDirectories))", thresholds: .anyIsBad
        ).watched(by: .sharedDirectory),
    ]

    private static func machine(_ alerts: AlertValues) -> [Panel] {
        [
            .graph(
                "Processor", "Share of all processors of the machine that is busy.", .share,
                [Target(SharedQueries.processorShare, "{{instance}}")], thresholds: alerts.above(.cpu),
                maximum: 1,
                width: 8
            ).watched(by: .hostCPUHigh),
            .graph(
                "Memory", "Share of the machine's memory that new programs cannot have.", .share,
                [Target(SharedQueries.memoryShare, "{{instance}}")], thresholds: alerts.above(.memory),
                maximum: 1, width: 8
            ).watched(by: .hostMemoryHigh),
            .bars(
                "Disk", "Share of each file system that is used, by what lies on it.", .share,
                SharedQueries.diskShare, "{{role}} {{instance}}", thresholds: alerts.above(.diskUsed),
                maximum: 1
            ).watched(by: .diskFilling, .diskFullSoon),
        ]
    }

    private static func operatorsDashboard(_ alerts: AlertValues) -> [Panel] {
        [
            .stat(
                "Dashboard", "Whether the URL of orchestrator-cc's dashboard answers well.", .plain,
                "min(\(Catalogue.dashboardUp))", words: ValueWord.downOrUp
            ).watched(by: .dashboardDown),
            .stat(
                "Dashboard process", "Whether a process runs whose command line is the dashboard's.", .plain,
                "min(\(Catalogue.dashboardProcessRunning))", words: ValueWord.noOrYes
            ).watched(by: .dashboardProcessGone),
            .graph(
                "Dashboard response",
                "How long the last probe took; the alert looks at the mean, and at the probes that time out.",
                .seconds,
                [Target("max by (instance) (\(Catalogue.dashboardProbeDuration))", "{{instance}}")],
                thresholds: alerts.above(.dashboardResponse), width: 8
            ).watched(by: .dashboardSlow),
            .graph(
                "Probes by result",
                "What the probes met: up, refused, timeout, broken, status, error in the body, or malformed JSON.",
                .perMinute,
                [
                    Target(
                        "60 * sum by (result) (rate(\(Catalogue.dashboardProbes)[$__rate_interval]))",
                        "{{result}}")
                ], isStacked: true, width: 8),
        ]
    }
}
