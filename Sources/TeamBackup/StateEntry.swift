/// A directory, a file or a link of the state: what a backup holds of it.
package struct StateEntry: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case directory
        case file(bytes: UInt64, sha256: String)
        case link(target: [UInt8])
    }

    /// Relative to the root, beginning with `teams` or `tasks`; bytes, for a name may hold any.
    package var path: [UInt8]
    package var kind: Kind
    package var mode: UInt32
    package var modifiedNanoseconds: Int64

    /// What differs between this and what was found; nil when nothing does. Times are left out: a tar has whole seconds.
    func difference(from found: StateEntry) -> String? {
        if kind != found.kind {
            switch (kind, found.kind) {
            case (.file(let bytes, _), .file(let other, _)) where bytes != other:
                return "has \(other) bytes, not \(bytes)"
            case (.file, .file): return "has other bytes"
            case (.link, .link): return "leads elsewhere"
            default: return "is of another kind"
            }
        }
        if case .link = kind { return nil }
        return mode & 0o777 == found.mode & 0o777
            ? nil : "has the mode \(octal(found.mode)), not \(octal(mode))"
    }

    private func octal(_ mode: UInt32) -> String { String(mode & 0o777, radix: 8) }
}

/// Paths within the state.
enum StatePath {
    static let slash = UInt8(ascii: "/")
    /// What a root holds that is backed up.
    static let tops = ["tasks", "teams"].map { Array($0.utf8) }
    /// Unfinished work of `create-team` and `delete-team`, below `teams` and `tasks`.
    static let leftOver = Array(".agent-teams-exporter-".utf8)
    static let maxDepth = 100

    /// The path in a manifest and in messages: as it is, but for bytes that are no text, control characters and `%`, which
    /// are written `%XX`.
    static func text(_ path: [UInt8]) -> String {
        var out = ""
        for character in String(decoding: path, as: UTF8.self).unicodeScalars
        where character != "\u{FFFD}" && character != "%" && character.value >= 0x20
            && character.value != 0x7F
        {
            out.unicodeScalars.append(character)
        }
        if Array(out.utf8) == path { return out }
        return escaped(path)
    }

    private static func escaped(_ path: [UInt8]) -> String {
        var (out, rest) = ([UInt8](), path[...])
        while let byte = rest.first {
            let length = scalarLength(rest)
            if length == 0 || byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "%") {
                let digits = Array("0123456789ABCDEF".utf8)
                out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                rest = rest.dropFirst()
            } else {
                out += rest.prefix(length)
                rest = rest.dropFirst(length)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// How many bytes the character takes that they begin with; 0 where they begin with none.
    private static func scalarLength(_ bytes: ArraySlice<UInt8>) -> Int {
        for length in 1...4 where bytes.count >= length {
            let text = String(decoding: bytes.prefix(length), as: UTF8.self)
            if Array(text.utf8) == Array(bytes.prefix(length)), text.unicodeScalars.count == 1 {
                return length
            }
        }
        return 0
    }

    /// The path that a text stands for; nil where it stands for none.
    static func bytes(_ text: String) -> [UInt8]? {
        var (out, rest) = ([UInt8](), Array(text.utf8)[...])
        while let byte = rest.first {
            guard byte == UInt8(ascii: "%") else {
                out.append(byte)
                rest = rest.dropFirst()
                continue
            }
            let digits = rest.dropFirst().prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else {
                return nil
            }
            out.append(value)
            rest = rest.dropFirst(3)
        }
        return out
    }

    /// Its names, with what a tar may put before and after taken off; nil, with a reason, where it may not be written.
    static func components(_ name: [UInt8]) -> Result<[[UInt8]], Refusal> {
        guard name.first != slash else { return .failure(Refusal("has an absolute name")) }
        let parts = name.split(separator: slash).map { Array($0) }.filter { $0 != [UInt8(ascii: ".")] }
        if parts.contains(Array("..".utf8)) { return .failure(Refusal("leads out with '..'")) }
        if parts.contains(where: { $0.count > 255 }) || parts.count > maxDepth {
            return .failure(Refusal("has too long a name"))
        }
        if name.contains(0) { return .failure(Refusal("has a name that no file can have")) }
        guard let top = parts.first else { return .success([]) }
        guard tops.contains(top) else {
            return .failure(Refusal("lies neither in teams nor in tasks"))
        }
        return .success(parts)
    }

    struct Refusal: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    /// Whether a link with this target, lying in this directory, can only lead to what lies in `teams` and `tasks`.
    ///
    /// Steps upwards are allowed only before the first name: behind one, which may be a link itself, nobody could say where
    /// they lead without following it.
    static func staysInside(target: [UInt8], directory: [[UInt8]]) -> Bool {
        guard !target.isEmpty, target.first != slash, !target.contains(0) else { return false }
        var place = directory
        var hasName = false
        for part in target.split(separator: slash) where part != [UInt8(ascii: ".")] {
            if Array(part) == Array("..".utf8) {
                guard !hasName, !place.isEmpty else { return false }
                place.removeLast()
            } else {
                hasName = true
                place.append(Array(part))
            }
        }
        return place.first.map { tops.contains($0) } ?? false
    }
}
