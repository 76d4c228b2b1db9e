extension OutlineReader {
    mutating func readGroup() throws(UnknownSyntax) -> OutlineAtom? {
        if peek == UInt8(ascii: "*") { throw UnknownSyntax() }
        guard take("?") else { return try readBody() }
        if take("=") || take("<=") { return try readAssertion(isNegative: false) }
        if take("!") || take("<!") { return try readAssertion(isNegative: true) }
        if take(":") || take("|") { return try readBody() }
        if take(">") {
            var atom = try readBody()
            atom.piece.isLoose = false
            // An alternative that was taken is not given back: not all strings of the group are tried.
            atom.piece.exact = nil
            return atom
        }
        if take("P<") || take("<") { return try readNamed(until: UInt8(ascii: ">")) }
        if take("'") { return try readNamed(until: UInt8(ascii: "'")) }
        return try readOptions()
    }

    private mutating func readBody() throws(UnknownSyntax) -> OutlineAtom {
        let outside = options
        let piece = try readAlternatives()
        guard take(")") else { throw UnknownSyntax() }
        options = outside
        return OutlineAtom(piece: piece, isGroup: true)
    }

    private mutating func readNamed(until end: UInt8) throws(UnknownSyntax) -> OutlineAtom {
        while let byte = next() {
            if byte == end { return try readBody() }
            guard byte == UInt8(ascii: "_") || byte.isASCIILetter || byte.isASCIIDigit else { break }
        }
        throw UnknownSyntax()
    }

    /// What an assertion contains is not part of the match; what a positive one wants stands in the line all the same.
    private mutating func readAssertion(isNegative: Bool) throws(UnknownSyntax) -> OutlineAtom {
        var atom = OutlineAtom.zeroWidth
        let required = try readBody().piece.required
        if !isNegative { atom.piece.required = required }
        return atom
    }

    /// `(?i)`, `(?-i)`, `(?x)` for the rest of the group, or `(?i:...)` for one of its own.
    private mutating func readOptions() throws(UnknownSyntax) -> OutlineAtom? {
        var changed = options
        var isOn = true
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "-"): isOn = false
            case UInt8(ascii: "i"): changed.isCaseless = isOn
            case UInt8(ascii: "x"): changed.isExtended = isOn
            case UInt8(ascii: "m"), UInt8(ascii: "s"), UInt8(ascii: "n"): break
            case UInt8(ascii: ")"):
                options = changed
                return nil
            case UInt8(ascii: ":"):
                let outside = options
                options = changed
                let atom = try readBody()
                options = outside
                return atom
            default: throw UnknownSyntax()
            }
            // `xx` reads classes in yet another way.
            if byte == UInt8(ascii: "x"), peek == byte { throw UnknownSyntax() }
        }
        throw UnknownSyntax()
    }
}
