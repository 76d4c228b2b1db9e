/// A `#` line of OpenMetrics taken apart: `# KEYWORD name rest`, with single blanks.
struct MetadataLine {
    enum Keyword: String, CaseIterable {
        case type = "TYPE"
        case unit = "UNIT"
        case help = "HELP"
    }

    let keyword: Keyword
    let name: Range<Int>
    let rest: Range<Int>

    init(_ cursor: inout LineCursor) throws(ExpositionError) {
        guard cursor.take("# ") else {
            throw Self.commentFault(cursor)
        }
        let word = cursor.word()
        guard let keyword = Keyword(rawValue: cursor.text(word)) else {
            cursor.position = word.lowerBound
            throw Self.commentFault(cursor)
        }
        self.keyword = keyword
        try cursor.takeBlank(before: "the metric name of \(keyword.rawValue)")
        name = cursor.name(allowingColon: true)
        guard !name.isEmpty, cursor.next == nil || cursor.next == Ascii.blank || cursor.next == Ascii.tab
        else {
            throw cursor.metricNameFault(at: cursor.position)
        }
        try cursor.takeBlank(before: "what \(keyword.rawValue) says of '\(cursor.shortened(name))'")
        rest = cursor.position..<cursor.end
    }

    private static func commentFault(_ cursor: LineCursor) -> ExpositionError {
        cursor.fault(
            at: cursor.position, "this is no TYPE, UNIT, HELP or EOF line, and OpenMetrics has no comments",
            hint:
                "write `# TYPE name type`, `# UNIT name unit`, `# HELP name text` or `# EOF`, with single blanks"
        )
    }
}
