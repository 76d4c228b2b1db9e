/// Families of the collector `agents`, defined by rosters, inboxes, tasks and processes of the teams.
extension Catalogue {
    package static let agentUp = MetricDescriptor(
        "orchestrator_agent_up",
        .gauge,
        labels: ["team_name", "agent_name"],
        help:
            "Whether the agent is up (1) or not (0): not dead and not stalled, or with 'up: elapsed' idle for less than "
            + "its timeout. Ends when the agent departs; an expected agent that is absent stays at 0.",
        collector: "agents"
    )
    package static let agentIdleTime = MetricDescriptor(
        "orchestrator_agent_idle_time_seconds",
        .gauge,
        unit: "seconds",
        labels: ["team_name", "agent_name"],
        help:
            "Time in seconds since the agent last did something: wrote a message or into its transcript, changed a task of "
            + "its own, joined, or as lead changed its status. Quiet is normal for an agent; absent when nothing tells.",
        collector: "agents"
    )
    package static let agentTimeouts = MetricDescriptor(
        "orchestrator_agent_timeouts_total",
        .counter,
        labels: ["team_name", "agent_name"],
        help:
            "Number of times the agent went from up to down because it did nothing for its timeout; counted once until it "
            + "does something again, and not for an agent that is down when it is first seen or whose process died.",
        collector: "agents"
    )
    package static let agentTimeout = MetricDescriptor(
        "orchestrator_agent_timeout_seconds",
        .gauge,
        unit: "seconds",
        labels: ["team_name", "agent_name"],
        help: "Time in seconds without activity after which the agent times out, from the configuration.",
        collector: "agents"
    )
    package static let agentState = MetricDescriptor(
        "orchestrator_agent_state",
        .gauge,
        labels: ["team_name", "agent_name", "state"],
        help:
            "Whether the agent is in this state (1) or not (0): departed (left, for 5 minutes after), dead (its process is "
            + "gone), waiting (for a permission or the approval of a plan), idle (said so, and nothing came since), working "
            + "(active, or asked, within its timeout), stalled (owes something and did nothing for its timeout) or unknown.",
        collector: "agents"
    )
    package static let agentLastActivity = MetricDescriptor(
        "orchestrator_agent_last_activity_timestamp_seconds",
        .gauge,
        unit: "seconds",
        labels: ["team_name", "agent_name"],
        help:
            "When the agent last did something, in seconds since the Unix epoch; absent when nothing tells.",
        collector: "agents"
    )
    package static let teamAgents = MetricDescriptor(
        "orchestrator_team_agents",
        .gauge,
        labels: ["team_name", "state"],
        help: "Number of agents of the team by state; those that departed for 5 minutes after.",
        collector: "agents"
    )
    package static let agentTimesAhead = MetricDescriptor(
        "orchestrator_agent_clock_skew_total",
        .counter,
        labels: ["team_name"],
        help:
            "Number of times in the files of the team (of messages, tasks and joining) that were more than 5 s ahead of this "
            + "machine's clock; as a sign of activity each counts as when it was first seen.",
        collector: "agents"
    )
    package static let expectedTeamPresent = MetricDescriptor(
        "orchestrator_expected_team_present",
        .gauge,
        labels: ["team_name"],
        help:
            "Whether a team that the configuration expects is there with a roster (1) or not (0); absent while a teams "
            + "root cannot be read.",
        collector: "agents"
    )

    static let agentFamilies: [MetricDescriptor] = [
        agentUp, agentIdleTime, agentTimeouts, agentTimeout, agentState, agentLastActivity, teamAgents,
        agentTimesAhead, expectedTeamPresent,
    ]
}
