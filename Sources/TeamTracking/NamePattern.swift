/// A name with `*` for any run of characters and `?` for any one, as configurations name teams and agents.
package struct NamePattern: Sendable, Equatable {
    private let pattern: [Unicode.Scalar]

    package init(_ text: String) { pattern = Array(text.unicodeScalars) }

    /// Whether all of `name` is what the pattern says; takes at most the product of both lengths.
    package func matches(_ name: String) -> Bool {
        let name = Array(name.unicodeScalars)
        var (place, at) = (0, 0)
        // Where the last star stands, and what of the name it has swallowed.
        var star: (place: Int, end: Int)?
        while at < name.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, at)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[at] {
                (place, at) = (place + 1, at + 1)
            } else if let last = star {
                star = (last.place, last.end + 1)
                (place, at) = (last.place + 1, last.end + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
