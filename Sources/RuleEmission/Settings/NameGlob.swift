/// A name with `*` and `?`, as configurations name teams, as a regular expression of PromQL.
struct NameGlob: Sendable, Hashable {
    let text: String

    /// PromQL anchors it at both ends by itself.
    var pattern: String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "*": result += ".*"
            case "?": result += "."
            case _ where Self.special.contains(scalar): result += "\\\(scalar)"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static let special = Set("\\.+()|[]{}^$".unicodeScalars)

    func matches(_ name: String) -> Bool {
        Self.matches(Array(text.unicodeScalars)[...], Array(name.unicodeScalars)[...])
    }

    private static func matches(_ glob: ArraySlice<Unicode.Scalar>, _ name: ArraySlice<Unicode.Scalar>)
        -> Bool
    {
        guard let first = glob.first else { return name.isEmpty }
        if first == "*" {
            return (name.startIndex...name.endIndex).contains { matches(glob.dropFirst(), name[$0...]) }
        }
        guard let head = name.first, first == "?" || first == head else { return false }
        return matches(glob.dropFirst(), name.dropFirst())
    }

    /// A name that this glob matches and none of the others does; `nil` when none was found.
    func sample(avoiding others: [NameGlob]) -> String? {
        let fillings = ["x", "", "one", "two", "9", "quite-another"]
        return fillings.lazy
            .map { filling in
                text.replacing("*", with: filling).replacing(
                    "?", with: filling.prefix(1).isEmpty ? "y" : filling.prefix(1))
            }
            .first { name in !name.isEmpty && matches(name) && !others.contains { $0.matches(name) } }
    }
}
