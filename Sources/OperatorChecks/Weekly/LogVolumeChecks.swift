import Operations
import RuleEmission

/// What the files of one log tell of its size and growth.
package struct LogVolume: Sendable, Equatable {
    /// How the growth was told.
    package enum Source: String, Sendable, Equatable {
        /// Bytes of the generations that began after the oldest one ended.
        case generations
        /// Bytes of the one file since the first time in it.
        case firstEntry = "first_entry"
    }

    package struct Growth: Sendable, Equatable {
        package var bytesPerDay: Double
        package var source: Source
        /// Nil where nothing rotated.
        package var generations: Int
    }

    package var log: String
    /// Of the files that it is written to now, as `orchestrator_log_size_bytes` has it.
    package var bytes: UInt64
    package var files: Int
    /// Rotated ones and archives beside them.
    package var rotatedBytes: UInt64
    package var growth: Growth?
    /// Free for the log, on its file system.
    package var availableBytes: UInt64?

    package init(
        log: String, bytes: UInt64, files: Int, rotatedBytes: UInt64 = 0, growth: Growth? = nil,
        availableBytes: UInt64? = nil
    ) {
        self.log = log
        self.bytes = bytes
        self.files = files
        self.rotatedBytes = rotatedBytes
        self.growth = growth
        self.availableBytes = availableBytes
    }
}

/// Sizes of logs, and how fast they grow.
package enum LogVolumeChecks {
    /// Until the next weekly look.
    private static let warningDays = 7.0
    private static let criticalDays = 1.0

    package static func sizes(_ volumes: [LogVolume], judge: ThresholdJudge) -> CheckResult {
        let details = volumes.map { volume in
            let rotated =
                volume.rotatedBytes > 0 ? ", rotated \(FigureText.bytes(Double(volume.rotatedBytes)))" : ""
            let files = FigureText.count(volume.files, "file", "files")
            return CheckDetail(
                volume.log,
                CheckFigure(
                    "\(FigureText.bytes(Double(volume.bytes))) in \(files)\(rotated)", Double(volume.bytes),
                    unit: "bytes"),
                volume.files == 0 && volume.rotatedBytes == 0
                    ? .unknown : judge.state(of: Double(volume.bytes), .logSize))
        }
        let state = details.map(\.state).max() ?? .unknown
        return CheckResult(
            "log_sizes", "sizes of logs", state,
            volumes.isEmpty ? .none : .bytes(volumes.reduce(0) { $0 + $1.bytes }),
            threshold: judge.threshold(.logSize) { FigureText.bytes($0) },
            next: state == .ok
                ? nil
                : state == .unknown
                    ? "agent-teams-exporter config check" : "docs/runbooks/AgentTeamsLogLarge.md",
            details: details)
    }

    package static func growth(_ volumes: [LogVolume]) -> CheckResult {
        let details = volumes.map { CheckDetail($0.log, figure($0), judged($0)) }
        let known = volumes.compactMap(\.growth)
        let sum = known.reduce(0) { $0 + $1.bytesPerDay }
        let state = details.map(\.state).max() ?? .unknown
        return CheckResult(
            "log_growth", "growth of logs", state,
            known.isEmpty
                ? .none : CheckFigure("\(FigureText.bytes(sum)) a day", sum, unit: "bytes per day"),
            threshold: CheckThreshold(
                "disk full: warning < 7 d, critical < 1 d", warning: warningDays, critical: criticalDays),
            next: state == .ok
                ? nil
                : state == .unknown
                    ? "look again after a rotation: one file without times tells no growth"
                    : "agent-teams-exporter logs archive --older-than 7d --dry-run",
            details: details)
    }

    private static func judged(_ volume: LogVolume) -> CheckState {
        guard let days = daysLeft(volume) else { return .unknown }
        return days < criticalDays ? .critical : days < warningDays ? .warning : .ok
    }

    private static func daysLeft(_ volume: LogVolume) -> Double? {
        guard let growth = volume.growth, let free = volume.availableBytes else { return nil }
        return growth.bytesPerDay > 0 ? Double(free) / growth.bytesPerDay : .infinity
    }

    private static func figure(_ volume: LogVolume) -> CheckFigure {
        guard let growth = volume.growth else { return CheckFigure("not known: one file, no time in it") }
        let how =
            switch growth.source {
            case .generations: "from \(FigureText.count(growth.generations, "generation", "generations"))"
            case .firstEntry: "since the first time in its file"
            }
        return CheckFigure(
            "\(FigureText.bytes(growth.bytesPerDay)) a day, \(how)", growth.bytesPerDay, unit: "bytes per day"
        )
    }
}
