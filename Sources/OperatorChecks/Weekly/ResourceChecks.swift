import RuleEmission

/// What the processes of one team use.
package struct TeamUsage: Sendable, Equatable {
    package var team: String
    package var processes: Int
    /// Since the start of each process.
    package var cpuSeconds: Double
    package var residentBytes: UInt64

    package init(team: String, processes: Int, cpuSeconds: Double, residentBytes: UInt64) {
        self.team = team
        self.processes = processes
        self.cpuSeconds = cpuSeconds
        self.residentBytes = residentBytes
    }
}

/// What the machine has, and is busy with.
package struct HostLoad: Sendable, Equatable {
    /// Nil where the kernel did not tell.
    package var totalBytes: UInt64?
    package var availableBytes: UInt64?
    /// Over the moment of the check.
    package var busyRatio: Double?
    package var processors: Int

    package init(totalBytes: UInt64?, availableBytes: UInt64?, busyRatio: Double?, processors: Int) {
        self.totalBytes = totalBytes
        self.availableBytes = availableBytes
        self.busyRatio = busyRatio
        self.processors = processors
    }

    package var memoryRatio: Double? {
        guard let totalBytes, totalBytes > 0, let availableBytes else { return nil }
        return 1 - Double(min(availableBytes, totalBytes)) / Double(totalBytes)
    }
}

/// Resources of the machine and of the teams.
package enum ResourceChecks {
    /// - Parameters:
    ///   - hasProcessTable: whether processes could be looked at.
    package static func teams(
        _ usages: [TeamUsage], host: HostLoad, hasProcessTable: Bool, judge: ThresholdJudge
    ) -> CheckResult {
        let memory = usages.reduce(0) { $0 + Double($1.residentBytes) }
        let ratio = host.totalBytes.map { memory / Double(max($0, 1)) }
        let processes = usages.reduce(0) { $0 + $1.processes }
        let state: CheckState =
            hasProcessTable ? ratio.map { judge.state(of: $0, .memory) } ?? .unknown : .unknown
        return CheckResult(
            "team_resources", "resources of teams", state,
            CheckFigure(
                "\(FigureText.bytes(memory)) in \(FigureText.count(processes, "process", "processes"))",
                memory,
                unit: "bytes"),
            threshold: judge.threshold(.memory) { "\(FigureText.percent($0)) of memory" },
            next: state == .ok
                ? nil
                : hasProcessTable
                    ? "agent-teams-exporter health --verbose" : "name the process table with --path.procfs",
            details: usages.map(detail))
    }

    private static func detail(_ usage: TeamUsage) -> CheckDetail {
        CheckDetail(
            usage.team,
            CheckFigure(
                "\(FigureText.bytes(Double(usage.residentBytes))) memory, "
                    + "\(FigureText.decimal(usage.cpuSeconds)) s CPU, "
                    + FigureText.count(usage.processes, "process", "processes"),
                Double(usage.residentBytes), unit: "bytes"))
    }

    package static func memory(_ host: HostLoad, judge: ThresholdJudge) -> CheckResult {
        load("host_memory", "memory of the host", host.memoryRatio, .memory, judge)
    }

    package static func cpu(_ host: HostLoad, judge: ThresholdJudge) -> CheckResult {
        load("host_cpu", "CPU of the host now", host.busyRatio, .cpu, judge)
    }

    private static func load(
        _ key: String, _ title: String, _ ratio: Double?, _ indicator: Indicator, _ judge: ThresholdJudge
    ) -> CheckResult {
        let state = ratio.map { judge.state(of: $0, indicator) } ?? .unknown
        return CheckResult(
            key, title, state, ratio.map { .ratio($0) } ?? .none,
            threshold: judge.threshold(indicator) { FigureText.percent($0) },
            next: state == .ok ? nil : "agent-teams-exporter health --verbose")
    }

    /// Sizes of the state that each team keeps on disk.
    package static func state(_ sizes: [(team: String, bytes: UInt64?)]) -> CheckResult {
        let isKnown = sizes.allSatisfy { $0.bytes != nil }
        return CheckResult(
            "team_data", "state of teams on disk", isKnown ? .ok : .unknown,
            .bytes(sizes.reduce(0) { $0 + ($1.bytes ?? 0) }),
            threshold: CheckThreshold("unknown: one cannot be read"),
            next: isKnown ? nil : "run as the owner of the teams root",
            details: sizes.map { size in
                CheckDetail(
                    size.team, size.bytes.map { .bytes($0) } ?? CheckFigure("cannot be read"),
                    size.bytes == nil ? .unknown : .ok)
            })
    }
}
