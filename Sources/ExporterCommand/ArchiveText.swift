import FoundationEssentials
import LogArchive
import LogTailing

/// A plan or what came of it, for people and as JSON.
struct ArchiveText: Encodable {
    struct Planned: Encodable {
        let path: String
        let log: String
        let bytes: UInt64
        let modified: Int64
        /// `archive` or `keep`.
        let action: String
        let reason: String?
        let directory: String
        let why: String?

        private enum CodingKeys: String, CodingKey {
            case path, log, bytes, action, reason, directory
            case modified = "modified_seconds"
        }
    }

    struct Archived: Encodable {
        let path: String
        let archive: String
        let bytes: UInt64
        let storedBytes: UInt64
        let lines: Int

        private enum CodingKeys: String, CodingKey {
            case path, archive, bytes, lines
            case storedBytes = "stored_bytes"
        }
    }

    struct Removed: Encodable {
        let archive: String
        let storedBytes: UInt64
        let reason: String

        private enum CodingKeys: String, CodingKey {
            case archive, reason
            case storedBytes = "stored_bytes"
        }
    }

    struct Failure: Encodable {
        let path: String
        let reason: String
        let message: String
    }

    let isDryRun: Bool
    let plan: [Planned]
    let archived: [Archived]
    let removed: [Removed]
    let failures: [Failure]

    private enum CodingKeys: String, CodingKey {
        case plan, archived, removed, failures
        case isDryRun = "dry_run"
    }

    init(plan: ArchivePlan, removals: [ArchiveReport.Removed]) {
        isDryRun = true
        self.plan = plan.items.map(Planned.init)
        archived = []
        removed = removals.map(Removed.init)
        failures = []
    }

    init(plan: ArchivePlan, report: ArchiveReport) {
        isDryRun = false
        self.plan = plan.items.map(Planned.init)
        archived = report.archived.map {
            Archived(
                path: $0.path.display, archive: $0.archive, bytes: $0.bytes, storedBytes: $0.storedBytes,
                lines: $0.lines)
        }
        removed = report.removed.map(Removed.init)
        failures = report.failures.map {
            Failure(path: $0.path, reason: $0.error.reason, message: $0.error.message)
        }
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// The plan, a line for each file and each archive that would go.
    func planned() -> String {
        let files = plan.map { item in
            [
                item.action, TeamTable.printable(item.path), Self.size(item.bytes),
                item.why ?? "-> \(TeamTable.printable(item.directory))",
            ]
        }
        let archives = removed.map {
            [
                "remove", TeamTable.printable($0.archive), Self.size($0.storedBytes),
                "archive, by \($0.reason)",
            ]
        }
        let taken = plan.filter { $0.action == "archive" }
        let summary =
            "\(Self.count(taken.count, "file")) to archive (\(Self.size(taken.reduce(0) { $0 + $1.bytes }))), "
            + "\(plan.count - taken.count) to keep, \(Self.count(removed.count, "archive")) to remove; "
            + "nothing was changed"
        return Terminal.table(files + archives) + summary
    }

    func done() -> String {
        let files = archived.map {
            "archived \(TeamTable.printable($0.path)) -> \(TeamTable.printable($0.archive))  "
                + "\($0.bytes) -> \($0.storedBytes) bytes, \($0.lines) lines\n"
        }
        let archives = removed.map { "removed \(TeamTable.printable($0.archive)), by \($0.reason)\n" }
        let (bytes, stored) = archived.reduce((UInt64(0), UInt64(0))) {
            ($0.0 + $1.bytes, $0.1 + $1.storedBytes)
        }
        let kept = plan.count { $0.action == "keep" }
        return files.joined() + archives.joined()
            + "\(Self.count(archived.count, "file")) archived: \(Self.size(bytes)) into \(Self.size(stored)); "
            + "\(kept) kept, \(Self.count(failures.count, "failure")), "
            + "\(Self.count(removed.count, "archive")) removed"
    }

    private static func count(_ number: Int, _ thing: String) -> String {
        "\(number) \(thing)\(number == 1 ? "" : "s")"
    }

    private static func size(_ bytes: UInt64) -> String {
        for (unit, scale) in [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)] where Double(bytes) >= scale {
            let tenths = Int((Double(bytes) / scale * 10).rounded())
            return "\(tenths / 10).\(tenths % 10) \(unit)"
        }
        return "\(bytes) bytes"
    }
}

extension ArchiveText.Planned {
    init(_ item: ArchivePlan.Item) {
        self.init(
            path: item.file.path.display, log: item.file.logName, bytes: item.file.size,
            modified: item.file.modifiedNanoseconds / 1_000_000_000,
            action: item.kept == nil ? "archive" : "keep", reason: item.kept?.name,
            directory: item.directory, why: item.kept?.message)
    }
}

extension ArchiveText.Removed {
    init(_ removed: ArchiveReport.Removed) {
        self.init(archive: removed.archive, storedBytes: removed.storedBytes, reason: removed.reason.rawValue)
    }
}
