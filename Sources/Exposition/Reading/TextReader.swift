/// Assembles the families of text 0.0.4.
///
/// Follows the reader of promtool (expfmt): TYPE and HELP in any order and place before the samples, families
/// may be interleaved, other comments and empty lines mean nothing.
struct TextReader {
    private let source: [UInt8]
    private var families: [ParsedFamily] = []
    private var indices: [String: Int] = [:]
    private var line = SampleLine()
    /// Name of the latest sample and its family, so that the next sample of the same name needs no look-up.
    private var latest: (name: Range<Int>, family: Int)?

    init(source: [UInt8]) {
        self.source = source
    }

    mutating func read(_ start: LineCursor) throws(ExpositionError) {
        var cursor = start
        _ = cursor.skipBlanks()
        guard let first = cursor.next else { return }
        cursor.position = cursor.start
        guard cursor.end < source.count else {
            throw cursor.fault(
                at: cursor.end, "the last line has no line feed at its end",
                hint: "end the last line with '\\n'")
        }
        if first == Ascii.hash {
            try readComment(&cursor)
        } else {
            try readSample(&cursor)
        }
    }

    func finish() throws(ExpositionError) -> ParsedExposition {
        ParsedExposition(format: .text004, families: families)
    }

    // MARK: Comments

    private mutating func readComment(_ cursor: inout LineCursor) throws(ExpositionError) {
        _ = cursor.skipBlanks()
        _ = cursor.take(Ascii.hash)
        _ = cursor.skipBlanks()
        let keyword = cursor.word()
        let isType = source[keyword].elementsEqual("TYPE".utf8)
        guard isType || source[keyword].elementsEqual("HELP".utf8) else { return }
        if cursor.next == nil, !isType { return }
        _ = cursor.skipBlanks()
        let name = cursor.name(allowingColon: true)
        guard !name.isEmpty, cursor.next == nil || cursor.next == Ascii.blank || cursor.next == Ascii.tab
        else {
            throw cursor.metricNameFault(at: cursor.position)
        }
        let family = family(named: name, line: cursor.line)
        if isType {
            // Prometheus takes a second blank as part of the type.
            _ = cursor.take(Ascii.blank) || cursor.take(Ascii.tab)
            try readType(&cursor, of: family)
        } else {
            _ = cursor.skipBlanks()
            try readHelp(&cursor, of: family)
        }
    }

    private mutating func readType(_ cursor: inout LineCursor, of family: Int) throws(ExpositionError) {
        if let earlier = families[family].type {
            throw cursor.fault(
                at: cursor.start,
                "a second TYPE for '\(families[family].name)', the first is in line \(earlier.line)",
                hint: "keep one TYPE line; the names of a histogram's and a summary's samples belong to it")
        }
        if let sample = families[family].samples.records.first {
            throw cursor.fault(
                at: cursor.start,
                "TYPE for '\(families[family].name)' after its sample in line \(sample.line)",
                hint: "move the TYPE line before the first sample")
        }
        let word = cursor.position..<cursor.end
        guard let kind = Self.kind(source[word]) else {
            throw cursor.fault(
                at: word.lowerBound, "'\(cursor.shortened(word))' is no type of the text format",
                hint:
                    "write counter, gauge, histogram, summary or untyped, in lower case, and nothing behind it"
            )
        }
        families[family].type = ParsedFamily.Metadata(value: kind, line: cursor.line)
    }

    private mutating func readHelp(_ cursor: inout LineCursor, of family: Int) throws(ExpositionError) {
        guard cursor.next != nil else { return }
        if let earlier = families[family].help {
            throw cursor.fault(
                at: cursor.start,
                "a second HELP for '\(families[family].name)', the first is in line \(earlier.line)",
                hint: "keep one HELP line")
        }
        let text = cursor.position..<cursor.end
        try checkHelpEscapes(cursor)
        let help = String(decoding: unescaped(source[text]), as: UTF8.self)
        families[family].help = ParsedFamily.Metadata(value: help, line: cursor.line)
    }

    private func checkHelpEscapes(_ start: LineCursor) throws(ExpositionError) {
        var cursor = start
        while let byte = cursor.next {
            cursor.position += 1
            guard byte == Ascii.backslash else { continue }
            guard cursor.next == Ascii.backslash || cursor.next == UInt8(ascii: "n") else {
                throw cursor.fault(
                    at: cursor.position - 1,
                    "'\\' before \(cursor.description(at: cursor.position)) in HELP is no "
                        + "escape sequence", hint: "write a backslash as '\\\\'; only '\\\\' and '\\n' exist")
            }
            cursor.position += 1
        }
    }

    private static func kind(_ word: ArraySlice<UInt8>) -> ParsedKind? {
        switch String(decoding: word, as: UTF8.self) {
        case "counter": .counter
        case "gauge": .gauge
        case "histogram": .histogram
        case "summary": .summary
        case "untyped": .unknown
        default: nil
        }
    }

    // MARK: Samples

    private mutating func readSample(_ cursor: inout LineCursor) throws(ExpositionError) {
        try line.read(&cursor, as: .text004)
        let family = familyOfSample(line: cursor.line)
        try checkBound(cursor, label: "le", kind: .histogram, of: family)
        try checkBound(cursor, label: "quantile", kind: .summary, of: family)
        families[family].samples.append(cursor)
    }

    private func checkBound(
        _ cursor: LineCursor, label name: StaticString, kind: ParsedKind, of family: Int
    ) throws(ExpositionError) {
        guard families[family].kind == kind, let label = line.label(name, in: source) else { return }
        guard ExpositionNumber.value(source[label.value]) == nil else { return }
        throw cursor.fault(
            at: label.value.lowerBound, "the value of '\(name)' in a \(kind.rawValue) is not a number",
            hint: "write a decimal number or +Inf")
    }

    private mutating func familyOfSample(line number: Int) -> Int {
        if let latest, source[latest.name].elementsEqual(source[line.name]) { return latest.family }
        let family = family(named: line.name, line: number)
        latest = (line.name, family)
        return family
    }

    /// Finds the family a name belongs to, or begins one: `x_count` belongs to a histogram or summary `x`.
    private mutating func family(named range: Range<Int>, line: Int) -> Int {
        let name = String(decoding: source[range], as: UTF8.self)
        if let index = indices[name] ?? owner(of: name) { return index }
        // A new family may own names that were looked up before.
        latest = nil
        indices[name] = families.count
        families.append(ParsedFamily(name: name, firstLine: line, source: source, format: .text004))
        return families.count - 1
    }

    private func owner(of name: String) -> Int? {
        for suffix in ["_count", "_sum", "_bucket"] where name.hasSuffix(suffix) && name.count > suffix.count
        {
            guard let index = indices[String(name.dropLast(suffix.count))] else { continue }
            switch families[index].kind {
            case .histogram: return index
            case .summary where suffix != "_bucket": return index
            default: continue
            }
        }
        return nil
    }
}
