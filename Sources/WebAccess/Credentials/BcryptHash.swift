/// A password's hash as `htpasswd -B` writes it: variant, cost, 22 characters of salt and 31 of digest.
package struct BcryptHash: Sendable, Hashable {
    package enum Fault: Error, Equatable {
        case notBcrypt
        case variant(String)
        case cost(Int)

        var message: String {
            switch self {
            case .notBcrypt: "is no bcrypt hash"
            case .variant(let name): "is of bcrypt's variant '\(name)', which is not taken"
            case .cost(let cost): "has the cost \(cost), outside of 4 to \(BcryptHash.maxCost)"
            }
        }

        var hint: String {
            switch self {
            case .notBcrypt, .variant: "make one with: htpasswd -nBC 10 NAME"
            case .cost: "make one with: htpasswd -nBC 10 NAME; each step doubles the time of a login"
            }
        }

        var tokenHint: String {
            "write SHA-256 in hexadecimal (printf %s TOKEN | sha256sum), or a bcrypt hash"
        }
    }

    /// A check at this cost takes seconds, and one runs at a time.
    static let maxCost = 16
    /// At the end of the text.
    static let digestBytes = 31

    let text: String
    let cost: Int

    package init(_ text: String) throws(Fault) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0].isEmpty, parts[1].hasPrefix("2"), parts[1].count <= 2,
            parts[2].utf8.count == 2, let cost = Int(parts[2]), parts[3].utf8.count == 53,
            parts[3].utf8.allSatisfy(Self.isDigit)
        else { throw .notBcrypt }
        guard ["2a", "2b", "2y"].contains(parts[1]) else { throw .variant(parts[1]) }
        guard (4...Self.maxCost).contains(cost) else { throw .cost(cost) }
        self.text = text
        self.cost = cost
    }

    /// A hash that no password has, to be checked where there is no user: it takes as long as a real one.
    init(dummyOfCost cost: Int) {
        let digits = String(min(max(cost, 4), Self.maxCost))
        // The digest's last character carries four bits; 'x' is none of the sixteen that can stand there.
        text =
            "$2y$\(digits.count == 1 ? "0" : "")\(digits)$QOauhQNbBCuQDKes6eFzPe"
            + String(repeating: "x", count: Self.digestBytes)
        self.cost = cost
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}

/// How a bearer token is kept.
package enum TokenHash: Sendable, Hashable {
    /// For long random tokens: 64 hexadecimal digits in lower case.
    case sha256(String)
    case bcrypt(BcryptHash)

    package init(_ text: String) throws(BcryptHash.Fault) {
        if text.utf8.count == 64, text.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
            self = .sha256(text.lowercased())
        } else {
            self = .bcrypt(try BcryptHash(text))
        }
    }
}
