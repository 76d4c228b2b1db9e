extension OutlineReader {
    /// A class of a few plain characters is as good as so many alternatives; of any other nothing is known.
    mutating func readClass() throws(UnknownSyntax) -> OutlineAtom {
        let start = index
        try skipClass()
        let members = source[start..<(index - 1)]
        let isSimple = members.allSatisfy { byte in
            byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\\") && byte != UInt8(ascii: "[")
                && byte != UInt8(ascii: "-") && byte != UInt8(ascii: "^") && byte != UInt8(ascii: "]")
        }
        guard isSimple, !members.isEmpty, members.count <= Self.maxClassMembers else { return .oneOfMany }
        var literals: [RequiredLiteral] = []
        for byte in members {
            // What `literal` refuses, the whole class is refused for.
            guard let exact = literal([byte]).piece.exact else { return .oneOfMany }
            for found in exact where !literals.contains(found) { literals.append(found) }
        }
        return .oneOf(literals)
    }

    private static let maxClassMembers = 4

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
}
