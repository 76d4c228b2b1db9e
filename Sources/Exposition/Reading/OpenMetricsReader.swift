/// Assembles the families of OpenMetrics 1.0, where the lines of a family stand together.
struct OpenMetricsReader {
    /// A sample name that a finished family owns.
    private struct Claim {
        let family: String
        let line: Int
    }

    private let source: [UInt8]
    private var families: [ParsedFamily] = []
    private var claims: [String: Claim] = [:]
    private var current: OpenMetricsFamily?
    private var line = SampleLine()
    private var endLine: Int?

    init(source: [UInt8]) {
        self.source = source
    }

    mutating func read(_ start: LineCursor) throws(ExpositionError) {
        var cursor = start
        if let endLine {
            throw cursor.fault(
                at: cursor.start, "text after '# EOF' of line \(endLine)",
                hint: "end the exposition with '# EOF'")
        }
        guard let first = cursor.next else {
            throw cursor.fault(
                at: cursor.start, "OpenMetrics does not allow empty lines", hint: "remove the line")
        }
        if first != Ascii.hash {
            try readSample(&cursor)
        } else if source[cursor.start..<cursor.end].elementsEqual("# EOF".utf8) {
            endLine = cursor.line
        } else {
            try readMetadata(&cursor)
        }
        if endLine == nil, cursor.end == source.count { throw missingEnd(cursor) }
    }

    mutating func finish() throws(ExpositionError) -> ParsedExposition {
        try closeFamily()
        guard endLine != nil else {
            let line = source.count { $0 == Ascii.lineFeed } + 1
            throw missingEnd(
                LineCursor(bytes: source, line: line, start: source.count, end: source.count))
        }
        return ParsedExposition(format: .openMetrics100, families: families)
    }

    private func missingEnd(_ cursor: LineCursor) -> ExpositionError {
        cursor.fault(
            at: cursor.end, "the exposition does not end in '# EOF'",
            hint: "write '# EOF' as the last line; if it was written, the body was cut off on its way")
    }

    // MARK: Lines

    private mutating func readMetadata(_ cursor: inout LineCursor) throws(ExpositionError) {
        let metadata = try MetadataLine(&cursor)
        if current.map({ !source[metadata.name].elementsEqual($0.parsed.name.utf8) }) ?? true {
            try beginFamily(named: metadata.name, cursor)
        }
        try current?.add(metadata, cursor)
    }

    private mutating func readSample(_ cursor: inout LineCursor) throws(ExpositionError) {
        try line.read(&cursor, as: .openMetrics100)
        if current?.suffix(of: line.name, in: source) == nil {
            try current?.checkForeign(line, cursor)
            try beginFamily(named: line.name, cursor)
        }
        try current?.add(line, cursor)
    }

    // MARK: Families

    private mutating func beginFamily(
        named name: Range<Int>, _ cursor: LineCursor
    ) throws(ExpositionError) {
        try closeFamily()
        let family = OpenMetricsFamily(named: cursor.text(name), cursor)
        if let claim = claims[family.parsed.name] {
            throw clash(family, over: family.parsed.name, with: claim)
        }
        current = family
    }

    private mutating func closeFamily() throws(ExpositionError) {
        guard let family = current else { return }
        try family.checkComplete()
        for suffix in family.suffixes.union([.none]) {
            let name = family.parsed.name + suffix.rawValue
            if let claim = claims[name] { throw clash(family, over: name, with: claim) }
            claims[name] = Claim(family: family.parsed.name, line: family.parsed.firstLine)
        }
        families.append(family.parsed)
        current = nil
    }

    private func clash(
        _ family: OpenMetricsFamily, over name: String, with claim: Claim
    ) -> ExpositionError {
        let isSame = family.parsed.name == claim.family
        return family.firstCursor.fault(
            at: family.firstCursor.start,
            isSame
                ? "the family '\(claim.family)' appears a second time, first in line \(claim.line)"
                : "'\(family.parsed.name)' and '\(claim.family)' of line \(claim.line) both own the name '\(name)'",
            hint: isSame ? "write all lines of a family together" : "rename one of the two families")
    }
}
