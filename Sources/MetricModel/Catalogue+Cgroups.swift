/// Families of the collector `cgroups`, defined by the control groups (version 2) that the processes of agents are in.
extension Catalogue {
    package static let cgroupPressureWaiting = MetricDescriptor(
        "orchestrator_agent_cgroup_pressure_waiting_seconds_total",
        .counter,
        unit: "seconds",
        labels: ["team_name", "agent_name", "resource"],
        help:
            "Time in which some task of the agent's control group waited for the resource (cpu, memory, io), in seconds. A "
            + "group of several agents is shown once, with an empty agent_name, and without a team_name where they are of "
            + "several teams; of groups that would have the same labels none is shown.",
        since: "0.2.0",
        collector: "cgroups"
    )
    package static let cgroupPressureStalled = MetricDescriptor(
        "orchestrator_agent_cgroup_pressure_stalled_seconds_total",
        .counter,
        unit: "seconds",
        labels: ["team_name", "agent_name", "resource"],
        help:
            "Time in which all tasks of the agent's control group waited for the resource, in seconds; labels as with "
            + "orchestrator_agent_cgroup_pressure_waiting_seconds_total.",
        since: "0.2.0",
        collector: "cgroups"
    )
    package static let cgroupMemory = MetricDescriptor(
        "orchestrator_agent_cgroup_memory_bytes",
        .gauge,
        unit: "bytes",
        labels: ["team_name", "agent_name"],
        help:
            "Memory that the agent's control group holds, the page cache of its files included, in bytes; labels as with "
            + "orchestrator_agent_cgroup_pressure_waiting_seconds_total.",
        since: "0.2.0",
        collector: "cgroups"
    )
    package static let cgroupMemoryLimit = MetricDescriptor(
        "orchestrator_agent_cgroup_memory_limit_bytes",
        .gauge,
        unit: "bytes",
        labels: ["team_name", "agent_name"],
        help:
            "Memory that the agent's control group may hold, in bytes; absent without a limit of its own; labels as with "
            + "orchestrator_agent_cgroup_pressure_waiting_seconds_total.",
        since: "0.2.0",
        collector: "cgroups"
    )
    package static let agentCgroups = MetricDescriptor(
        "orchestrator_agent_cgroups",
        .gauge,
        labels: ["kind"],
        help:
            "Number of control groups that agents run in: own (one agent), team (several agents of one team) or mixed "
            + "(agents of several teams); absent where there are no control groups of version 2.",
        since: "0.2.0",
        collector: "cgroups"
    )
    package static let cgroupUnknownProcesses = MetricDescriptor(
        "orchestrator_agent_cgroup_unknown_processes",
        .gauge,
        help:
            "Number of processes of agents whose control group of version 2 cannot be told; absent where there are none.",
        since: "0.2.0",
        collector: "cgroups"
    )

    static let cgroupFamilies: [MetricDescriptor] = [
        cgroupPressureWaiting, cgroupPressureStalled, cgroupMemory, cgroupMemoryLimit, agentCgroups,
        cgroupUnknownProcesses,
    ]
}
