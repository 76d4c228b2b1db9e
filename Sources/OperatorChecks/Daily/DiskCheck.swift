package import HostState
import RuleEmission

/// Room on the file systems that matter, by what lies there.
package enum DiskCheck {
    /// A role and its file system; nil where that cannot be asked.
    package typealias Place = (role: String, usage: FileSystemUsage?)

    /// - Parameter sizes: of what lies there, by name; only shown.
    package static func result(
        _ places: [Place], judge: ThresholdJudge, key: String = "disks", sizes: [(String, UInt64?)] = []
    ) -> CheckResult {
        let known = places.compactMap { place in place.usage.map { (role: place.role, usage: $0) } }
        let systems = NamedFileSystem.distinct(known)
        let disks = systems.map { system in
            let used = usedRatio(system.usage)
            return CheckDetail(
                system.role,
                CheckFigure(
                    "\(FigureText.percent(used)) used, \(FigureText.bytes(Double(system.usage.availableBytes))) free",
                    used, unit: "ratio"), judge.state(of: used, .diskUsed))
        }
        let lost = places.filter { $0.usage == nil }.map {
            CheckDetail($0.role, CheckFigure("cannot be asked"), .unknown)
        }
        let fullest = systems.map { usedRatio($0.usage) }.max()
        let extent = sizes.map { name, bytes in
            CheckDetail(
                name, bytes.map { .bytes($0) } ?? CheckFigure("cannot be read"), bytes == nil ? .unknown : .ok
            )
        }
        let details = disks + lost + extent
        let state = details.map(\.state).max() ?? .unknown
        return CheckResult(
            key, "disks", state,
            fullest.map { CheckFigure("fullest: \(FigureText.percent($0))", $0, unit: "ratio") } ?? .none,
            threshold: judge.threshold(.diskUsed) { FigureText.percent($0) },
            next: state == .ok ? nil : "agent-teams-exporter logs archive --older-than 7d --dry-run",
            details: details)
    }

    /// As the alert has it: what users that are not root cannot have counts as used.
    static func usedRatio(_ usage: FileSystemUsage) -> Double {
        guard usage.sizeBytes > 0 else { return 0 }
        return Double(usage.sizeBytes - min(usage.availableBytes, usage.sizeBytes)) / Double(usage.sizeBytes)
    }
}
