import YAMLReading

/// The kinds of settings that the product's files hold, read the way its readers do.
enum SampleSchema {
    enum Watch: String, CaseIterable {
        case auto, inotify, poll
    }

    /// Reads a document and renders all its faults, separated by empty lines.
    static func faults(in bytes: [UInt8], file: String) -> String {
        read(bytes, file: file).faults.map { $0.rendered(source: bytes) + "\n" }.joined(separator: "\n")
    }

    static func read(_ bytes: [UInt8], file: String) -> (lines: [String], faults: [Diagnostic]) {
        do {
            var reader = MappingReader(try YAMLDocument.parse(bytes, file: file), file: file)
            return (read(&reader), reader.diagnostics)
        } catch {
            return ([], [error])
        }
    }

    private static func read(_ reader: inout MappingReader) -> [String] {
        var lines: [String] = []
        func note(_ name: String, _ value: (some Any)?) {
            if let value { lines.append("\(name) = \(value)") }
        }
        note("name", reader.string("name"))
        note("title", reader.string("title"))
        note("enabled", reader.bool("enabled"))
        note("limit", reader.int("limit", in: 1...1000))
        note("factor", reader.double("factor"))
        note("window", reader.duration("window", in: .seconds(1) ... .seconds(86_400)))
        note("timeout", reader.duration("timeout"))
        note("size", reader.byteSize("size"))
        note("quota", reader.byteSize("quota"))
        note("cap", reader.byteSize("cap"))
        note("ratio", reader.ratio("ratio"))
        note("watch", reader.choice("watch", as: Watch.self))
        note("paths", reader.strings("paths"))
        note("exclude", reader.strings("exclude"))
        note("nothing", reader.string("nothing"))
        note("empty", reader.strings("empty"))
        note("shared", reader.node("shared").map { _ in "present" })
        note("rules", reader.mappings("rules", rule))
        note("labels", reader.stringEntries("labels")?.map { "\($0.name)->\($0.text)" })
        reader.finish()
        return lines
    }

    private static func rule(_ reader: inout MappingReader) -> String {
        reader.require("pattern", "counter")
        return "\(reader.string("pattern") ?? "-") \(reader.string("counter") ?? "-")"
    }
}
