/// Finds the word that somebody probably meant.
package enum Suggestion {
    /// Longer words are not compared: nobody mistypes them, and the cost grows with the square.
    private static let maxCharacters = 64

    /// The nearest candidate, nil when none is near: at most one edit in three characters, letter case and
    /// `-` for `_` being free.
    package static func closest(to word: String, among candidates: some Sequence<String>) -> String? {
        guard !word.isEmpty, word.utf8.count <= 4 * maxCharacters else { return nil }
        let wanted = folded(word)
        var best: (word: String, distance: Int)?
        for candidate in candidates.sorted() where candidate.count <= maxCharacters {
            let other = folded(candidate)
            let distance = editDistance(wanted, other)
            guard distance <= max(1, max(wanted.count, other.count) / 3), distance < other.count else {
                continue
            }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    private static func folded(_ word: String) -> [Character] {
        word.lowercased().map { $0 == "-" ? "_" : $0 }
    }

    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
    static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let isEqual = left[row] == right[column]
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (isEqual ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
