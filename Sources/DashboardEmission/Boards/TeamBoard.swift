import MetricModel
import RuleEmission

/// One team: who is in it, what they do, what lies before them and what it costs.
enum TeamBoard {
    static func dashboard(_ alerts: AlertValues) -> Dashboard {
        Dashboard(
            subject: .team, title: "Agent teams / Team",
            description: "One team: its agents, its tasks, its messages and what it costs.",
            variables: Variable.target + [.team],
            rows: [
                Row("At a glance", glance(alerts)),
                Row("Agents", agents(alerts)),
                Row("Tasks", tasks),
                Row("Tokens and processes", cost),
                Row("Irregularities", faults),
            ])
    }

    private static func glance(_ alerts: AlertValues) -> [Panel] {
        [
            .stat(
                "Active teams", "How many of the chosen teams live.", .count,
                "sum(\(Catalogue.teamStatus, .team, .label("status", is: "active")))", width: 3),
            .stat(
                "Members", "Members in the teams' configs, the leads included.", .count,
                "sum(\(Catalogue.teamMembers, .team))", width: 3),
            .stat(
                "Agents down", "Agents that are dead, or owe something and did nothing for their timeout.",
                .count,
                SharedQueries.agentsDown, thresholds: .anyIsBad, width: 3
            ).watched(by: .agentDead, .agentTimeout, .teamDown),
            .stat(
                "Availability, 1 h", "Share of the last hour that agents were up.", .share,
                SharedQueries.availability, thresholds: alerts.below(.agentAvailability), width: 3
            ).watched(by: .availabilityLow, .availabilityBudgetBurn),
            .stat(
                "Response, 1 h", "Mean time of the last hour from a question to its answer.", .seconds,
                SharedQueries.mean(of: Catalogue.messageResponse, .toTeam, by: "", over: "1h"),
                thresholds: alerts.above(.agentResponse), width: 3
            ).watched(by: .responseSlow),
            .stat(
                "Oldest unanswered", "Age of the oldest question that nobody has answered.", .seconds,
                "max(\(Catalogue.messageOldestQuestion, .team)) or vector(0)", width: 3),
            .stat(
                "Created", "When the youngest of the chosen teams was created.", .moment,
                "max(\(Catalogue.teamCreatedTimestamp, .team)) * 1000", width: 3),
            .stat(
                "Last activity", "When a member last did something.", .moment,
                "max(\(Catalogue.teamLastActivityTimestamp, .team)) * 1000", width: 3),
        ]
    }

    private static func agents(_ alerts: AlertValues) -> [Panel] {
        [
            .table(
                "Agents", "One row an agent; click on its name to look into it.",
                [
                    "max by (team_name, agent_name) (\(Catalogue.agentUp, .team))",
                    "max by (team_name, agent_name) (\(Catalogue.agentIdleTime, .team))",
                    "max by (team_name, agent_name) (\(Catalogue.inboxUnread, .team))",
                    "max by (team_name, agent_name) (\(Catalogue.inboxSize, .team))",
                    "sum by (team_name, agent_name) (increase(\(Catalogue.agentTimeouts, .team)[$__range]))",
                ],
                columns: [
                    .label("agent_name", "Agent"), .label("team_name", "Team"),
                    .value("Up", .plain, words: ValueWord.downOrUp),
                    .value("Idle for", .seconds),
                    .value("Unread messages", .count),
                    .value("Inbox", .bytes, thresholds: alerts.above(.inboxSize)),
                    .value("Timeouts", .count, thresholds: .anyIsBad),
                ], leadsTo: .agent, width: 12),
            .timeline(
                "Up and down", "When each agent was up.",
                [
                    Target(
                        "max by (team_name, agent_name) (\(Catalogue.agentUp, .team))",
                        "{{team_name}}/{{agent_name}}")
                ], words: ValueWord.downOrUp),
            .graph(
                "Agents by state",
                "Idle is the normal state of a teammate. Stalled ones owe something and do nothing; dead ones have no process.",
                .count, [Target("sum by (state) (\(Catalogue.teamAgents, .team))", "{{state}}")],
                isStacked: true, width: 8),
            .graph(
                "Messages by kind", "Messages that arrived in the team's inboxes.", .perMinute,
                [
                    Target(
                        "60 * sum by (kind) (rate(\(Catalogue.messages, .toTeam)[$__rate_interval]))",
                        "{{kind}}")
                ], isStacked: true, width: 8),
            .graph(
                "Timeouts", "Agents that went from up to down because they did nothing for their timeout.",
                .count,
                [
                    Target(
                        "sum by (team_name, agent_name) (increase(\(Catalogue.agentTimeouts, .team)[1h]))",
                        "{{team_name}}/{{agent_name}}")
                ], leadsTo: .agent, width: 8),
        ]
    }

    private static let tasks: [Panel] = [
        .graph(
            "Tasks by status", "The team's task list, without the entries that stand for teammates.", .count,
            [Target("sum by (status) (\(Catalogue.tasks, .team))", "{{status}}")], isStacked: true, width: 8),
        .graph(
            "What holds tasks up",
            "Pending tasks: claimable ones wait for nobody but a hand; blocked ones wait for others, the longest chain in a "
                + "row; those in a circle can never begin. Internal entries stand for teammates.",
            .count,
            [
                Target("sum(\(Catalogue.tasksClaimable, .team))", "claimable"),
                Target("sum(\(Catalogue.tasksBlocked, .team))", "blocked"),
                Target("max(\(Catalogue.taskLongestChain, .team))", "longest chain"),
                Target("sum(\(Catalogue.taskCycles, .team))", "circles"),
                Target("sum(\(Catalogue.internalTasks, .team))", "internal entries"),
            ], width: 8),
        .graph(
            "Oldest task in progress", "For how long the oldest task of each team is in progress.", .seconds,
            [Target("max by (team_name) (\(Catalogue.taskOldestInProgress, .team))", "{{team_name}}")],
            width: 8),
    ]

    private static let cost: [Panel] = [
        .graph(
            "Tokens by kind", "Tokens that the team's agents used; those read from a cache cost a tenth.",
            .perMinute,
            [
                Target(
                    "60 * sum by (kind) (rate(\(Catalogue.agentTokens, .team)[$__rate_interval]))", "{{kind}}"
                )
            ], isStacked: true, width: 8),
        .bars(
            "Output tokens by agent", "Tokens written in the chosen time, the ten agents that wrote most.",
            .count,
            "topk(10, sum by (team_name, agent_name) (increase(\(Catalogue.agentTokens, .team, .label("kind", is: "output"))[$__range])))",
            "{{team_name}}/{{agent_name}}", leadsTo: .agent),
        .graph(
            "Processors by agent",
            "Processors kept busy by each agent and all that it started; 1 is one processor.",
            .plain,
            [
                Target(
                    "sum by (team_name, agent_name) (rate(\(Catalogue.agentCPUSeconds, .team)[$__rate_interval]))",
                    "{{team_name}}/{{agent_name}}")
            ], isStacked: true, leadsTo: .agent, width: 8),
        .graph(
            "Memory by agent", "Memory of each agent's processes; pages that they share count in each.",
            .bytes,
            [
                Target(
                    "sum by (team_name, agent_name) (\(Catalogue.agentResidentMemory, .team))",
                    "{{team_name}}/{{agent_name}}")
            ], isStacked: true, leadsTo: .agent),
        .graph(
            "Size on disk", "Bytes of all files in the team's directory.", .bytes,
            [Target("max by (team_name) (\(Catalogue.teamSize, .team))", "{{team_name}}")]),
    ]

    private static let faults: [Panel] = [
        .stat(
            "Phantom inboxes",
            "Inboxes of recipients that were never in the roster: messages to them are lost.",
            .count, "sum(\(Catalogue.phantomInboxes, .team))", thresholds: .anyIsBad, width: 4
        ).watched(by: .phantomInbox),
        .stat(
            "Duplicate members", "Members that stand twice in a config: they share one inbox.", .count,
            "sum(\(Catalogue.teamDuplicateMembers, .team))", thresholds: .anyIsBad, width: 4),
        .stat(
            "Rewritten inboxes", "How often messages were gone from an inbox in the chosen time.", .count,
            "sum(increase(\(Catalogue.inboxRewrites, .team)[$__range]))", thresholds: .anyIsBad, width: 4),
        .stat(
            "Expected teams missing",
            "Teams that the configuration expects and that are not there; nothing is shown when it expects none.",
            .count,
            "sum(\(Catalogue.expectedTeamPresent, .team) == bool 0)", thresholds: .anyIsBad, width: 4
        ).watched(by: .expectedTeamMissing),
        .stat(
            "Shared directories",
            "Directories that members of more than one active team work in: these may undo each other's work.",
            .count,
            "sum(\(Catalogue.sharedDirectories))", thresholds: .anyIsBad),
        .stat(
            "Times ahead",
            "Times in the teams' files that were ahead of this machine's clock, in the chosen time.", .count,
            "sum(increase(\(Catalogue.agentTimesAhead, .team)[$__range]))", thresholds: .anyIsBad),
    ]
}
