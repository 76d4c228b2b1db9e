import FoundationEssentials

/// How a verification ended; kept beside the archive.
package struct VerificationNote: Sendable, Equatable, Codable {
    package var timeMs: Int64
    package var isGood: Bool
    /// Empty when it is good.
    package var fault: String

    private enum CodingKeys: String, CodingKey {
        case timeMs = "time_ms"
        case isGood = "good"
        case fault
    }

    init(timeMs: Int64, isGood: Bool, fault: String) {
        self.timeMs = timeMs
        self.isGood = isGood
        self.fault = fault
    }

    init?(json: [UInt8]) {
        guard let note = try? JSONDecoder().decode(VerificationNote.self, from: Data(json)) else {
            return nil
        }
        self = note
    }

    func json() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Two numbers and a text of ours: there is nothing in it that JSON cannot hold.
        return ((try? encoder.encode(self)).map { Array($0) } ?? []) + [UInt8(ascii: "\n")]
    }
}

/// A backup that lies in a directory.
package struct BackupSet: Sendable, Equatable {
    package var directory: String
    /// `teams-YYYYMMDD-HHMMSS`.
    package var name: String
    package var archiveBytes: UInt64
    package var modifiedMs: Int64
    /// What its manifest tells; nil for an archive without one, which somebody else made.
    package var summary: BackupSummary?
    package var verification: VerificationNote?

    package var path: String { "\(directory)/\(name)\(BackupNames.archiveEnding)" }
    /// When it was made, as far as it is known.
    package var createdMs: Int64 { summary?.createdMs ?? modifiedMs }

    /// The backups in a directory, newest first; none where there is no such directory.
    package static func all(in directory: String) -> [BackupSet] {
        guard let folder = try? BackupFolder(directory), let sets = try? all(in: folder) else { return [] }
        return sets
    }

    static func all(in folder: BackupFolder) throws(BackupError) -> [BackupSet] {
        var sets: [BackupSet] = []
        for file in try folder.names() {
            guard let name = BackupNames.name(of: file, ending: BackupNames.archiveEnding),
                let status = try folder.status(file), status.kind == .regular
            else { continue }
            sets.append(
                BackupSet(
                    directory: folder.path, name: name, archiveBytes: status.size,
                    modifiedMs: status.modifiedNanoseconds / 1_000_000,
                    summary: summary(of: name, in: folder),
                    verification: note(of: name, in: folder)))
        }
        return sets.sorted { ($0.createdMs, $0.name) > ($1.createdMs, $1.name) }
    }

    private static func summary(of name: String, in folder: BackupFolder) -> BackupSummary? {
        // The first line names what was left out, too; a manifest cut within it tells nothing.
        guard let file = try? folder.openForReading(BackupNames.bytes(name, BackupNames.manifestEnding)),
            let bytes = try? file.contents(limit: 1 << 20)
        else { return nil }
        return BackupManifest.summary(Array(bytes.prefix { $0 != UInt8(ascii: "\n") }))
    }

    private static func note(of name: String, in folder: BackupFolder) -> VerificationNote? {
        guard let file = try? folder.openForReading(BackupNames.bytes(name, BackupNames.verdictEnding)),
            let bytes = try? file.contents(limit: 1 << 16)
        else { return nil }
        return VerificationNote(json: bytes)
    }
}
