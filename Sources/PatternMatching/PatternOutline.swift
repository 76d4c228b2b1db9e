/// What can be said of a pattern's matches by reading its source: bytes that each match must contain.
///
/// Reads the common part of PCRE2's syntax; of a source with anything else (verbs, conditions, back references)
/// it says nothing, which is always safe.
package struct PatternOutline: Sendable, Equatable {
    /// Of each set at least one string is in every line that matches; the likeliest filters first.
    package var requiredSets: [[RequiredLiteral]] = []
    /// Strings any of which makes a line match, and without which none matches; `nil` when it takes more.
    package var plainLiterals: [RequiredLiteral]?
    /// Where an unbounded repetition of an unbounded repetition ends, such as `(a+)+`: a match may cost its
    /// whole budget.
    package var nestedQuantifierOffset: Int?

    /// The set that filters best as far as the pattern alone tells; empty when none is known.
    package var requiredLiterals: [[UInt8]] { requiredSets.first?.map(\.bytes) ?? [] }

    /// More alternatives than this make a poor filter.
    static let maxAlternatives = 16
    /// Sets kept to choose from by their frequency in a log.
    private static let maxSets = 6

    package init() {}

    package init(of pattern: Pattern) {
        self.init(
            reading: pattern.source, isText: pattern.isTextMode, isCaseless: pattern.isCaseless)
    }

    init(reading source: String, isText: Bool, isCaseless: Bool) {
        var reader = OutlineReader(Array(source.utf8), isText: isText, isCaseless: isCaseless)
        do {
            let whole = try reader.readAlternatives()
            guard reader.isAtEnd else { return }
            requiredSets = whole.required
            // In text mode bytes that are not valid UTF-8 have a say too.
            plainLiterals = isText ? nil : whole.exact
            nestedQuantifierOffset = reader.nestedQuantifierOffset
        } catch {
            // The one error there is: a construct the reader does not know, of which nothing is claimed.
            self = PatternOutline()
        }
    }

    /// The sets that promise most, best first, each once.
    static func best(of sets: [[RequiredLiteral]]) -> [[RequiredLiteral]] {
        var seen: Set<[RequiredLiteral]> = []
        let usable = sets.filter { set in
            !set.isEmpty && set.allSatisfy { !$0.bytes.isEmpty } && seen.insert(set).inserted
        }
        let scored = usable.enumerated().map { (score: score($0.element), place: $0.offset, set: $0.element) }
        return scored.sorted { ($1.score, $0.place) < ($0.score, $1.place) }.prefix(maxSets).map(\.set)
    }

    static func score(_ literals: [RequiredLiteral]) -> Int { literals.map(rarity).min() ?? 0 }

    /// Roughly how rare the bytes are in logs: length counts, blanks and digits count little, and what stands
    /// in nearly every line counts least.
    static func rarity(of literal: RequiredLiteral) -> Int {
        var sum = 0
        for byte in literal.bytes.prefix(24) {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "."): sum += 2
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "e"), UInt8(ascii: "t"),
                UInt8(ascii: "a"):
                sum += 6
            default: sum += 10
            }
        }
        return commonWords.contains { literal.holds($0) } ? sum / 4 : sum
    }

    private static let commonWords = ["INFO", "DEBUG", "WARN", "ERROR", "HTTP/1"].map { Array($0.utf8) }
}

/// A construct whose meaning the reader does not know.
struct UnknownSyntax: Error {}

/// What is known of a piece of a pattern.
struct OutlinePiece {
    /// Of each set one string is in whatever the piece matches; the best sets first.
    var required: [[RequiredLiteral]] = []
    /// The only strings that the piece matches, each of them wherever it stands.
    var exact: [RequiredLiteral]?
    /// Whether the piece can match without using a byte.
    var canBeEmpty = true
    /// Whether it is one unbounded repetition, beside which nothing is mandatory.
    var isLoose = false
}
