import LogTailing
import Logging

/// What is worth a line in the program's own log, told from two looks at the tailer.
struct LogWatchNews: Equatable {
    let items: [NewsItem]

    /// - Parameter earlier: the last status that news was made of; `nil` at the first look.
    init(_ status: TailStatus, since earlier: TailStatus?) {
        var items: [NewsItem] = []
        for log in status.logs {
            // A reload may have added, removed and moved logs: they are known by their names.
            if let known = earlier?.logs.first(where: { $0.name == log.name }) {
                items += Self.faults(of: log, since: known)
            } else {
                items.append(Self.beginning(of: log))
                items += Self.faults(of: log, since: LogStatus(name: log.name, watchMode: log.watchMode))
            }
        }
        items += Self.losses(status.losses, known: earlier?.losses ?? [])
        self.items = items
    }

    private static func beginning(of log: LogStatus) -> NewsItem {
        if log.files == 0 {
            return NewsItem(
                level: .warning,
                message:
                    "no file to read yet; check the paths of this log, and whether an earlier log has the same files",
                metadata: ["log": log.name]
            )
        }
        return NewsItem(
            level: .info,
            message: "watching",
            metadata: ["log": log.name, "files": "\(log.files)", "mode": log.watchMode.rawValue]
        )
    }

    private static func faults(of log: LogStatus, since earlier: LogStatus) -> [NewsItem] {
        var items: [NewsItem] = []
        for reason in TailErrorReason.allCases {
            let count = log.errors[reason] ?? 0
            // A fault that repeats with each retry is told once; the metric counts the rest.
            guard count > 0, earlier.errors[reason] ?? 0 == 0 else { continue }
            items.append(
                NewsItem(
                    level: .warning,
                    message: explanation(of: reason),
                    metadata: ["log": log.name, "reason": reason.rawValue]
                )
            )
        }
        if log.watchMode != earlier.watchMode {
            items.append(NewsItem(level: .warning, message: watching(of: log), metadata: ["log": log.name]))
        }
        return items
    }

    private static func watching(of log: LogStatus) -> String {
        guard log.watchMode == .poll else { return "watching by inotify again" }
        return log.pollReason == .noEvents
            ? "the file system of this log tells of no changes; polling instead"
            : "inotify is not available; polling instead"
    }

    private static func explanation(of reason: TailErrorReason) -> String {
        switch reason {
        case .open: "a file of this log cannot be opened; it is tried again"
        case .read: "a file of this log cannot be read; it is tried again"
        case .permission:
            "a file of this log may not be read by this user; grant it, and it is read from where it was left"
        case .notAFile:
            "a path of this log is a directory, FIFO or device; name regular files in the configuration"
        case .watch: "a directory of this log cannot be watched; its files are polled"
        }
    }

    /// The list of losses is bounded: those that slid out at the front were told before.
    private static func losses(_ losses: [LossEvent], known: [LossEvent]) -> [NewsItem] {
        // Numbers that fell are those of a new tailer, after a reload.
        let latest = losses.last?.number ?? 0
        let newest = known.last.map { $0.number <= latest ? $0.number : 0 } ?? 0
        return losses.filter { $0.number > newest }.map { loss in
            NewsItem(
                level: .warning,
                message: "bytes were gone before they could be read",
                metadata: [
                    "log": loss.logName, "path": loss.path.display, "reason": loss.reason.rawValue,
                    "from": "\(loss.range.lowerBound)", "to": "\(loss.range.upperBound)",
                    "perhaps_more": "\(!loss.isExtentKnown)",
                ]
            )
        }
    }
}
