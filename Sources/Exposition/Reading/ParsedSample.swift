/// A label as it is meant, escapes resolved.
package struct ParsedLabel: Equatable, Sendable {
    package let name: String
    package let value: String
}

/// An example of what was counted, from OpenMetrics.
package struct ParsedExemplar: Equatable, Sendable {
    package let labels: [ParsedLabel]
    package let value: Double
    package let timestamp: ParsedTimestamp?
}

/// One sample line.
package struct ParsedSample: Sendable {
    package let name: String
    /// In the order of the line.
    package let labels: [ParsedLabel]
    package let value: Double
    package let timestamp: ParsedTimestamp?
    package let exemplar: ParsedExemplar?
    package let line: Int

    init(_ line: SampleLine, source: [UInt8], number: Int) {
        name = String(decoding: source[line.name], as: UTF8.self)
        labels = Self.labels(line.labels, in: source)
        value = line.value
        timestamp = line.timestamp
        exemplar = line.exemplar.map {
            ParsedExemplar(
                labels: Self.labels($0.labels, in: source), value: $0.value, timestamp: $0.timestamp)
        }
        self.line = number
    }

    /// The value of the label called `name`, if the sample has it.
    package func label(_ name: String) -> String? { labels.first { $0.name == name }?.value }

    private static func labels(_ labels: [SampleLine.Label], in source: [UInt8]) -> [ParsedLabel] {
        labels.map { label in
            ParsedLabel(
                name: String(decoding: source[label.name], as: UTF8.self), value: label.text(in: source))
        }
    }
}

extension SampleLine.Label {
    /// The value with its escapes resolved.
    func text(in source: [UInt8]) -> String {
        hasEscapes
            ? String(decoding: unescaped(source[value]), as: UTF8.self)
            : String(decoding: source[value], as: UTF8.self)
    }
}

/// Resolves `\\`, `\"` and `\n`; a backslash before anything else stands for itself.
func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var isEscaped = false
    for byte in bytes {
        if isEscaped {
            isEscaped = false
            switch byte {
            case UInt8(ascii: "n"): result.append(Ascii.lineFeed)
            case Ascii.backslash, Ascii.quote: result.append(byte)
            default: result += [Ascii.backslash, byte]
            }
        } else if byte == Ascii.backslash {
            isEscaped = true
        } else {
            result.append(byte)
        }
    }
    if isEscaped { result.append(Ascii.backslash) }
    return result
}
