/// A path of which one part is a name: `/api/teams/{team}`.
struct RoutePattern: Sendable {
    private let literals: [Substring?]

    /// Nil for a path that has no part in braces.
    init?(_ path: String) {
        let literals = Self.parts(of: path[...]).map { part in
            part.hasPrefix("{") && part.hasSuffix("}") ? nil : Optional(part)
        }
        guard literals.count(where: { $0 == nil }) == 1 else { return nil }
        self.literals = literals
    }

    /// The name in a path that fits, percent-decoded; nil where it does not fit, or the name is empty or no UTF-8.
    ///
    /// Nothing is resolved: `..` and an encoded `/` are letters of a name like others.
    func name(in path: String) -> String? {
        let parts = Self.parts(of: path[...])
        guard parts.count == literals.count else { return nil }
        var name: Substring?
        for (part, literal) in zip(parts, literals) {
            guard let literal else {
                name = part
                continue
            }
            guard part == literal else { return nil }
        }
        guard let decoded = name.flatMap({ PercentCoding.decodedPart($0) }), !decoded.isEmpty else {
            return nil
        }
        return decoded
    }

    private static func parts(of path: Substring) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false)
    }
}

/// Percent-decoding as URLs need it.
enum PercentCoding {
    /// Of a part of a path; nil where an escape is broken or the bytes are no UTF-8.
    static func decodedPart(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = escape(rest) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Of a component of a query, where `+` is a blank; a broken escape stays as it is.
    static func decodedComponent(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), let value = escape(rest) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The two digits at the beginning.
    private static func escape(_ rest: Substring.UTF8View) -> UInt8? {
        let digits = rest.prefix(2)
        guard digits.count == 2, digits.first != UInt8(ascii: "+") else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
