/// The samples of one family, read from their lines each time they are asked for.
package struct ParsedSamples: Sendable, RandomAccessCollection {
    struct Record: Sendable {
        /// 32 bits suffice: the parser refuses an input of 4 GiB.
        var line: UInt32
        var start: UInt32
    }

    let source: [UInt8]
    let format: ExpositionFormat
    private(set) var records: [Record] = []

    init(source: [UInt8], format: ExpositionFormat) {
        self.source = source
        self.format = format
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { records.count }

    package subscript(position: Int) -> ParsedSample {
        var line = SampleLine()
        read(position, into: &line)
        return ParsedSample(line, source: source, number: Int(records[position].line))
    }

    mutating func append(_ cursor: LineCursor) {
        records.append(Record(line: UInt32(cursor.line), start: UInt32(cursor.start)))
    }

    /// Takes the line of a sample apart without making strings of it.
    func read(_ position: Int, into line: inout SampleLine) {
        let record = records[position]
        let start = Int(record.start)
        let end = source[start...].firstIndex(of: Ascii.lineFeed) ?? source.endIndex
        var cursor = LineCursor(bytes: source, line: Int(record.line), start: start, end: end)
        do throws(ExpositionError) {
            try line.read(&cursor, as: format)
        } catch {
            preconditionFailure("line \(record.line) was valid when it was parsed: \(error.message)")
        }
    }
}
