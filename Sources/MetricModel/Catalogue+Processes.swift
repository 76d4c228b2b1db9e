/// Families of the processes collector: what the processes of agents use, as the kernel counts it.
extension Catalogue {
    private static let agentLabels: [LabelName] = ["team_name", "agent_name"]
    private static let scope =
        "by the agent's processes and all that descends from them (shells, compilers, tests, servers)"

    package static let agentCPUSeconds = MetricDescriptor(
        "orchestrator_agent_cpu_seconds_total",
        .counter,
        unit: "seconds",
        labels: agentLabels + ["mode"],
        help:
            "Processor time spent \(scope), in seconds, by mode (user, system); what ended processes used stays.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let agentResidentMemory = MetricDescriptor(
        "orchestrator_agent_resident_memory_bytes",
        .gauge,
        unit: "bytes",
        labels: agentLabels,
        help:
            "Memory held \(scope), in bytes; pages that processes share count in each of them. Absent without a "
            + "process.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let agentProportionalMemory = MetricDescriptor(
        "orchestrator_agent_proportional_memory_bytes",
        .gauge,
        unit: "bytes",
        labels: agentLabels,
        help:
            "Memory held \(scope), in bytes, each shared page divided among those who share it; measured in turns, "
            + "and only with teams.processes.proportional_memory.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let agentProcesses = MetricDescriptor(
        "orchestrator_agent_processes",
        .gauge,
        labels: agentLabels,
        help:
            "Number of the agent's processes and of all that descends from them; 0 after the last one ended.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let agentProcessStates = MetricDescriptor(
        "orchestrator_agent_process_states",
        .gauge,
        labels: agentLabels + ["state"],
        help:
            "Number of processes of the agent by what they do: running, sleeping, waiting (for a disk), stopped, "
            + "zombie (ended, but nobody asked how) or other.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let agentThreads = MetricDescriptor(
        "orchestrator_agent_threads",
        .gauge,
        labels: agentLabels,
        help: "Number of threads of the agent's processes; absent without a process.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let agentOpenFDs = MetricDescriptor(
        "orchestrator_agent_open_fds",
        .gauge,
        labels: agentLabels,
        help:
            "Number of file descriptors that the agent's processes have open; absent when one of them cannot be read.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let agentReadBytes = MetricDescriptor(
        "orchestrator_agent_read_bytes_total",
        .counter,
        unit: "bytes",
        labels: agentLabels,
        help: "Bytes fetched from storage \(scope); absent when no process may be asked.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let agentWrittenBytes = MetricDescriptor(
        "orchestrator_agent_written_bytes_total",
        .counter,
        unit: "bytes",
        labels: agentLabels,
        help: "Bytes sent to storage \(scope); absent when no process may be asked.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let agentContextSwitches = MetricDescriptor(
        "orchestrator_agent_context_switches_total",
        .counter,
        labels: agentLabels + ["kind"],
        help:
            "Number of times that the main threads of the agent's processes gave up the processor: voluntary, to "
            + "wait for something, or involuntary, because others wanted it.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let agentRunDelay = MetricDescriptor(
        "orchestrator_agent_run_delay_seconds_total",
        .counter,
        unit: "seconds",
        labels: agentLabels,
        help:
            "Time that the main threads of the agent's processes were ready to run and waited for a processor, in "
            + "seconds.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let agentStartTimestamp = MetricDescriptor(
        "orchestrator_agent_start_timestamp_seconds",
        .gauge,
        unit: "seconds",
        labels: agentLabels,
        help: "When the agent's own process started, in seconds since the Unix epoch; the oldest of several.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let agentProcessInfo = MetricDescriptor(
        "orchestrator_agent_process_info",
        .info,
        labels: agentLabels + ["kind"],
        help:
            "What the agent's process is: agent (a teammate of its own), lead, or shared (a lead whose teammates run "
            + "in its process, so that the numbers are of all of them); the value is always 1.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let orphanProcesses = MetricDescriptor(
        "orchestrator_orphan_processes",
        .gauge,
        help:
            "Number of teammates' processes whose team is gone or stale or whose lead's process is dead; absent "
            + "when processes or teams cannot be read.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let orphanResidentMemory = MetricDescriptor(
        "orchestrator_orphan_resident_memory_bytes",
        .gauge,
        unit: "bytes",
        help: "Memory held by these processes, in bytes, without that of what they started.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let processReadErrors = MetricDescriptor(
        "agent_teams_exporter_process_read_errors_total",
        .counter,
        labels: ["source", "reason"],
        help:
            "Number of reads of processes that failed, by file of procfs and reason; what they would have told is "
            + "absent.",
        since: "0.2.0",
        collector: "processes"
    )
    package static let processTableComplete = MetricDescriptor(
        "agent_teams_exporter_process_table_complete",
        .gauge,
        help:
            "Whether all processes of the machine could be seen (1), or some are hidden from this user (0), as with "
            + "hidepid.",
        since: "0.2.0",
        collector: "processes"
    )

    static let processFamilies: [MetricDescriptor] = [
        agentCPUSeconds, agentResidentMemory, agentProportionalMemory, agentProcesses, agentProcessStates,
        agentThreads, agentOpenFDs, agentReadBytes, agentWrittenBytes, agentContextSwitches, agentRunDelay,
        agentStartTimestamp, agentProcessInfo, orphanProcesses, orphanResidentMemory, processReadErrors,
        processTableComplete,
    ]
}
