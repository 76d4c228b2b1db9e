/// What can be said of a pattern's matches by reading its source: bytes that each match must contain.
///
/// Reads the common part of PCRE2's syntax; of a source with anything else (options `i` and `x`, verbs,
/// conditions) it says nothing, which is always safe.
package struct PatternOutline: Sendable, Equatable {
    /// Each match contains at least one of these byte strings; empty when none is known.
    package var requiredLiterals: [[UInt8]] = []
    /// Whether a line matches exactly when it contains the one required literal.
    package var isPlainLiteral = false
    /// Where an unbounded repetition of an unbounded repetition ends, such as `(a+)+`: a match may cost its
    /// whole budget.
    package var nestedQuantifierOffset: Int?

    package init() {}

    package init(of pattern: Pattern) {
        self.init(reading: pattern.source)
    }

    init(reading source: String) {
        var reader = OutlineReader(Array(source.utf8))
        do {
            let whole = try reader.readAlternatives()
            guard reader.isAtEnd else { return }
            requiredLiterals = whole.required ?? []
            isPlainLiteral = whole.exact != nil && whole.exact == requiredLiterals.first
            nestedQuantifierOffset = reader.nestedQuantifierOffset
        } catch {
            // The one error there is: a construct the reader does not know, of which nothing is claimed.
            self = PatternOutline()
        }
    }

    /// Roughly how rare the bytes are in logs: length counts, blanks and digits count little, and what stands
    /// in nearly every line counts least.
    static func rarity(of literal: [UInt8]) -> Int {
        var sum = 0
        for byte in literal.prefix(24) {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "."): sum += 2
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "e"), UInt8(ascii: "t"),
                UInt8(ascii: "a"):
                sum += 6
            default: sum += 10
            }
        }
        let text = String(decoding: literal, as: UTF8.self)
        let isCommon = ["INFO", "DEBUG", "WARN", "ERROR", "HTTP/1"].contains { text.contains($0) }
        return isCommon ? sum / 4 : sum
    }
}

/// A construct whose meaning the reader does not know.
struct UnknownSyntax: Error {}

/// What is known of a piece of a pattern.
struct OutlinePiece {
    /// One of these is in whatever the piece matches.
    var required: [[UInt8]]?
    /// The only bytes that the piece matches.
    var exact: [UInt8]?
    /// Whether the piece can match without using a byte.
    var canBeEmpty = true
    /// Whether it is one unbounded repetition, beside which nothing is mandatory.
    var isLoose = false
}
