/// Reads a pattern's source once, from left to right, for `PatternOutline`.
struct OutlineReader {
    private let source: [UInt8]
    private var index = 0
    private var nesting = 0
    private(set) var nestedQuantifierOffset: Int?

    /// More alternatives than this make a poor filter.
    private static let maxAlternatives = 16
    /// PCRE2 allows 250 by default.
    private static let maxNesting = 250

    init(_ source: [UInt8]) { self.source = source }

    var isAtEnd: Bool { index == source.count }

    /// Reads up to the end of the group, or of the source.
    mutating func readAlternatives() throws(UnknownSyntax) -> OutlinePiece {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.maxNesting else { throw UnknownSyntax() }
        var pieces = [try readSequence()]
        while take("|") { pieces.append(try readSequence()) }
        if pieces.count == 1 { return pieces[0] }
        var union: [[UInt8]]? = []
        for piece in pieces {
            union = piece.required.flatMap { literals in union.map { $0 + literals } }
        }
        if (union?.count ?? 0) > Self.maxAlternatives { union = nil }
        return OutlinePiece(
            required: union, exact: nil, canBeEmpty: pieces.contains { $0.canBeEmpty },
            isLoose: pieces.contains { $0.isLoose })
    }

    private mutating func readSequence() throws(UnknownSyntax) -> OutlinePiece {
        var sequence = SequenceOutline()
        while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            let atom = try readAtom()
            let repetition = try readQuantifier()
            if repetition.isUnbounded, !repetition.isPossessive, atom.isGroup, atom.piece.isLoose {
                nestedQuantifierOffset = nestedQuantifierOffset ?? index - 1
            }
            sequence.append(atom, repetition)
        }
        return sequence.finished()
    }

    // MARK: Atoms

    private mutating func readAtom() throws(UnknownSyntax) -> OutlineAtom {
        guard let byte = next() else { throw UnknownSyntax() }
        switch byte {
        case UInt8(ascii: "("): return try readGroup()
        case UInt8(ascii: "["):
            try skipClass()
            return .oneOfMany
        case UInt8(ascii: "."): return .oneOfMany
        case UInt8(ascii: "^"), UInt8(ascii: "$"): return .zeroWidth
        case UInt8(ascii: "\\"): return try readEscape()
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"): throw UnknownSyntax()
        default: return .literal(character(startingWith: byte))
        }
    }

    /// A character beyond ASCII is one atom of several bytes.
    private mutating func character(startingWith lead: UInt8) -> [UInt8] {
        var bytes = [lead]
        guard lead >= 0x80 else { return bytes }
        while let following = peek, following & 0xC0 == 0x80 {
            bytes.append(following)
            index += 1
        }
        return bytes
    }

    private mutating func readEscape() throws(UnknownSyntax) -> OutlineAtom {
        guard let byte = next() else { throw UnknownSyntax() }
        switch byte {
        case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "w"), UInt8(ascii: "W"), UInt8(ascii: "s"),
            UInt8(ascii: "S"), UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "v"), UInt8(ascii: "V"):
            return .oneOfMany
        case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "A"), UInt8(ascii: "z"), UInt8(ascii: "Z"):
            return .zeroWidth
        case UInt8(ascii: "t"): return .literal([0x09])
        case UInt8(ascii: "e"): return .literal([0x1B])
        case UInt8(ascii: "x"): return try readHexadecimal()
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            throw UnknownSyntax()
        default: return .literal(character(startingWith: byte))
        }
    }

    /// `\xHH` with two digits of an ASCII character; anything else may mean a character of several bytes.
    private mutating func readHexadecimal() throws(UnknownSyntax) -> OutlineAtom {
        guard index + 1 < source.count, let high = hexadecimal(source[index]),
            let low = hexadecimal(source[index + 1])
        else { throw UnknownSyntax() }
        index += 2
        let value = high << 4 | low
        return value < 0x80 && value != 0x0A ? .literal([value]) : .oneOfMany
    }

    private func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private mutating func skipClass() throws(UnknownSyntax) {
        _ = take("^")
        _ = take("]")
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "]"): return
            case UInt8(ascii: "\\"):
                guard let escaped = next(), escaped != UInt8(ascii: "Q"), escaped != UInt8(ascii: "E") else {
                    throw UnknownSyntax()
                }
            case UInt8(ascii: "["):
                guard let kind = peek, kind == UInt8(ascii: ":") else { continue }
                try skipPOSIXClass()
            default: break
            }
        }
        throw UnknownSyntax()
    }

    /// `[:alpha:]` inside a class; anything else behind `[:` is left to PCRE2.
    private mutating func skipPOSIXClass() throws(UnknownSyntax) {
        var end = index + 1
        while end < source.count,
            source[end] == UInt8(ascii: "^") || (source[end] | 0x20) >= UInt8(ascii: "a")
        {
            guard source[end] != UInt8(ascii: "]"), source[end] != UInt8(ascii: "\\") else {
                throw UnknownSyntax()
            }
            end += 1
        }
        guard end + 1 < source.count, source[end] == UInt8(ascii: ":"), source[end + 1] == UInt8(ascii: "]")
        else {
            throw UnknownSyntax()
        }
        index = end + 2
    }

    // MARK: Groups

    private mutating func readGroup() throws(UnknownSyntax) -> OutlineAtom {
        if peek == UInt8(ascii: "*") { throw UnknownSyntax() }
        guard take("?") else { return try readBody() }
        if take("=") || take("!") || take("<=") || take("<!") { return try readAssertion() }
        if take(":") || take("|") { return try readBody() }
        if take(">") {
            var atom = try readBody()
            atom.piece.isLoose = false
            return atom
        }
        if take("P<") || take("<") { return try readNamed(until: UInt8(ascii: ">")) }
        if take("'") { return try readNamed(until: UInt8(ascii: "'")) }
        throw UnknownSyntax()
    }

    private mutating func readBody() throws(UnknownSyntax) -> OutlineAtom {
        let piece = try readAlternatives()
        guard take(")") else { throw UnknownSyntax() }
        return OutlineAtom(piece: piece, isGroup: true)
    }

    private mutating func readNamed(until end: UInt8) throws(UnknownSyntax) -> OutlineAtom {
        while let byte = next() {
            if byte == end { return try readBody() }
            guard byte == UInt8(ascii: "_") || byte.isASCIILetterOrDigit else { break }
        }
        throw UnknownSyntax()
    }

    /// What an assertion contains is not part of the match.
    private mutating func readAssertion() throws(UnknownSyntax) -> OutlineAtom {
        _ = try readBody()
        return .zeroWidth
    }

    // MARK: Quantifiers

    private mutating func readQuantifier() throws(UnknownSyntax) -> OutlineRepetition {
        var result = OutlineRepetition()
        if take("*") {
            result = OutlineRepetition(isQuantified: true, minimum: 0, isUnbounded: true)
        } else if take("+") {
            result = OutlineRepetition(isQuantified: true, minimum: 1, isUnbounded: true)
        } else if take("?") {
            result = OutlineRepetition(isQuantified: true, minimum: 0, isUnbounded: false)
        } else if peek == UInt8(ascii: "{") {
            guard let counted = try readCounted() else { return result }
            result = counted
        } else {
            return result
        }
        if take("+") { result.isPossessive = true } else { _ = take("?") }
        return result
    }

    /// `{2}`, `{2,}` and `{2,5}`; `nil` for a brace that is an ordinary character.
    ///
    /// Newer releases of PCRE2 also read `{,5}` and blanks as a quantifier: those are left alone.
    private mutating func readCounted() throws(UnknownSyntax) -> OutlineRepetition? {
        let after = index + 1
        guard after < source.count else { return nil }
        if source[after] == UInt8(ascii: ",") || source[after] == UInt8(ascii: " ") { throw UnknownSyntax() }
        guard source[after].isASCIIDigit else { return nil }
        var end = after
        var minimum = 0
        while end < source.count, source[end].isASCIIDigit, minimum < 100_000 {
            minimum = minimum * 10 + Int(source[end] - UInt8(ascii: "0"))
            end += 1
        }
        var isUnbounded = false
        if end < source.count, source[end] == UInt8(ascii: ",") {
            end += 1
            isUnbounded = true
            while end < source.count, source[end].isASCIIDigit {
                isUnbounded = false
                end += 1
            }
        }
        guard end < source.count, source[end] == UInt8(ascii: "}") else { throw UnknownSyntax() }
        index = end + 1
        return OutlineRepetition(isQuantified: true, minimum: minimum, isUnbounded: isUnbounded)
    }

    // MARK: Bytes

    private var peek: UInt8? { index < source.count ? source[index] : nil }

    private mutating func next() -> UInt8? {
        guard index < source.count else { return nil }
        index += 1
        return source[index - 1]
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + count <= source.count else { return false }
        let wanted = Array(text.description.utf8)
        guard source[index..<(index + count)].elementsEqual(wanted) else { return false }
        index += count
        return true
    }
}

extension UInt8 {
    fileprivate var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isASCIILetterOrDigit: Bool {
        isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}
