/// Reads a pattern's source once, from left to right, for `PatternOutline`.
struct OutlineReader {
    /// What `(?i)` and `(?x)` switch, until the end of the group that they stand in.
    struct Options {
        var isCaseless: Bool
        var isExtended = false
    }

    let source: [UInt8]
    /// Whether the pattern sees characters: then letters have more than two cases.
    let isText: Bool
    var index = 0
    var options: Options
    /// Between `\Q` and `\E`.
    private var isQuoting = false
    private var nesting = 0
    private(set) var nestedQuantifierOffset: Int?

    /// PCRE2 allows 250 by default.
    private static let maxNesting = 250

    init(_ source: [UInt8], isText: Bool, isCaseless: Bool) {
        self.source = source
        self.isText = isText
        options = Options(isCaseless: isCaseless)
    }

    var isAtEnd: Bool { index == source.count }

    /// Reads up to the end of the group, or of the source.
    mutating func readAlternatives() throws(UnknownSyntax) -> OutlinePiece {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.maxNesting else { throw UnknownSyntax() }
        var pieces = [try readSequence()]
        while take("|") { pieces.append(try readSequence()) }
        return pieces.count == 1 ? pieces[0] : Self.either(pieces)
    }

    private static func either(_ pieces: [OutlinePiece]) -> OutlinePiece {
        var required: [RequiredLiteral]? = []
        var exact: [RequiredLiteral]? = []
        for piece in pieces {
            required = piece.required.first.flatMap { literals in required.map { $0 + literals } }
            exact = piece.exact.flatMap { literals in exact.map { $0 + literals } }
        }
        let isFew = (required?.count ?? 0) <= PatternOutline.maxAlternatives
        return OutlinePiece(
            required: required.map { isFew ? [$0] : [] } ?? [],
            exact: (exact?.count ?? 0) <= PatternOutline.maxAlternatives ? exact : nil,
            canBeEmpty: pieces.contains { $0.canBeEmpty },
            isLoose: pieces.contains { $0.isLoose })
    }

    private mutating func readSequence() throws(UnknownSyntax) -> OutlinePiece {
        var sequence = SequenceOutline()
        skipIgnored()
        while isQuoting || (peek.map { $0 != UInt8(ascii: "|") && $0 != UInt8(ascii: ")") } ?? false) {
            let atom = try readAtom()
            skipIgnored()
            guard let atom else { continue }
            let repetition = isQuoting ? OutlineRepetition() : try readQuantifier()
            if repetition.isUnbounded, !repetition.isPossessive, atom.isGroup, atom.piece.isLoose {
                nestedQuantifierOffset = nestedQuantifierOffset ?? index - 1
            }
            sequence.append(atom, repetition)
            skipIgnored()
        }
        return sequence.finished()
    }

    /// Blanks and comments, where `(?x)` lets them mean nothing.
    private mutating func skipIgnored() {
        guard options.isExtended, !isQuoting else { return }
        while let byte = peek {
            if byte == UInt8(ascii: "#") {
                while let skipped = next(), skipped != UInt8(ascii: "\n") {}
            } else if byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) {
                index += 1
            } else {
                return
            }
        }
    }

    // MARK: Atoms

    /// `nil` for what only changes how the rest is read.
    private mutating func readAtom() throws(UnknownSyntax) -> OutlineAtom? {
        if isQuoting { return try readQuoted() }
        guard let byte = next() else { throw UnknownSyntax() }
        // Some characters beyond ASCII are blanks too.
        if options.isExtended, byte >= 0x80 { throw UnknownSyntax() }
        switch byte {
        case UInt8(ascii: "("): return try readGroup()
        case UInt8(ascii: "["): return try readClass()
        case UInt8(ascii: "."): return .oneOfMany
        case UInt8(ascii: "^"), UInt8(ascii: "$"): return .zeroWidth
        case UInt8(ascii: "\\"): return try readEscape()
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"): throw UnknownSyntax()
        default: return literal(character(startingWith: byte))
        }
    }

    private mutating func readQuoted() throws(UnknownSyntax) -> OutlineAtom? {
        if take("\\E") {
            isQuoting = false
            return nil
        }
        guard let byte = next() else {
            // The end of the pattern ends the quotation too.
            isQuoting = false
            return nil
        }
        let atom = literal(character(startingWith: byte))
        // So that a quantifier behind `\E` finds the last character.
        if take("\\E") { isQuoting = false }
        return atom
    }

    /// An atom of these bytes, unless case makes more of them than two forms of ASCII letters, or they hold a
    /// newline, which no line does.
    func literal(_ bytes: [UInt8]) -> OutlineAtom {
        guard !bytes.contains(0x0A) else { return .oneOfMany }
        if options.isCaseless && isText {
            // K and S have a third form each: the sign of the kelvin and the long s.
            let isPlain = bytes.allSatisfy { $0 < 0x80 && $0 | 0x20 != 0x6B && $0 | 0x20 != 0x73 }
            guard isPlain else { return .oneOfMany }
        }
        return .oneOf([RequiredLiteral(bytes, isCaseless: options.isCaseless)])
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

    private mutating func readEscape() throws(UnknownSyntax) -> OutlineAtom? {
        guard let byte = next() else { throw UnknownSyntax() }
        switch byte {
        case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "w"), UInt8(ascii: "W"), UInt8(ascii: "s"),
            UInt8(ascii: "S"), UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "v"), UInt8(ascii: "V"):
            return .oneOfMany
        case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "A"), UInt8(ascii: "z"), UInt8(ascii: "Z"):
            return .zeroWidth
        case UInt8(ascii: "Q"):
            isQuoting = true
            return nil
        case UInt8(ascii: "t"): return literal([0x09])
        case UInt8(ascii: "e"): return literal([0x1B])
        case UInt8(ascii: "x"): return try readHexadecimal()
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            throw UnknownSyntax()
        default: return literal(character(startingWith: byte))
        }
    }

    /// `\xHH` with two digits; beyond ASCII it means a character of several bytes in text mode.
    private mutating func readHexadecimal() throws(UnknownSyntax) -> OutlineAtom {
        guard index + 1 < source.count, let high = hexadecimal(source[index]),
            let low = hexadecimal(source[index + 1])
        else { throw UnknownSyntax() }
        index += 2
        let value = high << 4 | low
        return value < 0x80 || !isText ? literal([value]) : .oneOfMany
    }

    private func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
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
        guard options.isExtended else { return result }
        // Releases of PCRE2 differ in whether a blank may stand before the second sign of a quantifier.
        skipIgnored()
        if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "?") { throw UnknownSyntax() }
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

    var peek: UInt8? { index < source.count ? source[index] : nil }

    mutating func next() -> UInt8? {
        guard index < source.count else { return nil }
        index += 1
        return source[index - 1]
    }

    mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + count <= source.count else { return false }
        // Invariant: a static string of several characters has as many UTF-8 bytes at its address as it tells.
        let isThere = text.withUTF8Buffer { wanted in
            unsafe source[index..<(index + count)].elementsEqual(wanted)
        }
        guard isThere else { return false }
        index += count
        return true
    }
}
