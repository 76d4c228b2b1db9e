/// Tells which captures of a pattern can take endlessly many values, by reading its source.
///
/// A capture is open when something wide (`.`, `\S`, `\w`, `\d`, a class with one of these or with digits, a negated
/// class) is repeated in it without a small bound. Identifiers, addresses, paths and free text look so; words of
/// letters such as `[a-z_]+` do not, for they mostly come from a list in some program.
struct OpenCaptures {
    private let source: [UInt8]

    /// Repetitions up to this many of something wide still make few values: `\d{3}` is a status code.
    private static let smallCount = 3

    init(pattern: String) { source = Array(pattern.utf8) }

    /// The open part of the group that a label's text `$name`, `${name}` or `$1` means, or `nil`.
    func openPart(of reference: Substring) -> String? {
        guard let body = Int(reference).flatMap({ group(number: $0) }) ?? group(named: String(reference))
        else {
            return nil
        }
        return firstOpenPart(in: body)
    }

    /// The captures that a label's text names.
    static func references(in text: String) -> [Substring] {
        var references: [Substring] = []
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                rest = rest.dropFirst()
                continue
            }
            if rest.first == "{" { rest = rest.dropFirst() }
            let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            if !name.isEmpty { references.append(name) }
            rest = rest[name.endIndex...]
        }
        return references
    }

    // MARK: Groups

    private func group(named name: String) -> Range<Int>? {
        for head in ["(?<\(name)>", "(?P<\(name)>", "(?'\(name)'"].map({ Array($0.utf8) }) {
            var index = 0
            while index + head.count <= source.count {
                if source[index...].starts(with: head) { return body(from: index + head.count) }
                index += 1
            }
        }
        return nil
    }

    private func group(number: Int) -> Range<Int>? {
        var count = 0
        var index = 0
        while index < source.count {
            guard source[index] == UInt8(ascii: "(") else {
                index = next(after: index)
                continue
            }
            guard let start = captureStart(at: index) else {
                index += 1
                continue
            }
            count += 1
            if count == number { return body(from: start) }
            index += 1
        }
        return nil
    }

    /// Where the body of the capturing group that opens here begins; `nil` when it captures nothing.
    private func captureStart(at open: Int) -> Int? {
        guard open + 1 < source.count else { return nil }
        if source[open + 1] == UInt8(ascii: "*") { return nil }
        guard source[open + 1] == UInt8(ascii: "?") else { return open + 1 }
        var index = open + 2
        if index < source.count, source[index] == UInt8(ascii: "P") { index += 1 }
        guard index + 1 < source.count else { return nil }
        let closing: UInt8
        switch source[index] {
        case UInt8(ascii: "<")
        where source[index + 1] != UInt8(ascii: "=") && source[index + 1] != UInt8(ascii: "!"):
            closing = UInt8(ascii: ">")
        case UInt8(ascii: "'"): closing = UInt8(ascii: "'")
        default: return nil
        }
        return source[(index + 1)...].firstIndex(of: closing).map { $0 + 1 }
    }

    private func body(from start: Int) -> Range<Int>? {
        var depth = 1
        var index = start
        while index < source.count {
            switch source[index] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return start..<index }
            default: break
            }
            index = next(after: index)
        }
        return nil
    }

    /// The start of the next atom: escapes and classes are skipped whole.
    private func next(after index: Int) -> Int {
        switch source[index] {
        case UInt8(ascii: "\\"): return min(index + 2, source.count)
        case UInt8(ascii: "["): return classEnd(from: index)
        default: return index + 1
        }
    }

    private func classEnd(from open: Int) -> Int {
        var index = open + 1
        if index < source.count, source[index] == UInt8(ascii: "^") { index += 1 }
        if index < source.count, source[index] == UInt8(ascii: "]") { index += 1 }
        while index < source.count, source[index] != UInt8(ascii: "]") {
            index += source[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, source.count)
    }

    // MARK: Width

    private func firstOpenPart(in body: Range<Int>) -> String? {
        var index = body.lowerBound
        while index < body.upperBound {
            let end = min(next(after: index), body.upperBound)
            if isWide(index..<end), let quantifierEnd = openQuantifierEnd(from: end, limit: body.upperBound) {
                return String(decoding: source[index..<quantifierEnd], as: UTF8.self)
            }
            index = end
        }
        return nil
    }

    private func isWide(_ atom: Range<Int>) -> Bool {
        guard let first = source[atom].first else { return false }
        switch first {
        case UInt8(ascii: "."): return true
        case UInt8(ascii: "\\"): return atom.count == 2 && isWideEscape(source[atom.lowerBound + 1])
        case UInt8(ascii: "["):
            let inner = source[atom].dropFirst()
            if inner.first == UInt8(ascii: "^") { return true }
            var isEscaped = false
            for byte in inner {
                if isEscaped, isWideEscape(byte) { return true }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            }
            return String(decoding: inner, as: UTF8.self).contains("0-9")
        default: return false
        }
    }

    private func isWideEscape(_ byte: UInt8) -> Bool { "SwdDWNhXR".utf8.contains(byte) }

    /// Where a quantifier ends that allows many repetitions; `nil` for any other or none.
    private func openQuantifierEnd(from start: Int, limit: Int) -> Int? {
        guard start < limit else { return nil }
        switch source[start] {
        case UInt8(ascii: "*"), UInt8(ascii: "+"): return start + 1
        case UInt8(ascii: "{"):
            guard let close = source[start..<limit].firstIndex(of: UInt8(ascii: "}")) else { return nil }
            let text = String(decoding: source[(start + 1)..<close], as: UTF8.self)
            let bounds = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            guard let last = bounds.last else { return nil }
            // `{3,}` has no upper bound; `{x}` is no quantifier.
            guard let most = last else { return bounds.count == 2 && bounds[0] != nil ? close + 1 : nil }
            return most > Self.smallCount ? close + 1 : nil
        default: return nil
        }
    }
}
