/// Renders the unchanging part of a series' lines: `name{label="value"} `, the same in both text formats.
struct SeriesText {
    let descriptor: MetricDescriptor

    /// What stands before the value of a counter, gauge, info or state set.
    func appendSample(_ values: PackedValues, to out: inout [UInt8]) {
        append(suffix: "", values, closing: true, to: &out)
        out.append(UInt8(ascii: " "))
    }

    /// What stands before the bound of a bucket: `name_bucket{label="value",le="`.
    func appendBucket(_ values: PackedValues, to out: inout [UInt8]) {
        append(suffix: "_bucket", values, closing: false, to: &out)
        out.append(UInt8(ascii: descriptor.labels.isEmpty ? "{" : ","))
        out.append(copying: "le=\"".utf8Span.span)
    }

    func appendSum(_ values: PackedValues, to out: inout [UInt8]) {
        append(suffix: "_sum", values, closing: true, to: &out)
        out.append(UInt8(ascii: " "))
    }

    func appendCount(_ values: PackedValues, to out: inout [UInt8]) {
        append(suffix: "_count", values, closing: true, to: &out)
        out.append(UInt8(ascii: " "))
    }

    private func append(suffix: String, _ values: PackedValues, closing: Bool, to out: inout [UInt8]) {
        out.append(copying: descriptor.name.text.utf8Span.span)
        out.append(copying: suffix.utf8Span.span)
        var remaining = values
        for (position, label) in descriptor.labels.enumerated() {
            out.append(UInt8(ascii: position == 0 ? "{" : ","))
            out.append(copying: label.text.utf8Span.span)
            out.append(copying: "=\"".utf8Span.span)
            if let value = remaining.next() { Self.appendEscaped(values.bytes, value, to: &out) }
            out.append(UInt8(ascii: "\""))
        }
        if closing, !descriptor.labels.isEmpty { out.append(UInt8(ascii: "}")) }
    }

    /// Label values escape backslash, double quote and line feed and nothing else, in both formats.
    static func appendEscaped(_ bytes: [UInt8], _ range: Range<Int>, to out: inout [UInt8]) {
        for byte in bytes[range] {
            switch byte {
            case UInt8(ascii: "\n"): out.append(copying: "\\n".utf8Span.span)
            case UInt8(ascii: "\\"), UInt8(ascii: "\""):
                out.append(UInt8(ascii: "\\"))
                out.append(byte)
            default: out.append(byte)
            }
        }
    }
}

/// Walks the values of a packed run (see `LabelBytes`).
package struct PackedValues: IteratorProtocol {
    let bytes: [UInt8]
    private var position: Int
    private let end: Int

    package init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// Where the next value lies in `bytes`.
    package mutating func next() -> Range<Int>? {
        guard position + 2 <= end else { return nil }
        let start = position + 2
        let length = Int(bytes[position]) | Int(bytes[position + 1]) << 8
        position = start + length
        return start..<position
    }
}
