package import LogTailing

/// What was seen of a file besides its name and status; asked only of files that are old enough.
package struct FileEvidence: Sendable, Equatable {
    package enum Reading: Sendable, Equatable {
        /// No daemon follows it.
        case notTailed
        case complete
        /// The daemon has read this many of its bytes.
        case incomplete(UInt64)
    }

    package enum Writers: Sendable, Equatable { case none, some, unknown }

    package var reading: Reading
    package var writers: Writers
    /// Size and time of change were those of the first look.
    package var isUnchanged: Bool
}

/// Why a file stays where it is.
package enum KeepReason: Sendable, Equatable {
    case young, empty, link, special, hardLinked, excluded, compressed, inArchiveDirectory
    case notQuiet, unreadable, openForWriting, unknownWriters
    case unread(UInt64)

    /// The key in JSON.
    package var name: String {
        switch self {
        case .young: "young"
        case .empty: "empty"
        case .link: "link"
        case .special: "special"
        case .hardLinked: "hard_linked"
        case .excluded: "excluded"
        case .compressed: "compressed"
        case .inArchiveDirectory: "in_archive_directory"
        case .notQuiet: "not_quiet"
        case .unreadable: "unreadable"
        case .openForWriting: "open_for_writing"
        case .unknownWriters: "unknown_writers"
        case .unread: "unread"
        }
    }

    package var message: String {
        switch self {
        case .young: "written too short a while ago"
        case .empty: "empty"
        case .link: "a symbolic link"
        case .special: "no regular file"
        case .hardLinked: "has other names (hard links)"
        case .excluded: "its name is excluded"
        case .compressed: "compressed already"
        case .inArchiveDirectory: "lies in the archive directory"
        case .notQuiet: "changed between two looks"
        case .unreadable: "cannot be opened"
        case .openForWriting: "open for writing"
        case .unknownWriters: "cannot tell whether it is open for writing: run as root or as its owner"
        case .unread(0): "not read by the daemon yet"
        case .unread(let offset): "read by the daemon up to byte \(offset) only"
        }
    }
}

/// What is to be done with each file, as plain values: made before anything is touched.
package struct ArchivePlan: Sendable, Equatable {
    package struct Item: Sendable, Equatable {
        package var file: LogFile
        /// Where its archive goes.
        package var directory: String
        /// Nil: it is archived.
        package var kept: KeepReason?
    }

    /// Those to be archived in the order of their age, oldest first, then the others by path.
    package private(set) var items: [Item]

    package var taken: [Item] { items.filter { $0.kept == nil } }

    package init(items: [Item]) {
        let (taken, kept) = (items.filter { $0.kept == nil }, items.filter { $0.kept != nil })
        self.items =
            taken.sorted {
                ($0.file.modifiedNanoseconds, $0.file.path) < ($1.file.modifiedNanoseconds, $1.file.path)
            } + kept.sorted { $0.file.path < $1.file.path }
    }

    /// Decides on every file.
    ///
    /// - Parameter evidence: asked of those that nothing known so far keeps; nil where the file cannot be opened.
    package init(
        files: [LogFile], settings: ArchiveSettings, nowNanoseconds: Int64,
        evidence: (LogFile) -> FileEvidence?
    ) {
        let directories = Set(files.map { Self.directory(for: $0, settings) })
        let seconds = settings.olderThan.components.seconds
        self.init(
            items: files.map { file in
                let age = (nowNanoseconds - file.modifiedNanoseconds) / 1_000_000_000
                let kept =
                    Self.reason(for: file, archives: directories, isOld: age >= seconds)
                    ?? Self.reason(from: evidence(file))
                return Item(file: file, directory: Self.directory(for: file, settings), kept: kept)
            })
    }

    private static func directory(for file: LogFile, _ settings: ArchiveSettings) -> String {
        settings.place.directory(of: file.path.directory).text
    }

    /// What name and status alone tell.
    private static func reason(for file: LogFile, archives: Set<String>, isOld: Bool) -> KeepReason? {
        switch file.kind {
        case .link: return .link
        case .other: return .special
        case .regular: break
        }
        // The archives of other files; a log's own directory may be the archive directory too.
        if file.isCompressed { return .compressed }
        let directory = file.path.directory
        if archives.contains(directory.text), directory.name == ArchivePlace.usualName {
            return .inArchiveDirectory
        }
        if file.isExcluded { return .excluded }
        if file.size == 0 { return .empty }
        if !isOld { return .young }
        if file.linkCount > 1 { return .hardLinked }
        return nil
    }

    private static func reason(from evidence: FileEvidence?) -> KeepReason? {
        guard let evidence else { return .unreadable }
        if !evidence.isUnchanged { return .notQuiet }
        if case .incomplete(let offset) = evidence.reading { return .unread(offset) }
        switch evidence.writers {
        case .none: return nil
        case .some: return .openForWriting
        case .unknown: return .unknownWriters
        }
    }
}

private func < (left: (Int64, BytePath), right: (Int64, BytePath)) -> Bool {
    left.0 != right.0 ? left.0 < right.0 : left.1 < right.1
}

extension BytePath {
    /// The path for calls that take text; names that are not UTF-8 lead to no file then, which is told.
    var text: String { String(decoding: bytes, as: UTF8.self) }
}
