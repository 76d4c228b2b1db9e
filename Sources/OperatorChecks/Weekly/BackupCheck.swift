import Operations
import RuleEmission

/// The newest backup of one root.
package struct BackupFinding: Sendable, Equatable {
    /// For people: `root 1`.
    package var place: String
    /// Nil: there is none.
    package var ageSeconds: Double?
    package var bytes: UInt64
    /// Nil: it was never tried.
    package var isGood: Bool?
    /// Whether the root holds anything that could be backed up.
    package var hasState: Bool

    package init(
        place: String, ageSeconds: Double?, bytes: UInt64 = 0, isGood: Bool? = nil, hasState: Bool = true
    ) {
        self.place = place
        self.ageSeconds = ageSeconds
        self.bytes = bytes
        self.isGood = isGood
        self.hasState = hasState
    }
}

/// Whether there are fresh and good backups.
package enum BackupCheck {
    static let threshold = CheckThreshold(
        "warning: older than 8 d or never verified, critical: none or not good",
        warning: UpkeepLimits.backupAgeSeconds)

    package static func result(_ found: [BackupFinding]) -> CheckResult {
        let details = found.map { CheckDetail($0.place, figure($0), judged($0)) }
        let state = details.map(\.state).max() ?? .unknown
        let oldest = found.compactMap(\.ageSeconds).max()
        let lacking = found.contains { $0.hasState && $0.ageSeconds == nil }
        return CheckResult(
            "backups", "backups of the teams", state,
            lacking || oldest == nil
                ? CheckFigure(lacking ? "none" : "nothing to back up")
                : CheckFigure("newest \(FigureText.seconds(oldest ?? 0)) old", oldest, unit: "seconds"),
            threshold: threshold, next: next(found, state), details: details)
    }

    private static func judged(_ one: BackupFinding) -> CheckState {
        guard let age = one.ageSeconds else { return one.hasState ? .critical : .ok }
        guard one.isGood != false else { return .critical }
        return age > UpkeepLimits.backupAgeSeconds || one.isGood == nil ? .warning : .ok
    }

    private static func figure(_ one: BackupFinding) -> CheckFigure {
        guard let age = one.ageSeconds else { return CheckFigure("none") }
        let verified =
            switch one.isGood {
            case true: "verified"
            case false: "NOT GOOD"
            case nil: "not verified"
            }
        return CheckFigure(
            "\(FigureText.seconds(age)) old, \(FigureText.bytes(Double(one.bytes))), \(verified)", age,
            unit: "seconds")
    }

    private static func next(_ found: [BackupFinding], _ state: CheckState) -> String? {
        guard state != .ok else { return nil }
        let isOld = found.contains { ($0.ageSeconds ?? .infinity) > UpkeepLimits.backupAgeSeconds }
        return isOld || found.contains { $0.isGood == false }
            ? "agent-teams-exporter backup create" : "agent-teams-exporter backup verify"
    }
}
