package import LogArchive
import LogTailing
package import TeamBackup

/// Old logs and the proof of backups.
package enum KeepingChecks {
    /// Logs that would be archived now.
    ///
    /// - Parameters:
    ///   - plan: nil: it could not be made, for the reason given.
    ///   - isScheduled: the daemon archives by itself.
    package static func oldLogs(
        _ plan: ArchivePlan?, reason: String = "", olderThanDays: Int64, isScheduled: Bool
    ) -> CheckResult {
        let (key, title) = ("old_logs", "logs older than \(olderThanDays) d")
        let threshold = CheckThreshold("warning: one, where nothing archives them")
        guard let plan else {
            return CheckResult(
                key, title, .unknown, CheckFigure(reason), threshold: threshold,
                next: "agent-teams-exporter logs archive --dry-run")
        }
        let bytes = plan.taken.reduce(0) { $0 + $1.file.size }
        var details = Dictionary(grouping: plan.taken, by: \.file.logName).sorted { $0.key < $1.key }.map {
            CheckDetail(
                $0.key,
                CheckFigure(
                    "\(FigureText.count($0.value.count, "file", "files")), "
                        + FigureText.bytes($0.value.reduce(0) { $0 + Double($1.file.size) }),
                    Double($0.value.count), unit: "files"))
        }
        let held = plan.items.filter { $0.kept?.isHindrance == true }
        details += Dictionary(grouping: held) { $0.kept?.name ?? "" }.sorted { $0.key < $1.key }.map {
            CheckDetail(
                "kept: \($0.key)", .count($0.value.count, "file", "files"), .warning)
        }
        let count = plan.taken.count
        let state: CheckState = !held.isEmpty || count > 0 && !isScheduled ? .warning : .ok
        return CheckResult(
            key, title, state,
            CheckFigure(
                "\(FigureText.count(count, "file", "files")), \(FigureText.bytes(Double(bytes)))",
                Double(count),
                unit: "files"),
            threshold: threshold,
            next: state == .ok
                ? nil : "agent-teams-exporter logs archive" + (held.isEmpty ? "" : " --dry-run"),
            details: details)
    }

    /// How trying to restore the newest backup of a root ended.
    package enum Trial: Sendable {
        case good(VerificationReport)
        case bad(reason: String)
        /// It could not be tried.
        case untried(reason: String)
        /// There is none, though the root has state, or none is needed.
        case noBackup(hasState: Bool)
    }

    package static func restoreTest(_ trials: [(place: String, trial: Trial)]) -> CheckResult {
        let details = trials.map { CheckDetail($0.place, figure($0.trial), judged($0.trial)) }
        let state = details.map(\.state).max() ?? .unknown
        let needed = trials.count { if case .noBackup(hasState: false) = $0.trial { false } else { true } }
        let good = trials.count { if case .good = $0.trial { true } else { false } }
        let next: String? =
            switch state {
            case .ok: nil
            case .unknown: "agent-teams-exporter backup verify"
            default: "agent-teams-exporter backup create"
            }
        return CheckResult(
            "restore_test", "restore test of the newest backup", state,
            needed == 0
                ? CheckFigure("nothing to back up")
                : CheckFigure("\(good) of \(needed) good", Double(good), unit: "backups"),
            threshold: CheckThreshold("critical: none, or one that cannot be restored"), next: next,
            details: details)
    }

    private static func judged(_ trial: Trial) -> CheckState {
        switch trial {
        case .good: .ok
        case .bad: .critical
        case .untried: .unknown
        case .noBackup(let hasState): hasState ? .critical : .ok
        }
    }

    private static func figure(_ trial: Trial) -> CheckFigure {
        switch trial {
        case .good(let report):
            CheckFigure(
                "good: \(FigureText.count(report.entries, "entry", "entries")), "
                    + "\(FigureText.bytes(Double(report.bytes))), restored in \(FigureText.seconds(report.seconds))",
                Double(report.entries), unit: "entries")
        case .bad(let reason): CheckFigure("NOT GOOD: \(reason)")
        case .untried(let reason): CheckFigure("not tried: \(reason)")
        case .noBackup(let hasState): CheckFigure(hasState ? "no backup" : "nothing to back up")
        }
    }
}

extension KeepReason {
    /// Whether it holds back a file that is old enough and that somebody may want archived.
    fileprivate var isHindrance: Bool {
        switch self {
        case .unread, .unreadable, .openForWriting, .unknownWriters, .notQuiet: true
        case .young, .empty, .link, .special, .hardLinked, .excluded, .compressed, .inArchiveDirectory: false
        }
    }
}
