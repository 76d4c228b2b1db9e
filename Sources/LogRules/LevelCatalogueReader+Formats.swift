import PatternMatching
import YAMLReading

/// An example and where it was written.
struct WrittenExample {
    let example: LevelFormats.Example
    let node: YAMLNode
}

/// One format as written, compiled on its own.
struct WrittenFormat {
    let name: String
    /// The pattern as it stands in the file, and with its pieces in place.
    let written: String
    let source: String
    let pattern: Pattern
    let fixedLevel: LogLevel?
    let withinBytes: Int?
    let node: YAMLNode
    let examples: [WrittenExample]

    /// What a match says whose highest group is one of this format's, the first of them being `firstGroup`.
    func meaning(number: Int, firstGroup: Int) -> LevelFormats.GroupMeaning {
        let group = (pattern.captureIndex(named: "level") ?? 1) + firstGroup - 1
        let source = fixedLevel.map { LevelFormats.LevelSource.fixed($0) } ?? .captured(group: group)
        return LevelFormats.GroupMeaning(format: number, source: source)
    }

    /// Some set of literals of which one must stand in the text consists of words in capital letters.
    private var needsCapitals: Bool {
        PatternOutline(of: pattern).requiredSets.contains { set in
            set.allSatisfy { literal in
                literal.bytes.count >= 4 && !literal.isCaseless
                    && literal.bytes.prefix(4).allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains)
            }
        }
    }

    func searched(number: Int) -> LevelFormats.Searched? {
        withinBytes.map {
            LevelFormats.Searched(
                pattern: pattern, meaning: meaning(number: number, firstGroup: 1), withinBytes: $0,
                needsCapitals: needsCapitals)
        }
    }
}

extension LevelCatalogueReader {
    mutating func readFormats() -> [WrittenFormat] {
        var formats: [WrittenFormat] = []
        for item in reader.sequence("formats") ?? [] {
            guard let format = readFormat(item) else { continue }
            if formats.contains(where: { $0.name == format.name }) {
                reader.report("format '\(format.name)' stands twice", at: item, hint: "rename or remove one")
            }
            if format.withinBytes == nil, let last = formats.last, last.withinBytes != nil {
                reader.report(
                    "format '\(format.name)' stands behind '\(last.name)', which has within_bytes", at: item,
                    hint: "move formats with within_bytes to the end")
            }
            formats.append(format)
        }
        return formats
    }

    private mutating func readFormat(_ item: YAMLNode) -> WrittenFormat? {
        var section = MappingReader(item, file: reader.file)
        section.require("name", "pattern")
        let name = section.string("name")
        let written = section.string("pattern")
        let source = written.map(expand)
        let within = section.int("within_bytes", in: 1...4096)
        let level = section.choice("level", of: LogLevel.allCases.map(\.name)).flatMap { LogLevel(name: $0) }
        let examples = readExamples(&section, format: name ?? "")
        let node = section.node("pattern")
        section.finish()
        for fault in section.diagnostics { reader.report(fault) }
        guard let name, let written, let source, let node, let pattern = compile(source, at: node, shift: 0)
        else {
            return nil
        }
        let isLevelKnown = pattern.captureIndices(named: "level").count == (level == nil ? 1 : 0)
        guard isLevelKnown else {
            reader.report(
                "format '\(name)' must either capture (?<level>...) once or have the key level", at: item,
                hint: "(?<level>@LEVEL@) captures any of the words in 'levels'")
            return nil
        }
        return WrittenFormat(
            name: name, written: written, source: source, pattern: pattern, fixedLevel: level,
            withinBytes: within, node: node,
            examples: examples)
    }

    private mutating func readExamples(_ section: inout MappingReader, format: String) -> [WrittenExample] {
        (section.sequence("examples") ?? []).compactMap { item in
            var reader = MappingReader(item, file: section.file)
            reader.require("line", "level")
            let line = reader.string("line")
            let name = reader.choice("level", of: LogLevel.allCases.map(\.name))
            reader.finish()
            for fault in reader.diagnostics { section.report(fault) }
            guard let line, let level = name.flatMap({ LogLevel(name: $0) }) else { return nil }
            return WrittenExample(
                example: LevelFormats.Example(line: line, level: level, format: format), node: item)
        }
    }

    /// Puts the pieces in place of `@NAME@`.
    func expand(_ source: String) -> String {
        var result = ""
        var rest = source[...]
        while let at = rest.firstIndex(of: "@") {
            result += rest[..<at]
            let after = rest[rest.index(after: at)...]
            if let end = after.firstIndex(of: "@"),
                let piece = pieces.first(where: { $0.name == after[..<end] })
            {
                result += piece.text
                rest = after[after.index(after: end)...]
            } else {
                result += "@"
                rest = after
            }
        }
        return result + rest
    }

    mutating func compile(_ source: String, at node: YAMLNode, shift: Int?) -> Pattern? {
        do {
            return try Pattern(source)
        } catch {
            reader.report("pattern: \(error.message) at offset \(error.offset) of '\(source)'", at: node)
            return nil
        }
    }
}
