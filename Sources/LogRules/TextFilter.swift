import PatternMatching

/// Tells of one text whether a pattern may match it, by the literals that the pattern requires.
struct TextFilter: Sendable {
    /// One of them is in every text that matches; none when nothing is known.
    private let searches: [LiteralSearch]

    /// More literals than this cost more than PCRE2 does on most texts.
    private static let maxSearches = 8

    init(_ literals: [RequiredLiteral]?) {
        let literals = literals ?? []
        searches = literals.count <= Self.maxSearches ? literals.map(LiteralSearch.init) : []
    }

    func mayMatch(_ text: Span<UInt8>) -> Bool {
        guard !searches.isEmpty else { return true }
        for search in searches where search.firstPlace(in: text, from: 0) != nil { return true }
        return false
    }
}
