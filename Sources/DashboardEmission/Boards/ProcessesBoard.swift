import MetricModel
import RuleEmission

/// Processes and the machine: who uses what, what was left behind, and how much is left.
enum ProcessesBoard {
    static func dashboard(_ alerts: AlertValues) -> Dashboard {
        Dashboard(
            subject: .processes, title: "Agent teams / Processes",
            description:
                "What the agents' processes use of the machine, which of them were left behind, and what is left.",
            variables: Variable.target + [.team],
            rows: [
                Row("At a glance", glance(alerts)), Row("By team", teams(alerts)), Row("By agent", agents),
                Row("Control groups", controlGroups), Row("Machine", machine(alerts)),
                Row("File systems", fileSystems(alerts)),
            ])
    }

    private static func glance(_ alerts: AlertValues) -> [Panel] {
        [
            .stat(
                "Processor", "Share of all processors that is busy, on the busiest machine.", .share,
                "max(\(SharedQueries.processorShare))", thresholds: alerts.above(.cpu), width: 3
            ).watched(by: .hostCPUHigh),
            .stat(
                "Memory", "Share of the memory that new programs cannot have, on the fullest machine.",
                .share,
                "max(\(SharedQueries.memoryShare))", thresholds: alerts.above(.memory), width: 3
            ).watched(by: .hostMemoryHigh),
            .stat(
                "Disk", "Share of the fullest file system that is used.", .share,
                "max(\(SharedQueries.diskShare))", thresholds: alerts.above(.diskUsed), width: 3
            ).watched(by: .diskFilling),
            .stat(
                "Agent processes", "Processes of agents and of all that they started.", .count,
                "sum(\(Catalogue.agentProcesses, .team)) or vector(0)", width: 3),
            .stat(
                "Orphan processes",
                "Teammates' processes whose team is gone or stale, or whose lead's process is dead.", .count,
                "sum(\(Catalogue.orphanProcesses))", thresholds: .anyIsBad, width: 3
            ).watched(by: .orphanProcesses),
            .stat(
                "Orphan memory", "Memory that orphan processes hold.", .bytes,
                "sum(\(Catalogue.orphanResidentMemory))", width: 3),
            .stat(
                "Processes readable",
                "Whether processes can be looked at; if not, status rests on files alone.",
                .plain, "min(\(Catalogue.processTableReadable))", words: ValueWord.noOrYes, width: 3),
            .stat(
                "All processes seen", "Whether no processes are hidden from the exporter's user.", .plain,
                "min(\(Catalogue.processTableComplete))", words: ValueWord.noOrYes, width: 3),
        ]
    }

    private static func teams(_ alerts: AlertValues) -> [Panel] {
        [
            .graph(
                "Processors by team", "Processors kept busy by each team; 1 is one processor.", .plain,
                [
                    Target(
                        "sum by (team_name) (rate(\(Catalogue.agentCPUSeconds, .team)[$__rate_interval]))",
                        "{{team_name}}")
                ], isStacked: true, leadsTo: .team, width: 8),
            .graph(
                "Teams' share of the processors",
                "All teams together, as a share of the machine's processors.", .share,
                [
                    Target(
                        "sum by (instance) (rate(\(Catalogue.agentCPUSeconds)[$__rate_interval])) / sum by (instance) (rate(\(Catalogue.hostCPUSeconds)[$__rate_interval]))",
                        "{{instance}}")
                ], thresholds: alerts.above(.cpu), maximum: 1, width: 8
            ).watched(by: .teamsCPUHigh),
            .graph(
                "Memory by team",
                "Resident memory of each team's processes; pages that they share count in each.",
                .bytes,
                [
                    Target("sum by (team_name) (\(Catalogue.agentResidentMemory, .team))", "{{team_name}}")
                ], isStacked: true, leadsTo: .team, width: 8
            ).watched(by: .teamsMemoryHigh),
        ]
    }

    private static let name = "{{team_name}}/{{agent_name}}"

    private static let agents: [Panel] = [
        .bars(
            "Most processor time", "The ten agents that keep most processors busy; 1 is one processor.",
            .plain,
            "topk(10, sum by (team_name, agent_name) (rate(\(Catalogue.agentCPUSeconds, .team)[$__rate_interval])))",
            name, leadsTo: .agent),
        .bars(
            "Most memory", "The ten agents whose processes hold most memory.", .bytes,
            "topk(10, sum by (team_name, agent_name) (\(Catalogue.agentResidentMemory, .team)))", name,
            leadsTo: .agent),
        .bars(
            "Most processes",
            "The ten agents with the most processes: a loop that starts servers shows here.", .count,
            "topk(10, sum by (team_name, agent_name) (\(Catalogue.agentProcesses, .team)))", name,
            leadsTo: .agent),
        .graph(
            "Storage by team", "Bytes that the teams' processes wrote to and read from disks.",
            .bytesPerSecond,
            [
                Target(
                    "sum by (team_name) (rate(\(Catalogue.agentWrittenBytes, .team)[$__rate_interval]))",
                    "{{team_name}} written"),
                Target(
                    "sum by (team_name) (rate(\(Catalogue.agentReadBytes, .team)[$__rate_interval]))",
                    "{{team_name}} read"),
            ], leadsTo: .team, width: 8),
        .graph(
            "Orphan processes", "Teammates' processes that nobody leads any more.", .count,
            [Target("sum by (instance) (\(Catalogue.orphanProcesses))", "{{instance}}")], width: 8),
        .table(
            "What the processes are",
            "A teammate of its own, a lead, or shared: a lead whose teammates run in its process, so that its numbers are of all.",
            ["count by (team_name, agent_name, kind) (\(Catalogue.agentProcessInfo, .team))"],
            columns: [
                .label("agent_name", "Agent"), .label("team_name", "Team"), .label("kind", "Kind"),
                .value("Present", .plain, words: [ValueWord(value: 1, text: "yes", colour: .green)]),
            ], leadsTo: .agent, width: 8),
    ]

    private static let group = "{{team_name}}/{{agent_name}}"

    /// There only where agents run in control groups of version 2; a group of a whole team has no `agent_name`.
    private static let controlGroups: [Panel] = [
        .graph(
            "Waiting in control groups",
            "Share of the time that some task of the group waited for the resource; the processor is short, or memory, or disks.",
            .share,
            [
                Target(
                    "sum by (team_name, agent_name, resource) (rate(\(Catalogue.cgroupPressureWaiting, .team)[$__rate_interval]))",
                    "\(group) {{resource}}")
            ], maximum: 1, width: 6),
        .graph(
            "Stalled in control groups",
            "Share of the time that all tasks of the group waited for the resource.", .share,
            [
                Target(
                    "sum by (team_name, agent_name, resource) (rate(\(Catalogue.cgroupPressureStalled, .team)[$__rate_interval]))",
                    "\(group) {{resource}}")
            ], maximum: 1, width: 6),
        .graph(
            "Memory of control groups",
            "Memory that each group holds, the page cache of its files included, and its limit.",
            .bytes,
            [
                Target("sum by (team_name, agent_name) (\(Catalogue.cgroupMemory, .team))", group),
                Target(
                    "sum by (team_name, agent_name) (\(Catalogue.cgroupMemoryLimit, .team))", "\(group) limit"
                ),
            ], width: 6),
        .graph(
            "Control groups",
            "Groups of one agent, of several of a team, or of several teams; and processes whose group cannot be told.",
            .count,
            [
                Target("sum by (kind) (\(Catalogue.agentCgroups))", "{{kind}}"),
                Target("sum(\(Catalogue.cgroupUnknownProcesses))", "processes without a group"),
            ], width: 6),
    ]

    private static func machine(_ alerts: AlertValues) -> [Panel] {
        [
            .graph(
                "Processor by mode", "What all processors of the machine do; idle is left out.", .share,
                [
                    Target(
                        "sum by (mode) (rate(\(Catalogue.hostCPUSeconds, .label("mode", matchesNot: "idle"))[$__rate_interval])) / ignoring (mode) group_left sum(rate(\(Catalogue.hostCPUSeconds)[$__rate_interval]))",
                        "{{mode}}")
                ], maximum: 1, isStacked: true, width: 8),
            .graph(
                "Memory", "Memory of the machine, and what new programs can have of it.", .bytes,
                [
                    Target("sum by (instance) (\(Catalogue.hostMemoryTotal))", "{{instance}} total"),
                    Target("sum by (instance) (\(Catalogue.hostMemoryAvailable))", "{{instance}} available"),
                ], width: 8),
            .graph(
                "Pressure",
                "Share of the time that some task waited for a resource, and that all did (stalled); absent on kernels that do "
                    + "not tell.",
                .share,
                [
                    Target(
                        "sum by (instance, resource) (rate(\(Catalogue.hostPressureWaiting)[$__rate_interval]))",
                        "{{resource}} waiting"),
                    Target(
                        "sum by (instance, resource) (rate(\(Catalogue.hostPressureStalled)[$__rate_interval]))",
                        "{{resource}} stalled"),
                ], maximum: 1, width: 8),
        ]
    }

    private static func fileSystems(_ alerts: AlertValues) -> [Panel] {
        [
            .graph(
                "Used", "Share of each file system that is used, by what lies on it.", .share,
                [Target(SharedQueries.diskShare, "{{role}} {{instance}}")],
                thresholds: alerts.above(.diskUsed),
                maximum: 1, width: 8
            ).watched(by: .diskFilling),
            .graph(
                "Free in 24 hours",
                "Room that is left in a day if it goes on as in the last six hours; 0 is full.", .share,
                [
                    Target(
                        "clamp_min(sum by (instance, role) (predict_linear(\(Catalogue.filesystemAvailable)[6h], 86400)) / sum by (instance, role) (\(Catalogue.filesystemSize)), 0)",
                        "{{role}} {{instance}}")
                ], thresholds: .below(red: 0.001), maximum: 1, width: 8
            ).watched(by: .diskFullSoon),
            .graph(
                "Files", "Share of the files that a file system can hold; absent where there is no limit.",
                .share,
                [
                    Target(
                        "1 - sum by (instance, role) (\(Catalogue.filesystemFilesFree)) / sum by (instance, role) (\(Catalogue.filesystemFiles))",
                        "{{role}} {{instance}}")
                ], maximum: 1, width: 4),
            .stat(
                "Directories missing",
                "Configured directories that are not there or whose file system cannot be asked.",
                .count, "sum(\(Catalogue.filesystemDirectories))", thresholds: .anyIsBad),
        ]
    }
}
