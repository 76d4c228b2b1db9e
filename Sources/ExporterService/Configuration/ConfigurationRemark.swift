import LogTailing

/// Something about a configuration that is no fault and still seldom meant: what it names is not there, or of no use.
package struct ConfigurationRemark: Sendable, Equatable {
    package enum Severity: String, Sendable {
        /// It will not work as it is.
        case warning
        /// It may well be right: a log that comes into being later.
        case note
    }

    package let severity: Severity
    package let text: String

    /// As a line for the user.
    package var line: String { "\(severity.rawValue): \(text)" }

    /// Looks at the file system as this user sees it.
    package static func all(of configuration: ExporterConfiguration, stateDirectory: String) -> [Self] {
        configuration.logs.flatMap(remarks) + stateRemarks(stateDirectory)
    }

    private static func remarks(on log: ExporterConfiguration.Log) -> [Self] {
        let source = log.source
        let excluded = Set(source.exclude.flatMap { GlobExpansion.files(matching: $0) })
        return source.paths.flatMap { glob in
            let found = GlobExpansion.files(matching: glob).filter { !excluded.contains($0) }
            let present = found.filter { FileKind(of: $0) != .absent }
            guard !present.isEmpty else {
                return [Self(severity: .note, text: "log '\(source.name)': no file matches \(glob) yet")]
            }
            return present.compactMap { fault(of: $0) }.map {
                Self(severity: .warning, text: "log '\(source.name)': \($0)")
            }
        }
    }

    private static func fault(of path: String) -> String? {
        switch FileKind(of: path) {
        case .directory: "\(path) is a directory; name the files in it, such as \(path)/*.log"
        case .other: "\(path) is a FIFO, socket or device; only regular files are read"
        case .regular where !FileReading.isReadable(path): "\(path) may not be read by this user"
        case .regular, .absent: nil
        }
    }

    private static func stateRemarks(_ directory: String) -> [Self] {
        let reason: String
        switch FileKind(of: directory) {
        case .directory:
            guard !FileReading.isWritableDirectory(directory) else { return [] }
            reason = "may not be written by this user"
        case .absent:
            guard !canMake(directory) else { return [] }
            reason = "is not there and cannot be made by this user"
        case .regular, .other: reason = "is not a directory"
        }
        let text =
            "the state directory \(directory) \(reason): counters begin at 0 after a restart; "
            + "choose another with --state.dir"
        return [Self(severity: .warning, text: text)]
    }

    /// Whether the nearest directory above that exists lets this user make others in it.
    private static func canMake(_ directory: String) -> Bool {
        var above = directory[...]
        while let cut = above.lastIndex(of: "/"), cut != above.startIndex {
            above = above[..<cut]
            switch FileKind(of: String(above)) {
            case .absent: continue
            case .directory: return FileReading.isWritableDirectory(String(above))
            case .regular, .other: return false
            }
        }
        return FileReading.isWritableDirectory("/")
    }
}
