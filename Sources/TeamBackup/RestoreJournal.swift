import FoundationEssentials

/// What a restore has done so far: kept beside what it moved, so that a run after a kill goes on.
struct RestoreJournal: Codable, Equatable {
    enum Phase: String, Codable {
        /// `teams` and `tasks` are exchanged, one after the other.
        case moving
        case restored
        case undone
    }

    var phase: Phase
    /// What it will be when all is moved.
    var goal: Phase
    /// The inode of what shall lie in the root in the end, by name; nothing for what shall not be there.
    var incoming: [String: UInt64]
    var archive: String
    var timeMs: Int64
    var undoneMs: Int64?

    static let name = Array("journal".utf8)
    private static let draft = Array("journal.unfinished".utf8)

    static func read(in folder: BackupFolder) throws(BackupError) -> RestoreJournal? {
        guard try folder.status(name) != nil else { return nil }
        let bytes = try folder.openForReading(name).contents(limit: 1 << 20)
        return try? JSONDecoder().decode(RestoreJournal.self, from: Data(bytes))
    }

    func write(in folder: BackupFolder) throws(BackupError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(self) else {
            throw .packing(what: folder.path, reason: "its journal cannot be written as JSON")
        }
        try folder.write(Array(bytes) + [UInt8(ascii: "\n")], to: Self.name, draft: Self.draft)
        try folder.sync()
    }
}
