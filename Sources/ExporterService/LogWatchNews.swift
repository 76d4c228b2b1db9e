import LogTailing
import Logging

/// What is worth a line in the program's own log, told from two looks at the tailer.
struct LogWatchNews: Equatable {
    struct Item: Equatable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    let items: [Item]

    /// - Parameter earlier: the last status that news was made of; `nil` at the first look.
    init(_ status: TailStatus, since earlier: TailStatus?) {
        var items: [Item] = []
        for (index, log) in status.logs.enumerated() {
            guard let earlier else {
                items.append(Self.beginning(of: log))
                items += Self.faults(of: log, since: LogStatus(name: log.name, watchMode: log.watchMode))
                continue
            }
            items += Self.faults(of: log, since: earlier.logs[index])
        }
        items += Self.losses(status.losses, known: earlier?.losses ?? [])
        self.items = items
    }

    private static func beginning(of log: LogStatus) -> Item {
        if log.files == 0 {
            return Item(
                level: .warning,
                message:
                    "no file to read yet; check the paths of this log, and whether an earlier log has the same files",
                metadata: ["log": log.name]
            )
        }
        return Item(
            level: .info,
            message: "watching",
            metadata: ["log": log.name, "files": "\(log.files)", "mode": log.watchMode.rawValue]
        )
    }

    private static func faults(of log: LogStatus, since earlier: LogStatus) -> [Item] {
        var items: [Item] = []
        for reason in TailErrorReason.allCases {
            let count = log.errors[reason] ?? 0
            // A fault that repeats with each retry is told once; the metric counts the rest.
            guard count > 0, earlier.errors[reason] ?? 0 == 0 else { continue }
            items.append(
                Item(
                    level: .warning,
                    message: explanation(of: reason),
                    metadata: ["log": log.name, "reason": reason.rawValue]
                )
            )
        }
        if log.watchMode != earlier.watchMode {
            let message =
                log.watchMode == .poll
                ? "inotify is not available; polling instead" : "watching by inotify again"
            items.append(Item(level: .warning, message: message, metadata: ["log": log.name]))
        }
        return items
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
    private static func losses(_ losses: [LossEvent], known: [LossEvent]) -> [Item] {
        let newest = known.last?.number ?? 0
        return losses.filter { $0.number > newest }.map { loss in
            Item(
                level: .warning,
                message: "bytes were gone before they could be read",
                metadata: [
                    "log": loss.logName, "path": loss.path.display, "reason": loss.reason.rawValue,
                    "from": "\(loss.range.lowerBound)", "to": "\(loss.range.upperBound)",
                ]
            )
        }
    }
}
