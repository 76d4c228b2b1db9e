/// Why a string is not a name that every Prometheus version reads.
package struct NameError: Error, Equatable, Sendable {
    package let name: String
    package let message: String
}

/// The name of a family as text 0.0.4 writes it, so a counter's name ends in `_total`.
///
/// Follows the legacy rule `[a-zA-Z_:][a-zA-Z0-9_:]*`, so that it never needs quotes or escaping.
package struct MetricName: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: String) throws(NameError) {
        guard NameRule.accepts(text, colons: true) else {
            throw NameError(
                name: text,
                message: "metric name '\(text)' must match [a-zA-Z_:][a-zA-Z0-9_:]*; rename the metric"
            )
        }
        self.text = text
    }

    package static func < (left: MetricName, right: MetricName) -> Bool { left.text < right.text }
}

/// The name of a label: `[a-zA-Z_][a-zA-Z0-9_]*`, not starting with `__`, which Prometheus keeps to itself.
package struct LabelName: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: String) throws(NameError) {
        guard NameRule.accepts(text, colons: false) else {
            throw NameError(
                name: text,
                message: "label name '\(text)' must match [a-zA-Z_][a-zA-Z0-9_]*; rename the label"
            )
        }
        guard !text.hasPrefix("__") else {
            throw NameError(
                name: text,
                message: "label name '\(text)' starts with '__', which Prometheus reserves; rename the label"
            )
        }
        self.text = text
    }

    package static func < (left: LabelName, right: LabelName) -> Bool { left.text < right.text }
}

extension MetricName: ExpressibleByStringLiteral, CustomStringConvertible {
    /// Traps on a literal that is no metric name: that is a bug in the source.
    package init(stringLiteral literal: String) {
        precondition(NameRule.accepts(literal, colons: true), "not a metric name: '\(literal)'")
        text = literal
    }

    package var description: String { text }
}

extension LabelName: ExpressibleByStringLiteral, CustomStringConvertible {
    /// Traps on a literal that is no label name: that is a bug in the source.
    package init(stringLiteral literal: String) {
        precondition(
            NameRule.accepts(literal, colons: false) && !literal.hasPrefix("__"),
            "not a label name: '\(literal)'"
        )
        text = literal
    }

    package var description: String { text }
}

private enum NameRule {
    static func accepts(_ name: String, colons: Bool) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return name.utf8.allSatisfy { byte in
            isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_")
                || (colons && byte == UInt8(ascii: ":"))
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
