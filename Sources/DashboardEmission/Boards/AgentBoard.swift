import MetricModel
import RuleEmission

/// One agent: what it does, what waits for it, and what its processes use.
enum AgentBoard {
    static func dashboard(_ alerts: AlertValues) -> Dashboard {
        Dashboard(
            subject: .agent, title: "Agent teams / Agent",
            description: "One agent: what it does, what waits for it, and what its processes use.",
            variables: Variable.target + [.team, .agent],
            rows: [
                Row("At a glance", glance(alerts)), Row("Activity", activity), Row("Inbox", inbox(alerts)),
                Row("Tokens", tokens), Row("Processes", processes), Row("Processes in detail", detail),
            ])
    }

    private static let name = "{{team_name}}/{{agent_name}}"

    private static func glance(_ alerts: AlertValues) -> [Panel] {
        [
            .stat(
                "Up", "Whether the agent is up; of several, whether all are.", .plain,
                "min(\(Catalogue.agentUp, .team, .agent))", words: ValueWord.downOrUp
            ).watched(by: .agentDead, .agentTimeout),
            .stat(
                "Idle for", "Time since the agent last did something. Quiet alone is no fault.", .seconds,
                "max(\(Catalogue.agentIdleTime, .team, .agent))"),
            .stat(
                "Last activity", "When the agent last did something.", .moment,
                "max(\(Catalogue.agentLastActivity, .team, .agent)) * 1000"),
            .stat(
                "Oldest unread", "Age of the oldest message that it should have picked up.", .seconds,
                "max(\(Catalogue.inboxOldestUnread, .team, .agent)) or vector(0)",
                thresholds: alerts.above(.unreadMessage)
            ).watched(by: .messageUnread),
            .stat(
                "Timeouts", "How often it timed out in the chosen time.", .count,
                "sum(increase(\(Catalogue.agentTimeouts, .team, .agent)[$__range]))", thresholds: .anyIsBad),
            .stat(
                "Process started", "When the agent's own process started; of several the latest.", .moment,
                "max(\(Catalogue.agentStartTimestamp, .team, .agent)) * 1000"),
        ]
    }

    private static let activity: [Panel] = [
        .timeline(
            "States", "What the agent did when: each line is one state, coloured while it holds.",
            [
                Target(
                    "max by (team_name, agent_name, state) (\(Catalogue.agentState, .team, .agent)) > 0",
                    "\(name) {{state}}")
            ],
            words: [ValueWord(value: 1, text: "yes", colour: .blue)]),
        .graph(
            "Idle time and timeout", "Time without activity, and the time after which the agent times out.",
            .seconds,
            [
                Target("max by (team_name, agent_name) (\(Catalogue.agentIdleTime, .team, .agent))", name),
                Target(
                    "max by (team_name, agent_name) (\(Catalogue.agentTimeout, .team, .agent))",
                    "\(name) timeout"),
            ]),
        .heatmap(
            "Turns", "How long the agent's turns took, as its session notes at the end of each.", .seconds,
            "sum by (le) (increase(\(buckets: Catalogue.agentTurn, .team, .agent)[$__rate_interval]))"),
        .graph(
            "Turn time", "Mean and 95th percentile of the time a turn takes.", .seconds,
            [
                Target(
                    "sum(rate(\(sum: Catalogue.agentTurn, .team, .agent)[$__rate_interval])) / sum(rate(\(count: Catalogue.agentTurn, .team, .agent)[$__rate_interval]))",
                    "mean"),
                Target(
                    SharedQueries.quantile("0.95", of: Catalogue.agentTurn, .team, .agent), "95th percentile"),
            ]),
    ]

    private static func inbox(_ alerts: AlertValues) -> [Panel] {
        [
            .graph(
                "Messages in the inbox",
                "Unread ones will be picked up; those behind a read one probably never. Read ones stay in the file.",
                .count,
                [
                    Target("sum(\(Catalogue.inboxMessages, .team, .agent))", "in the file"),
                    Target("sum(\(Catalogue.inboxUnread, .team, .agent))", "unread"),
                    Target("sum(\(Catalogue.inboxBehind, .team, .agent))", "behind a read one"),
                ]),
            .graph(
                "Inbox size", "Size of the inbox file; beyond a megabyte messages are known to get stuck.",
                .bytes,
                [Target("max by (team_name, agent_name) (\(Catalogue.inboxSize, .team, .agent))", name)],
                thresholds: alerts.above(.inboxSize)
            ).watched(by: .inboxLarge),
        ]
    }

    private static let tokens: [Panel] = [
        .graph(
            "Tokens by kind", "Tokens that the agent used; those read from a cache cost a tenth.", .perMinute,
            [
                Target(
                    "60 * sum by (kind) (rate(\(Catalogue.agentTokens, .team, .agent)[$__rate_interval]))",
                    "{{kind}}")
            ], isStacked: true),
        .bars(
            "Tokens by model", "Tokens of the chosen time by model and kind.", .count,
            "sort_desc(sum by (model, kind) (increase(\(Catalogue.agentTokens, .team, .agent)[$__range])))",
            "{{model}} {{kind}}", width: 12),
    ]

    private static let processes: [Panel] = [
        .graph(
            "Processors",
            "Processors kept busy by the agent and all that it started, by mode; 1 is one processor.",
            .plain,
            [
                Target(
                    "sum by (mode) (rate(\(Catalogue.agentCPUSeconds, .team, .agent)[$__rate_interval]))",
                    "{{mode}}")
            ], isStacked: true, width: 8),
        .graph(
            "Memory",
            "Resident memory counts shared pages in each process; proportional memory divides them, and is there only with "
                + "teams.processes.proportional_memory.",
            .bytes,
            [
                Target("sum(\(Catalogue.agentResidentMemory, .team, .agent))", "resident"),
                Target("sum(\(Catalogue.agentProportionalMemory, .team, .agent))", "proportional"),
            ], width: 8),
        .graph(
            "Storage", "Bytes that really went to and came from disks.", .bytesPerSecond,
            [
                Target("sum(rate(\(Catalogue.agentReadBytes, .team, .agent)[$__rate_interval]))", "read"),
                Target(
                    "sum(rate(\(Catalogue.agentWrittenBytes, .team, .agent)[$__rate_interval]))", "written"),
            ], width: 8),
    ]

    private static let detail: [Panel] = [
        .graph(
            "Processes by state", "Zombies ended and nobody asked how; waiting ones wait for a disk.", .count,
            [
                Target(
                    "sum by (state) (\(Catalogue.agentProcessStates, .team, .agent))", "{{state}}")
            ], isStacked: true, width: 6),
        .graph(
            "Processes, threads, files", "Counts of all that the agent and its descendants hold.", .count,
            [
                Target("sum(\(Catalogue.agentProcesses, .team, .agent))", "processes"),
                Target("sum(\(Catalogue.agentThreads, .team, .agent))", "threads"),
                Target("sum(\(Catalogue.agentOpenFDs, .team, .agent))", "open files"),
            ], width: 6),
        .graph(
            "Waiting for a processor",
            "Share of the time that the main threads were ready and had to wait: high when the machine runs too many agents.",
            .share,
            [
                Target(
                    "sum by (team_name, agent_name) (rate(\(Catalogue.agentRunDelay, .team, .agent)[$__rate_interval]))",
                    name)
            ], width: 6),
        .graph(
            "Context switches", "How often the main threads gave up the processor, by will or not.",
            .perSecond,
            [
                Target(
                    "sum by (kind) (rate(\(Catalogue.agentContextSwitches, .team, .agent)[$__rate_interval]))",
                    "{{kind}}")
            ], width: 6),
    ]
}
