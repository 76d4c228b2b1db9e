import PatternMatching
package import YAMLReading

extension EntryTime {
    /// Reads `timestamp` and `timezone` of a log's configuration; faults are reported to the reader, and `nil` is
    /// only the answer to them.
    package static func read(_ reader: inout MappingReader) -> EntryTime? {
        let zone = zone(&reader)
        guard let node = reader.node("timestamp") else { return attempt(nil, nil, zone, &reader) }
        guard case .mapping = node.content else {
            return reader.choice("timestamp", of: ["auto"]).flatMap { _ in attempt(nil, nil, zone, &reader) }
        }
        return reader.mapping("timestamp") { section in
            section.require("pattern", "format")
            let pattern = section.string("pattern")
            let format = section.string("format")
            guard let pattern, let format else { return nil }
            return attempt(pattern, format, zone, &section)
        }
    }

    private static func attempt(
        _ pattern: String?, _ format: String?, _ zone: TimeZoneRule, _ reader: inout MappingReader
    ) -> EntryTime? {
        do {
            guard let pattern, let format else { return try EntryTime(zone: zone) }
            return try EntryTime(pattern: Pattern(pattern), format: TimeFormat(format), zone: zone)
        } catch let error as TimeFormat.Fault {
            reader.report(error.message, key: "format")
        } catch let error as PatternError {
            reader.report("bad pattern: \(error.message)", key: "pattern")
        } catch {
            reader.report("the time cannot be read so: \(error)", key: "pattern")
        }
        return nil
    }

    /// Zones by name would need a library larger than the program; an offset says what matters.
    private static func zone(_ reader: inout MappingReader) -> TimeZoneRule {
        guard let text = reader.string("timezone") else { return .local }
        if text == "local" { return .local }
        if text == "UTC" { return .utc }
        guard let seconds = offset(text) else {
            reader.report(
                "'\(text)' is no timezone that we know", key: "timezone",
                hint: "write local, UTC or an offset such as '+01:00'; local follows the variable TZ")
            return .local
        }
        return TimeZoneRule { _ in seconds }
    }

    private static func offset(_ text: String) -> Int? {
        let parts = text.dropFirst().split(separator: ":")
        guard text.hasPrefix("+") || text.hasPrefix("-"), parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 }), let hours = Int(parts[0]), let minutes = Int(parts[1]),
            (0...14).contains(hours), (0...59).contains(minutes)
        else { return nil }
        return (hours * 3600 + minutes * 60) * (text.hasPrefix("-") ? -1 : 1)
    }
}
