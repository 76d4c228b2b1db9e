import LogArchive
package import LogRules
package import LogTailing

/// A log and how its entries and their times are read.
package struct SearchedLog: Sendable {
    package var source: LogSource
    package var entries: EntryPolicy
    package var entryTime: EntryTime

    package init(source: LogSource, entries: EntryPolicy = .auto, entryTime: EntryTime = .standard) {
        self.source = source
        self.entries = entries
        self.entryTime = entryTime
    }
}

/// A file in which entries are looked for.
package struct SearchedFile: Sendable {
    /// `-` is standard input.
    package let path: String
    package let log: String
    /// Its bytes as they lie on disk; nil for a stream, which can be read once only.
    package let sizeBytes: UInt64?
    let entries: EntryPolicy
    let entryTime: EntryTime
    let maxLineBytes: Int
    /// Of files that were found: after it nothing was written.
    var modifiedMs: Int64?
    /// What the receipt of an archive tells.
    var summary: LogSummary?
    /// Somebody asked for this very file.
    var isNamed = false
    /// The program itself writes to it, as far as its name tells.
    var isLive = false

    /// Lines of files that were named are cut here.
    private static let usualMaxLineBytes = 1_000_000

    init(path: String, log: String, sizeBytes: UInt64?, _ settings: SearchedLog?) {
        self.path = path
        self.log = log
        self.sizeBytes = sizeBytes
        entries = settings?.entries ?? .auto
        entryTime = settings?.entryTime ?? .standard
        maxLineBytes = settings?.source.maxLineBytes ?? Self.usualMaxLineBytes
    }

    /// Files that were named one by one.
    package static func named(_ paths: [String], log: String? = nil, like settings: SearchedLog? = nil)
        -> [SearchedFile]
    {
        paths.map { path in
            let name = path.split(separator: "/").last.map(String.init) ?? path
            var file = SearchedFile(
                path: path, log: log ?? name, sizeBytes: path == "-" ? nil : WholeFile.size(of: path),
                settings)
            file.isNamed = true
            return file
        }
    }

    /// All files of the logs: those they are written to, rotated ones, packed or not, and archives.
    package static func found(of logs: [SearchedLog], archives: ArchivePlace) -> [SearchedFile] {
        let byName = Dictionary(logs.map { ($0.source.name, $0) }) { first, _ in first }
        let sources = logs.map(\.source)
        let plain = LogFileListing.files(of: sources).filter { !$0.isExcluded }
        let packed = LogFileListing.files(of: sources.map { archived($0, archives) })
        var seen: Set<BytePath> = []
        return (plain + packed).compactMap { file in
            guard file.kind != .other, seen.insert(file.path).inserted else { return nil }
            return SearchedFile(file, byName)
        }
    }

    private init?(_ file: LogFile, _ logs: [String: SearchedLog]) {
        let path = String(decoding: file.path.bytes, as: UTF8.self)
        let receipt = file.isCompressed ? Receipt.beside(path) : nil
        // Archives of several logs may lie in one directory; their receipts tell whose they are.
        guard let log = logs[receipt?.log ?? file.logName] else { return nil }
        let size = file.kind == .link ? WholeFile.size(of: path) : file.size
        self.init(path: path, log: log.source.name, sizeBytes: size, log)
        // The time of a link is not that of the file.
        modifiedMs = file.kind == .link ? nil : file.modifiedNanoseconds / 1_000_000
        summary = receipt?.entries
        isLive = file.isTailed && !file.isCompressed
    }

    /// The log as if it were written where its archives lie.
    private static func archived(_ source: LogSource, _ archives: ArchivePlace) -> LogSource {
        var places: [String] = []
        for directory in LogFileListing.directories(of: [source]) {
            let archive = archives.directory(of: directory)
            for path in source.paths {
                let quoted = archive.bytes.flatMap { wildcards.contains($0) ? [backslash, $0] : [$0] }
                let name = path.split(separator: "/").last ?? ""
                places.append("\(String(decoding: quoted, as: UTF8.self))/\(name)")
            }
        }
        return LogSource(name: source.name, paths: places, maxLineBytes: source.maxLineBytes)
    }

    private static let backslash = UInt8(ascii: "\\")
    private static let wildcards = Set("*?[\\".utf8)
}

extension SearchedFile {
    /// Packed by a program whose format cannot be read here; nil when it can.
    var foreignPacking: String? {
        ["bz2", "xz", "lz4", "Z", "zip"].first { path.hasSuffix(".\($0)") }
    }

    /// Whether it may hold an entry that is looked for, by what is known without reading it.
    func mayHold(_ query: EntryQuery) -> Bool {
        if let modifiedMs, let since = query.sinceMs, modifiedMs < since &- EntryQuery.zonesMs {
            return false
        }
        guard let summary else { return true }
        // An archive that was made without levels tells nothing of them.
        let isLevelled = summary.levels.contains { name, count in
            count > 0 && LogLevel(name: name).map { $0 >= query.level } ?? true
        }
        guard isLevelled || summary.levels.isEmpty else { return false }
        return query.mayHold(firstMs: summary.firstMs, lastMs: summary.lastMs)
    }
}
