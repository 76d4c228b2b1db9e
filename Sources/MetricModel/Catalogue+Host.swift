/// Families of the host and filesystem collectors: what the machine has left for its agents.
extension Catalogue {
    package static let hostCPUSeconds = MetricDescriptor(
        "orchestrator_host_cpu_seconds_total",
        .counter,
        unit: "seconds",
        labels: ["mode"],
        help: "Time that all processors of the machine together spent by mode, in seconds since it started.",
        since: "0.2.0",
        collector: "host"
    )
    package static let hostMemoryTotal = MetricDescriptor(
        "orchestrator_host_memory_total_bytes",
        .gauge,
        unit: "bytes",
        help: "Memory of the machine in bytes.",
        since: "0.2.0",
        collector: "host"
    )
    package static let hostMemoryAvailable = MetricDescriptor(
        "orchestrator_host_memory_available_bytes",
        .gauge,
        unit: "bytes",
        help: "Memory that new programs can have without swapping, in bytes.",
        since: "0.2.0",
        collector: "host"
    )
    package static let hostPressureWaiting = MetricDescriptor(
        "orchestrator_host_pressure_waiting_seconds_total",
        .counter,
        unit: "seconds",
        labels: ["resource"],
        help:
            "Time in which some task of the machine waited for the resource (cpu, memory, io), in seconds; absent "
            + "where the kernel does not tell.",
        since: "0.2.0",
        collector: "host"
    )
    package static let hostPressureStalled = MetricDescriptor(
        "orchestrator_host_pressure_stalled_seconds_total",
        .counter,
        unit: "seconds",
        labels: ["resource"],
        help:
            "Time in which all tasks of the machine waited for the resource, in seconds; absent where the kernel "
            + "does not tell.",
        since: "0.2.0",
        collector: "host"
    )
    package static let filesystemSize = MetricDescriptor(
        "orchestrator_filesystem_size_bytes",
        .gauge,
        unit: "bytes",
        labels: ["role"],
        help:
            "Size of the file system that the directories of a role (teams, logs, archive, backup, state) lie on, in bytes; "
            + "further file systems of one role are called 'role (2)' and so on. While the directory of archives or of "
            + "backups is not there, the nearest one above it speaks for it.",
        since: "0.2.0",
        collector: "filesystem"
    )
    package static let filesystemAvailable = MetricDescriptor(
        "orchestrator_filesystem_avail_bytes",
        .gauge,
        unit: "bytes",
        labels: ["role"],
        help: "Room on the file system for users that are not root, in bytes.",
        since: "0.2.0",
        collector: "filesystem"
    )
    package static let filesystemFiles = MetricDescriptor(
        "orchestrator_filesystem_files",
        .gauge,
        labels: ["role"],
        help: "Number of files that the file system can hold; absent where it has no such limit.",
        since: "0.2.0",
        collector: "filesystem"
    )
    package static let filesystemFilesFree = MetricDescriptor(
        "orchestrator_filesystem_files_free",
        .gauge,
        labels: ["role"],
        help: "Number of files that can still be made; absent where the file system has no such limit.",
        since: "0.2.0",
        collector: "filesystem"
    )
    package static let filesystemDirectories = MetricDescriptor(
        "orchestrator_filesystem_unreadable_directories",
        .gauge,
        labels: ["role"],
        help:
            "Number of configured directories of the role that are not there (those of archives and backups, which are made "
            + "when they are needed, excepted) or whose file system cannot be asked.",
        since: "0.2.0",
        collector: "filesystem"
    )
    package static let teamSize = MetricDescriptor(
        "orchestrator_team_size_bytes",
        .gauge,
        unit: "bytes",
        labels: ["team_name"],
        help:
            "Bytes of all files in the team's directory; where there are many teams they are measured in turns; absent when "
            + "a part cannot be read.",
        since: "0.2.0",
        collector: "filesystem"
    )

    static let hostFamilies: [MetricDescriptor] = [
        hostCPUSeconds, hostMemoryTotal, hostMemoryAvailable, hostPressureWaiting, hostPressureStalled,
        filesystemSize, filesystemAvailable, filesystemFiles, filesystemFilesFree, filesystemDirectories,
        teamSize,
    ]
}
