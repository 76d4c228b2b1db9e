import PatternMatching

/// A byte string that stands in each of many literals, so that where it is absent none of them has to be looked for.
///
/// Rules of one program often differ in a word only: `disk_read failed for`, `mail_send failed for`.
struct SharedPiece {
    let literal: RequiredLiteral
    /// How far any of the literals reaches before the first place of the piece in it, and from there to its end.
    let before: Int
    let behind: Int

    /// Shorter ones stand in too many lines.
    private static let minimumBytes = 4
    /// Longer ones are no rarer, and take longer to find out.
    private static let maximumBytes = 16
    /// Of the literal whose parts are tried, and of literals altogether.
    private static let maxHeadBytes = 48
    private static let maxLiterals = 1024

    /// The longest such string; `nil` for fewer than two literals, or when they share too little.
    init?(of literals: [RequiredLiteral]) {
        guard literals.count > 1, literals.count <= Self.maxLiterals, literals.allSatisfy({ !$0.isCaseless })
        else { return nil }
        let head = Array(literals[0].bytes.prefix(Self.maxHeadBytes))
        var size = min(Self.maximumBytes, head.count)
        while size >= Self.minimumBytes {
            for start in 0...(head.count - size) {
                let piece = Array(head[start..<(start + size)])
                let places = Self.places(of: piece, in: literals)
                guard places.count == literals.count else { continue }
                literal = RequiredLiteral(piece)
                before = places.max() ?? 0
                behind = zip(literals, places).map { $0.bytes.count - $1 }.max() ?? 0
                return
            }
            size -= 1
        }
        return nil
    }

    /// The first place in each literal, up to one that does not hold the piece.
    private static func places(of piece: [UInt8], in literals: [RequiredLiteral]) -> [Int] {
        var places: [Int] = []
        for literal in literals {
            guard let place = literal.bytes.firstRange(of: piece)?.lowerBound else { break }
            places.append(place)
        }
        return places
    }
}
