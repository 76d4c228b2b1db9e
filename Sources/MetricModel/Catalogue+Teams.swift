/// Families of the teams collector, defined by the files under the teams roots and by the process table.
extension Catalogue {
    package static let teams = MetricDescriptor(
        "orchestrator_teams",
        .gauge,
        labels: ["status"],
        help: "Number of teams by status: active (lives, quiet or not), stale (nothing of it lives) "
            + "or unreadable (no good config could be read); absent when a teams root cannot be read.",
        collector: "teams"
    )
    package static let teamsIdle = MetricDescriptor(
        "orchestrator_teams_idle",
        .gauge,
        help: "Number of active teams that were quiet for the active window, have nothing unread and no work "
            + "in progress; absent when a teams root cannot be read.",
        collector: "teams"
    )
    package static let teamsLimit = MetricDescriptor(
        "orchestrator_teams_limit",
        .gauge,
        help: "Number of active teams that the operator allows, from the configuration.",
        collector: "teams"
    )
    package static let teamInfo = MetricDescriptor(
        "orchestrator_team_info",
        .info,
        labels: ["team_name", "lead_name"],
        help: "A team and the name of its lead; the value is always 1.",
        collector: "teams"
    )
    package static let teamStatus = MetricDescriptor(
        "orchestrator_team_status",
        .gauge,
        labels: ["team_name", "status"],
        help: "Whether the team has this status (1) or not (0); exactly one status of a team is 1.",
        collector: "teams"
    )
    package static let teamMembers = MetricDescriptor(
        "orchestrator_team_members",
        .gauge,
        labels: ["team_name"],
        help: "Number of distinct members in the team's config, the lead included.",
        collector: "teams"
    )
    package static let teamCreatedTimestamp = MetricDescriptor(
        "orchestrator_team_created_timestamp_seconds",
        .gauge,
        unit: "seconds",
        labels: ["team_name"],
        help:
            "When the team was created, in seconds since the Unix epoch; absent when the config does not say.",
        collector: "teams"
    )
    package static let teamLastActivityTimestamp = MetricDescriptor(
        "orchestrator_team_last_activity_timestamp_seconds",
        .gauge,
        unit: "seconds",
        labels: ["team_name"],
        help: "When a member of the team last did something, in seconds since the Unix epoch; absent when "
            + "nothing tells.",
        collector: "teams"
    )
    package static let teamDuplicateMembers = MetricDescriptor(
        "orchestrator_team_duplicate_members",
        .gauge,
        labels: ["team_name"],
        help: "Number of entries in the team's config that repeat the name of an earlier member.",
        collector: "teams"
    )
    package static let residualTeamDirectories = MetricDescriptor(
        "orchestrator_residual_team_directories",
        .gauge,
        help:
            "Number of directories among the teams that hold inboxes but no config: what deleted teams left "
            + "behind; absent when a teams root cannot be read.",
        collector: "teams"
    )
    package static let sharedDirectories = MetricDescriptor(
        "orchestrator_shared_directories",
        .gauge,
        help:
            "Number of directories that members of more than one active team work in, by the paths in the teams' configs: "
            + "teams that share one may undo each other's work; absent when a teams root cannot be read.",
        collector: "teams"
    )
    package static let teamsRootReadable = MetricDescriptor(
        "orchestrator_teams_root_readable",
        .gauge,
        labels: ["root"],
        help:
            "Whether the teams root could be read at the last look (1) or not (0); root is its place in the "
            + "configured list, counted from 1.",
        collector: "teams"
    )
    package static let teamReadErrors = MetricDescriptor(
        "orchestrator_team_read_errors_total",
        .counter,
        labels: ["source", "reason"],
        help:
            "Number of reads of team state that failed, by what was read and why; a broken file counts again "
            + "only when it changes.",
        collector: "teams"
    )

    package static let processTableReadable = MetricDescriptor(
        "agent_teams_exporter_process_table_readable",
        .gauge,
        help:
            "Whether processes could be looked at (1) or not (0); if not, the status of teams rests on their "
            + "files alone.",
        collector: "teams"
    )

    static let teamFamilies: [MetricDescriptor] = [
        teams, teamsIdle, teamsLimit, teamInfo, teamStatus, teamMembers, teamCreatedTimestamp,
        teamLastActivityTimestamp, teamDuplicateMembers, residualTeamDirectories, sharedDirectories,
        teamsRootReadable,
        teamReadErrors, processTableReadable,
    ]
}
