import FoundationEssentials

/// What is known of a backup without opening it: the first line of its manifest.
package struct BackupSummary: Sendable, Equatable, Codable {
    /// Of the manifest's own format.
    package var format = 1
    /// The file's name.
    package var archive: String
    /// The directory that held `teams` and `tasks`.
    package var root: String
    package var createdMs: Int64
    package var seconds: Double
    /// Of the archive.
    package var archiveBytes: UInt64
    package var archiveSHA256: String
    package var teams: Int
    package var files: Int
    /// Of the files within.
    package var bytes: UInt64
    /// Lines that follow.
    package var entries: Int
    /// What never rested while it was read; see `StatePath.text`.
    package var unsettled: [String]
    package var skipped: [String: String]
    package var unreadable: [String: String]

    private enum CodingKeys: String, CodingKey {
        case format, archive, root, seconds, teams, files, bytes, entries, unsettled, skipped, unreadable
        case createdMs = "created_ms"
        case archiveBytes = "archive_bytes"
        case archiveSHA256 = "archive_sha256"
    }
}

/// What a backup holds: kept beside it, as JSON lines. The first tells of the archive, each further one of an entry.
struct BackupManifest: Equatable {
    var summary: BackupSummary
    var entries: [StateEntry]

    private struct Line: Codable {
        var path: String
        var kind: String
        var mode: String
        var modifiedNanoseconds: Int64
        var bytes: UInt64?
        var sha256: String?
        var target: String?

        private enum CodingKeys: String, CodingKey {
            case path, kind, mode, bytes, sha256, target
            case modifiedNanoseconds = "modified_ns"
        }
    }

    init(summary: BackupSummary, entries: [StateEntry]) {
        self.summary = summary
        self.entries = entries
    }

    /// The manifest of these lines; nil where they are none, or some are missing.
    init?(jsonLines bytes: [UInt8]) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first, let summary = Self.summary(Array(first)),
            lines.count == summary.entries + 1
        else { return nil }
        let decoder = JSONDecoder()
        let entries = lines.dropFirst().map { line in
            (try? decoder.decode(Line.self, from: Data(line))).flatMap { Self.entry($0) }
        }
        guard entries.allSatisfy({ $0 != nil }) else { return nil }
        self.init(summary: summary, entries: entries.compactMap { $0 })
    }

    static func summary(_ line: [UInt8]) -> BackupSummary? {
        guard let summary = try? JSONDecoder().decode(BackupSummary.self, from: Data(line)),
            summary.format == 1
        else { return nil }
        return summary
    }

    func jsonLines() throws(BackupError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var out: [UInt8] = []
        do {
            out += try encoder.encode(summary) + [UInt8(ascii: "\n")]
            for entry in entries { out += try encoder.encode(Self.line(entry)) + [UInt8(ascii: "\n")] }
        } catch {
            throw .packing(what: summary.archive, reason: "its manifest cannot be written as JSON")
        }
        return out
    }

    private static func line(_ entry: StateEntry) -> Line {
        var line = Line(
            path: StatePath.text(entry.path), kind: "", mode: String(entry.mode & 0o777, radix: 8),
            modifiedNanoseconds: entry.modifiedNanoseconds)
        switch entry.kind {
        case .directory: line.kind = "directory"
        case .file(let bytes, let sha256): (line.kind, line.bytes, line.sha256) = ("file", bytes, sha256)
        case .link(let target): (line.kind, line.target) = ("link", StatePath.text(target))
        }
        return line
    }

    private static func entry(_ line: Line) -> StateEntry? {
        let kind: StateEntry.Kind
        switch line.kind {
        case "directory": kind = .directory
        case "file":
            guard let bytes = line.bytes, let sha256 = line.sha256 else { return nil }
            kind = .file(bytes: bytes, sha256: sha256)
        case "link":
            guard let target = line.target.flatMap({ StatePath.bytes($0) }) else { return nil }
            kind = .link(target: target)
        default: return nil
        }
        guard let path = StatePath.bytes(line.path), let mode = UInt32(line.mode, radix: 8) else {
            return nil
        }
        return StateEntry(
            path: path, kind: kind, mode: mode, modifiedNanoseconds: line.modifiedNanoseconds)
    }
}
