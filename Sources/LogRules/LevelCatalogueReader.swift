import PatternMatching
import YAMLReading

/// Reads the catalogue of level formats from YAML and proves it valid, its examples included.
struct LevelCatalogueReader {
    var reader: MappingReader
    private(set) var spellings = LevelSpellings()
    private(set) var pieces: [(name: String, text: String)] = []

    /// A pattern that is tied to the start of the line.
    struct LineStartPattern {
        let pattern: Pattern
        /// Any byte when `nil`.
        let firstBytes: ByteSet?
    }

    private let hash: UInt64
    private let checksExamples: Bool

    /// Throws all faults of the file at once.
    static func read(
        _ bytes: [UInt8], file: String, checksExamples: Bool
    ) throws(RuleFileErrors) -> LevelFormats {
        let root: YAMLNode
        do {
            root = try YAMLDocument.parse(bytes, file: file)
        } catch {
            throw RuleFileErrors(diagnostics: [error])
        }
        var hash = StableHash()
        hash.add(bytes)
        var reader = LevelCatalogueReader(
            MappingReader(root, file: file), hash: hash.value, checksExamples: checksExamples)
        let formats = reader.formats()
        reader.reader.finish()
        let errors = reader.reader.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty, let formats else { throw RuleFileErrors(diagnostics: errors) }
        return formats
    }

    private init(_ reader: MappingReader, hash: UInt64, checksExamples: Bool) {
        self.reader = reader
        self.hash = hash
        self.checksExamples = checksExamples
    }

    private mutating func formats() -> LevelFormats? {
        reader.require("levels", "traceback", "formats")
        readLevels()
        pieces = (reader.stringEntries("pieces") ?? []).map { ($0.name, $0.text) }
        pieces.append(("LEVEL", spellings.alternatives))
        let traceback = tracebackFormat()
        let envelope = lineStartPattern("envelopes")
        let entryStart = lineStartPattern("entry_starts")
        let written = readFormats()
        let examples = written.flatMap(\.examples) + plainExamples()
        guard let traceback, let dispatch = dispatch(written) else { return nil }
        let formats = LevelFormats(
            lineStarts: lineStarts(dispatch.table, traceback, envelope),
            anchored: dispatch.anchored,
            searched: written.indices.compactMap { written[$0].searched(number: $0) },
            envelope: envelope?.pattern,
            entryStart: entryStart?.pattern,
            traceback: traceback,
            spellings: spellings,
            shortcuts: shortcuts(written, dispatch.anchored),
            names: written.map(\.name),
            examples: examples.map(\.example),
            hash: hash)
        if checksExamples { check(examples, against: formats) }
        return formats
    }

    private mutating func readLevels() {
        for entry in reader.entries("levels") ?? [] {
            guard let level = LogLevel(name: entry.name) else {
                reader.report(
                    "'\(entry.name)' is no level", at: entry.key,
                    hint: "levels are " + LogLevel.allCases.map(\.name).joined(separator: ", "))
                continue
            }
            for word in reader.strings(of: entry.value, named: entry.name)
            where !spellings.add(word, for: level) {
                reader.report(
                    "'\(word)' is not 1 to 8 capital letters, or stands twice", at: entry.value,
                    hint: "write each word once, in capital letters")
            }
        }
    }

    private mutating func tracebackFormat() -> LevelFormats.TracebackFormat? {
        guard var section = reader.mapping("traceback") else { return nil }
        section.require("level", "starts")
        let level = section.choice("level", of: LogLevel.allCases.map(\.name)).flatMap { LogLevel(name: $0) }
        let starts = (section.strings("starts") ?? []).map { Array($0.utf8) }.filter { !$0.isEmpty }
        let chained = (section.strings("chained") ?? []).map { Array($0.utf8) }.filter { !$0.isEmpty }
        section.finish()
        return level.map {
            LevelFormats.TracebackFormat(
                level: $0,
                starts: starts.filter { $0[0] != UInt8(ascii: " ") },
                indentedStarts: starts.filter { $0[0] == UInt8(ascii: " ") },
                chained: chained)
        }
    }

    /// The patterns of a list as alternatives of one, tied to the start of the line.
    private mutating func lineStartPattern(_ key: String) -> LineStartPattern? {
        guard let node = reader.node(key) else { return nil }
        let alternatives = reader.strings(of: node, named: key).map(expand)
        guard !alternatives.isEmpty else { return nil }
        let either = "(?:" + alternatives.joined(separator: "|") + ")"
        // Tied to the start, a pattern does not tell its first bytes.
        guard let free = compile(either, at: node, shift: nil),
            let pattern = compile(#"\A"# + either, at: node, shift: nil)
        else { return nil }
        return LineStartPattern(pattern: pattern, firstBytes: free.firstBytes)
    }

    private mutating func plainExamples() -> [WrittenExample] {
        guard let node = reader.node("no_level"), case .sequence(let items) = node.content else { return [] }
        return items.map { item in
            WrittenExample(
                example: LevelFormats.Example(line: item.text ?? "", level: nil, format: nil), node: item)
        }
    }

    private mutating func check(_ examples: [WrittenExample], against formats: LevelFormats) {
        var matcher = PatternMatcher()
        for written in examples {
            var state = EntryState()
            let bytes = Array(written.example.line.utf8)
            let found = formats.decision(for: bytes.span, state: &state, matcher: &matcher)
            let wanted = written.example
            guard found?.level != wanted.level || found?.format != wanted.format else { continue }
            let got = found.map { "\($0.level.name) by format '\($0.format)'" } ?? "no level"
            reader.report(
                "this example has \(got), not \(wanted.level?.name ?? "no level")"
                    + (wanted.format.map { " by format '\($0)'" } ?? ""), at: written.node,
                hint: "change the pattern, the order of the formats or the example")
        }
    }
}
