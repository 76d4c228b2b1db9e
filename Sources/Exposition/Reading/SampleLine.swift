/// One sample line taken apart: ranges of the input, nothing copied.
///
/// One value is reused for all lines of an exposition.
struct SampleLine {
    struct Label {
        var name: Range<Int>
        /// Between the quotes, as written.
        var value: Range<Int>
        var hasEscapes: Bool
    }

    struct Exemplar {
        var labels: [Label]
        var value: Double
        var timestamp: ParsedTimestamp?
        /// Where the `#` stands.
        var offset: Int
    }

    var name = 0..<0
    var labels: [Label] = []
    var value = 0.0
    /// The value as written.
    var valueText = 0..<0
    var timestamp: ParsedTimestamp?
    var timestampOffset = 0
    var exemplar: Exemplar?
    var hasTrailingComma = false

    /// Reads the whole of the cursor's line, blank lines and `#` lines excepted.
    mutating func read(
        _ cursor: inout LineCursor, as format: ExpositionFormat
    ) throws(ExpositionError) {
        labels.removeAll(keepingCapacity: true)
        timestamp = nil
        exemplar = nil
        hasTrailingComma = false
        name = try Self.metricName(&cursor)
        switch format {
        case .text004: try readTextRest(&cursor)
        case .openMetrics100: try readOpenMetricsRest(&cursor)
        }
    }

    /// The label called `name`, if the line has it.
    func label(_ name: StaticString, in bytes: [UInt8]) -> Label? {
        let wanted = name.description.utf8
        return labels.first { bytes[$0.name].elementsEqual(wanted) }
    }

    private static func metricName(_ cursor: inout LineCursor) throws(ExpositionError) -> Range<Int> {
        let name = cursor.name(allowingColon: true)
        if name.isEmpty { throw cursor.metricNameFault(at: cursor.position) }
        guard let next = cursor.next, next != Ascii.blank, next != Ascii.tab, next != Ascii.braceOpen else {
            return name
        }
        throw cursor.metricNameFault(at: cursor.position)
    }

    private mutating func readTextRest(_ cursor: inout LineCursor) throws(ExpositionError) {
        _ = cursor.skipBlanks()
        if cursor.take(Ascii.braceOpen) {
            hasTrailingComma = try cursor.labels(into: &labels, as: .text004)
            _ = cursor.skipBlanks()
        }
        try readValue(&cursor)
        guard cursor.skipBlanks() else { return }
        timestampOffset = cursor.position
        let word = cursor.word()
        timestamp = try cursor.textTimestamp(word)
        guard cursor.next == nil else { throw cursor.excessFault(after: "timestamp") }
    }

    private mutating func readOpenMetricsRest(_ cursor: inout LineCursor) throws(ExpositionError) {
        if cursor.take(Ascii.braceOpen) { _ = try cursor.labels(into: &labels, as: .openMetrics100) }
        try cursor.takeBlank(before: "the value")
        try readValue(&cursor)
        guard cursor.next != nil else { return }
        try cursor.takeBlank(before: "a timestamp or an exemplar")
        if cursor.next != Ascii.hash {
            timestampOffset = cursor.position
            timestamp = try cursor.openMetricsTimestamp()
            guard cursor.next != nil else { return }
            try cursor.takeBlank(before: "an exemplar")
        }
        exemplar = try cursor.exemplar()
    }

    private mutating func readValue(_ cursor: inout LineCursor) throws(ExpositionError) {
        valueText = cursor.position..<cursor.position
        value = try cursor.number(what: "value", text: &valueText)
    }
}
