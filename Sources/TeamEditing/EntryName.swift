/// A name for a team or an agent that every program in the field takes as it is.
///
/// Claude Code makes file names of them and replaces what is neither a letter, a digit, `-` nor `_`; a name with
/// anything else would be looked for under two spellings.
package struct EntryName: Equatable, Hashable, Sendable {
    package static let maxCharacters = 64
    package let text: String

    /// - Parameter what: names the thing in the error, such as "the team name".
    package init(_ text: String, what: String) throws(TeamEditingError) {
        if let fault = Self.fault(in: text) { throw .badName(what: what, name: text, fault: fault) }
        self.text = text
    }

    /// What is wrong with a name, and what to do; nil when nothing is.
    static func fault(in text: String) -> String? {
        guard let first = text.unicodeScalars.first else { return "is empty; write a name" }
        if text.unicodeScalars.count > maxCharacters {
            return "is longer than \(maxCharacters) characters; shorten it"
        }
        guard isAlphanumeric(first) else { return "does not begin with a letter or a digit; put one before" }
        guard let place = text.unicodeScalars.enumerated().first(where: { !isAllowed($0.element) }) else {
            return nil
        }
        let proposal = proposal(for: text).map { ", such as '\($0)'" } ?? ""
        return "holds \(words(for: place.element)) at character \(place.offset + 1); "
            + "use letters a to z, digits, - and _\(proposal)"
    }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        isAlphanumeric(scalar) || scalar == "-" || scalar == "_"
    }

    private static func words(for scalar: Unicode.Scalar) -> String {
        switch scalar {
        case " ": "a blank"
        case "/": "a slash"
        case _ where scalar.properties.generalCategory == .control: "a control character"
        default: "'\(scalar)'"
        }
    }

    /// The name with all else turned to `-`, where something of it is left.
    private static func proposal(for text: String) -> String? {
        var proposal = ""
        for scalar in text.unicodeScalars {
            if isAllowed(scalar) {
                proposal.unicodeScalars.append(scalar)
            } else if !proposal.isEmpty, !proposal.hasSuffix("-") {
                proposal += "-"
            }
        }
        while proposal.hasSuffix("-") { proposal.removeLast() }
        return proposal.isEmpty ? nil : proposal
    }
}
