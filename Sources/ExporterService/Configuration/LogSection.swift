import LogRules
import LogTailing
import YAMLReading

/// Reads one item of the configuration's `logs`.
enum LogSection {
    /// Lines longer than this are cut; a line is held in memory whole.
    private static let lineBytes = 1024...(64 << 20)
    private static let defaultMaxLineBytes = 1_000_000

    /// All logs of the configuration; the standard one where the key is not written.
    static func logs(_ reader: inout MappingReader, _ paths: PathResolution) -> [ExporterConfiguration.Log] {
        // Asked for first, so that the key is known where a fault lists the allowed ones.
        guard reader.node("logs") != nil || reader.contains("logs") else { return [standard(paths)] }
        let logs = reader.mappings("logs") { log(&$0, paths) } ?? []
        reportRepeatedNames(&reader)
        return logs.compactMap { $0 }
    }

    /// `nil` when a key without a default is missing; the reader has the fault then.
    private static func log(_ reader: inout MappingReader, _ paths: PathResolution) -> ExporterConfiguration
        .Log?
    {
        reader.require("name", "paths")
        let name = reader.string("name")
        if let name, name.isEmpty {
            reader.report("'name' is empty", key: "name", hint: "it becomes the label 'log'")
        }
        let globs = reader.strings("paths")
        if let globs, globs.isEmpty {
            reader.report("'paths' is empty", key: "paths", hint: "name at least one file")
        }
        let startAt = reader.choice("start_at", of: ["beginning", "end"])
        let watch = reader.choice("watch", of: ["auto", "poll"])
        let exclude = reader.strings("exclude") ?? []
        let maxLineBytes = reader.byteSize("max_line_bytes", in: lineBytes)
        let team = reader.string("team") ?? ""
        let (entries, entryTimeout) = EntryPolicy.read("entries", of: &reader)
        let entryTime = EntryTime.read(&reader)
        guard let name, let globs, let entryTime else { return nil }
        return ExporterConfiguration.Log(
            source: LogSource(
                name: name,
                paths: globs.map(paths.absoluteGlob),
                exclude: exclude.map(paths.absoluteGlob),
                startAt: startAt == "end" ? .end : .beginning,
                watch: watch == "poll" ? .poll : .auto,
                maxLineBytes: maxLineBytes ?? defaultMaxLineBytes
            ),
            team: team,
            entries: entries,
            entryTimeout: entryTimeout,
            entryTime: entryTime
        )
    }

    /// What is watched when the configuration does not say.
    private static func standard(_ paths: PathResolution) -> ExporterConfiguration.Log {
        ExporterConfiguration.Log(
            source: LogSource(
                name: "orchestrator",
                paths: [paths.absoluteGlob("logs/*.log")],
                exclude: [paths.absoluteGlob("logs/archive/**")],
                startAt: .beginning,
                watch: .auto,
                maxLineBytes: defaultMaxLineBytes
            ),
            team: ""
        )
    }

    /// Two logs of one name would be one series with two meanings.
    private static func reportRepeatedNames(_ reader: inout MappingReader) {
        guard let items = reader.node("logs"), case .sequence(let logs) = items.content else { return }
        var first: [String: SourceMark] = [:]
        for item in logs {
            guard case .mapping(let entries) = item.content,
                let value = entries.first(where: { $0.key.text == "name" })?.value,
                let name = value.text
            else { continue }
            if let earlier = first[name] {
                reader.report(
                    "log '\(name)' is defined twice, first at line \(earlier.line)",
                    at: value,
                    hint: "rename one, or put all paths under one log"
                )
            } else {
                first[name] = value.mark
            }
        }
    }
}
