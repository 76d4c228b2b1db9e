import FoundationEssentials
import TeamBackup

/// The JSON of the commands of `backup`.
enum BackupJSON {
    struct Verification: Encodable {
        let time: Double
        let isGood: Bool
        let fault: String

        private enum CodingKeys: String, CodingKey {
            case time, fault
            case isGood = "good"
        }

        init(_ note: VerificationNote) {
            (time, isGood, fault) = (Double(note.timeMs) / 1000, note.isGood, note.fault)
        }
    }

    struct Created: Encodable {
        let file: String
        let root: String
        let created: Double
        let seconds: Double
        let teams: Int
        let files: Int
        let bytes: UInt64
        let archiveBytes: UInt64
        let sha256: String
        let unsettled: [String]
        let skipped: [String: String]
        let unreadable: [String: String]
        let removed: [String]

        private enum CodingKeys: String, CodingKey {
            case file, root, created, seconds, teams, files, bytes, sha256, unsettled, skipped, unreadable,
                removed
            case archiveBytes = "archive_bytes"
        }

        init(_ report: BackupReport) {
            let summary = report.summary
            (file, root, removed) = (report.path, summary.root, report.removed)
            (created, seconds) = (Double(summary.createdMs) / 1000, summary.seconds)
            (teams, files, bytes) = (summary.teams, summary.files, summary.bytes)
            (archiveBytes, sha256) = (summary.archiveBytes, summary.archiveSHA256)
            (unsettled, skipped, unreadable) = (summary.unsettled, summary.skipped, summary.unreadable)
        }
    }

    struct Listed: Encodable {
        let file: String
        let root: String?
        let created: Double
        let archiveBytes: UInt64
        let teams: Int?
        let files: Int?
        let bytes: UInt64?
        let verified: Verification?

        private enum CodingKeys: String, CodingKey {
            case file, root, created, teams, files, bytes, verified
            case archiveBytes = "archive_bytes"
        }

        init(_ set: BackupSet) {
            (file, root, created) = (set.path, set.summary?.root, Double(set.createdMs) / 1000)
            archiveBytes = set.archiveBytes
            (teams, files, bytes) = (set.summary?.teams, set.summary?.files, set.summary?.bytes)
            verified = set.verification.map(Verification.init)
        }
    }

    struct Verified: Encodable {
        let file: String
        let good: Bool
        let fault: String?
        let entries: Int
        let bytes: UInt64
        let seconds: Double

        init(_ report: VerificationReport) {
            (file, good, fault) = (report.path, report.fault == nil, report.fault?.message)
            (entries, bytes, seconds) = (report.entries, report.bytes, report.seconds)
        }
    }

    struct Restored: Encodable {
        let file: String
        let root: String
        let action: String
        let aside: String?
        let undo: String?
    }

    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
