/// The smallest pieces of a PromQL expression as it stands in a dashboard, with Grafana's variables in it.
enum ExpressionToken: Equatable {
    case word(String)
    case string(String)
    /// A number, or a duration such as `5m`.
    case number(String)
    /// `$name`, `${name}`, `${name:format}` or `[[name]]`, by its name.
    case variable(String)
    case symbol(String)
}

/// Why a text cannot be PromQL.
struct ExpressionFault: Error, Equatable {
    let message: String
}

/// Takes an expression to pieces.
struct ExpressionLexer {
    private var rest: Substring.UnicodeScalarView

    static func tokens(of text: String) throws(ExpressionFault) -> [ExpressionToken] {
        var lexer = ExpressionLexer(rest: text[...].unicodeScalars)
        var tokens: [ExpressionToken] = []
        while let token = try lexer.next() { tokens.append(token) }
        return tokens
    }

    private mutating func next() throws(ExpressionFault) -> ExpressionToken? {
        skipBlanks()
        guard let first = rest.first else { return nil }
        switch first {
        case "\"", "'", "`": return try string(quote: first)
        case "$": return try variable()
        case _ where Self.beginsWord(first): return .word(take { Self.beginsWord($0) || Self.isDigit($0) })
        case _
        where Self.isDigit(first) || (first == "." && rest.dropFirst().first.map(Self.isDigit) == true):
            return .number(number())
        default: return try symbol()
        }
    }

    private mutating func skipBlanks() {
        while let first = rest.first {
            if first.properties.isWhitespace {
                rest.removeFirst()
            } else if first == "#" {
                rest = rest.drop { $0 != "\n" }
            } else {
                return
            }
        }
    }

    private mutating func string(quote: Unicode.Scalar) throws(ExpressionFault) -> ExpressionToken {
        var text = ""
        rest.removeFirst()
        while let scalar = rest.popFirst() {
            if scalar == quote { return .string(text) }
            text.unicodeScalars.append(scalar)
            if scalar == "\\", quote != "`", let escaped = rest.popFirst() {
                text.unicodeScalars.append(escaped)
            }
        }
        throw ExpressionFault(message: "a string is not closed")
    }

    private mutating func variable() throws(ExpressionFault) -> ExpressionToken {
        rest.removeFirst()
        guard rest.first == "{" else {
            let name = take { Self.beginsWord($0) || Self.isDigit($0) }
            guard !name.isEmpty else { throw ExpressionFault(message: "'$' names no variable") }
            return .variable(name)
        }
        rest.removeFirst()
        let name = take { $0 != "}" && $0 != ":" }
        rest = rest.drop { $0 != "}" }
        guard rest.popFirst() != nil else { throw ExpressionFault(message: "'${' is not closed") }
        return .variable(name)
    }

    /// Digits and what may stand in numbers and durations: `1e+06`, `0x1F`, `1h30m`.
    private mutating func number() -> String {
        var text = ""
        while let scalar = rest.first {
            let isSign = (scalar == "+" || scalar == "-") && (text.hasSuffix("e") || text.hasSuffix("E"))
            guard isSign || scalar == "." || Self.isDigit(scalar) || Self.beginsWord(scalar), scalar != ":"
            else { break }
            text.unicodeScalars.append(scalar)
            rest.removeFirst()
        }
        return text
    }

    private static let symbols = [
        "==", "!=", "<=", ">=", "=~", "!~", "(", ")", "{", "}", "[", "]", ",", "+", "-", "*", "/", "%", "^",
        "<",
        ">", "=", "@", ":",
    ]

    private mutating func symbol() throws(ExpressionFault) -> ExpressionToken {
        for symbol in Self.symbols where rest.starts(with: symbol.unicodeScalars) {
            rest.removeFirst(symbol.unicodeScalars.count)
            return .symbol(symbol)
        }
        throw ExpressionFault(message: "'\(rest.first.map(String.init) ?? "")' has no meaning in PromQL")
    }

    private mutating func take(while isWanted: (Unicode.Scalar) -> Bool) -> String {
        let taken = rest.prefix(while: isWanted)
        rest.removeFirst(taken.count)
        return String(taken)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func beginsWord(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_" || scalar == ":"
    }
}
