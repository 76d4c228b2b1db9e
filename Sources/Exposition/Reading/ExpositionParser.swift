/// Reads an exposition strictly: what promtool, Prometheus or `prometheus_client` refuse is refused here.
///
/// Where these disagree the strictest reading wins, so that what passes here passes everywhere.
package enum ExpositionParser {
    /// Cost: one pass, no copy of the input, 8 bytes for each sample.
    package static func parse(
        _ bytes: [UInt8], as format: ExpositionFormat
    ) throws(ExpositionError) -> ParsedExposition {
        try checkEncoding(bytes)
        switch format {
        case .text004:
            var reader = TextReader(source: bytes)
            try forEachLine(of: bytes) { cursor throws(ExpositionError) in try reader.read(cursor) }
            return try reader.finish()
        case .openMetrics100:
            var reader = OpenMetricsReader(source: bytes)
            try forEachLine(of: bytes) { cursor throws(ExpositionError) in try reader.read(cursor) }
            return try reader.finish()
        }
    }

    /// Calls `body` for each line, the last one also when it has no line feed; none for an empty input.
    private static func forEachLine(
        of bytes: [UInt8], _ body: (LineCursor) throws(ExpositionError) -> Void
    ) throws(ExpositionError) {
        var start = 0
        var number = 1
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: Ascii.lineFeed) ?? bytes.endIndex
            let cursor = LineCursor(bytes: bytes, line: number, start: start, end: end)
            if end > start, bytes[end - 1] == Ascii.carriageReturn {
                throw cursor.fault(
                    at: end - 1, "the line ends in a carriage return",
                    hint: "end lines with a line feed alone")
            }
            try body(cursor)
            start = end + 1
            number += 1
        }
    }

    private static func checkEncoding(_ bytes: [UInt8]) throws(ExpositionError) {
        if bytes.count > Int(UInt32.max) {
            throw fault(in: bytes, at: 0, "the input is larger than 4 GiB", hint: "check it in parts")
        }
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            throw fault(in: bytes, at: 0, "the input begins with a byte order mark", hint: "remove it")
        }
        if let offset = firstInvalidByte(of: bytes) {
            throw fault(
                in: bytes, at: offset, "the bytes here are not valid UTF-8",
                hint: "encode names, help and label values as UTF-8")
        }
    }

    private static func firstInvalidByte(of bytes: [UInt8]) -> Int? {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }

    private static func fault(
        in bytes: [UInt8], at offset: Int, _ message: String, hint: String
    ) -> ExpositionError {
        let before = bytes[..<offset]
        let start = before.lastIndex(of: Ascii.lineFeed).map { $0 + 1 } ?? 0
        let line = before.count { $0 == Ascii.lineFeed } + 1
        return LineCursor(bytes: bytes, line: line, start: start, end: bytes.count)
            .fault(at: offset, message, hint: hint)
    }
}
