import FoundationEssentials

/// What is known of the lines of a file; found by whoever knows levels and times.
package struct LogSummary: Sendable, Equatable, Codable {
    /// Times of the first and the last entry that has one, in milliseconds since 1970.
    package var firstMs: Int64?
    package var lastMs: Int64?
    /// Entries by level.
    package var levels: [String: Int]

    package init(firstMs: Int64? = nil, lastMs: Int64? = nil, levels: [String: Int] = [:]) {
        self.firstMs = firstMs
        self.lastMs = lastMs
        self.levels = levels
    }
}

/// Where a block of an archive begins: a reader can start there.
package struct ArchiveBlock: Sendable, Equatable {
    /// In the bytes of the log.
    package var offset: UInt64
    /// In the bytes of the archive.
    package var storedOffset: UInt64
    /// Lines before it.
    package var line: Int
}

/// What an archive holds: kept beside it, as JSON lines. The first tells of the file, each further one of a block.
package struct Receipt: Sendable, Equatable, Codable {
    package var archive: String
    package var source: String
    package var log: String
    package var compression: String
    package var bytes: UInt64
    package var storedBytes: UInt64
    package var lines: Int
    package var sha256: String
    package var modifiedNanoseconds: Int64
    package var archivedMs: Int64
    /// Which file it was: tells a run after a kill that its archive is complete.
    package var device: UInt64
    package var inode: UInt64
    package var entries: LogSummary?
    package var blocks: [ArchiveBlock] = []

    private enum CodingKeys: String, CodingKey {
        case archive, source, log, compression, bytes, lines, sha256, device, inode, entries
        case storedBytes = "stored_bytes"
        case modifiedNanoseconds = "modified_ns"
        case archivedMs = "archived_ms"
    }

    init(
        archive: String, source: String, log: String, compression: ArchiveSettings.Compression,
        content: ArchivedContent, facts: FileFacts, archivedMs: Int64, entries: LogSummary?
    ) {
        self.archive = archive
        self.source = source
        self.log = log
        self.compression = compression.rawValue
        bytes = content.bytes
        storedBytes = content.storedBytes
        lines = content.lines
        sha256 = content.sha256
        modifiedNanoseconds = facts.modifiedNanoseconds
        self.archivedMs = archivedMs
        device = facts.device
        inode = facts.inode
        self.entries = entries
        blocks = content.blocks
    }

    func jsonLines() throws(ArchiveError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let head = try? encoder.encode(self) else {
            throw .packing(what: archive, reason: "its receipt cannot be written as JSON")
        }
        var out = Array(head) + [UInt8(ascii: "\n")]
        for block in blocks {
            out += Array(
                "{\"offset\":\(block.offset),\"stored_offset\":\(block.storedOffset),\"line\":\(block.line)}\n"
                    .utf8)
        }
        return out
    }

    /// The receipt of these lines; nil where they are none. Blocks are left out: see `blocks(of:)`.
    package init?(jsonLines bytes: [UInt8]) {
        let head = bytes.prefix { $0 != UInt8(ascii: "\n") }
        guard let receipt = try? JSONDecoder().decode(Receipt.self, from: Data(head)) else { return nil }
        self = receipt
    }

    /// Whether the file is the one that was archived, as it was then.
    func isOf(_ facts: FileFacts) -> Bool {
        inode == facts.inode && bytes == facts.size && modifiedNanoseconds == facts.modifiedNanoseconds
    }
}

/// What was written into an archive, and what must be found when it is read back.
struct ArchivedContent: Equatable, Sendable {
    var bytes: UInt64 = 0
    var storedBytes: UInt64 = 0
    var lines = 0
    var sha256 = ""
    var blocks: [ArchiveBlock] = []
}
