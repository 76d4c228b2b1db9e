package import PatternMatching
package import YAMLReading

/// How the lines of a log are told that continue an entry.
package enum EntryPolicy: Sendable {
    /// By the known formats: see `LevelFormats.beginsEntry`.
    case auto
    /// Each line is an entry.
    case none
    /// A line that the pattern matches begins an entry, all others continue one.
    case start(Pattern)

    /// An entry is over when nothing was added to its file for so long.
    package static let defaultTimeout = Duration.seconds(2)

    /// Reads `entries: auto`, `entries: none` or `entries: {start: PATTERN, timeout: 2s}` of a log's configuration;
    /// faults are reported to the reader.
    package static func read(
        _ key: String, of reader: inout MappingReader
    ) -> (policy: EntryPolicy, timeout: Duration) {
        guard let node = reader.node(key) else { return (.auto, defaultTimeout) }
        guard case .mapping = node.content else {
            let isNone = reader.choice(key, of: ["auto", "none"]) == "none"
            return (isNone ? .none : .auto, defaultTimeout)
        }
        return reader.mapping(key) { section in
            section.require("start")
            let timeout = section.duration("timeout", in: .milliseconds(100)...(.seconds(3600)))
            let policy = start(&section).map { EntryPolicy.start($0) } ?? .auto
            return (policy, timeout ?? defaultTimeout)
        }
    }

    private static func start(_ section: inout MappingReader) -> Pattern? {
        guard let source = section.string("start"), let node = section.node("start") else { return nil }
        do {
            return try Pattern(source)
        } catch {
            let place = node.mark(ofUTF8Offset: error.offset)
            section.report(
                Diagnostic(
                    file: section.file, mark: place ?? node.mark, message: "bad pattern: \(error.message)"))
            return nil
        }
    }
}
