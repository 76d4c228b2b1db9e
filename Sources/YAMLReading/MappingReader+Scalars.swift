/// Typed reads of single values. Each returns nil when the key is absent, null or faulty.
extension MappingReader {
    /// Any scalar as text, exactly as written: `007` and `true` are strings here.
    package mutating func string(_ key: String) -> String? {
        guard let node = node(key) else { return nil }
        return text(of: node, named: "'\(key)'")
    }

    /// An unquoted `true` or `false`; other spellings of YAML 1.1 are refused.
    package mutating func bool(_ key: String) -> Bool? {
        read(key, as: "true or false", quotable: { _ in false }) { text in
            switch text {
            case "true": .success(true)
            case "false": .success(false)
            case "yes", "on", "Yes", "On", "True", "TRUE": .failure(ValueFault(hint: "write true"))
            case "no", "off", "No", "Off", "False", "FALSE": .failure(ValueFault(hint: "write false"))
            default: .failure(ValueFault(hint: "write true or false"))
            }
        }
    }

    /// An unquoted decimal whole number.
    package mutating func int(_ key: String, in range: ClosedRange<Int>? = nil) -> Int? {
        let value = read(key, as: "a whole number", quotable: { _ in false }, NumberText.int)
        return inRange(value, range, key: key, show: { String($0) })
    }

    /// An unquoted decimal number: `3`, `0.5`, `1e6`; not infinite.
    package mutating func double(_ key: String, in range: ClosedRange<Double>? = nil) -> Double? {
        let value = read(key, as: "a number", quotable: { _ in false }, NumberText.double)
        return inRange(value, range, key: key, show: { "\($0)" })
    }

    /// A duration as Prometheus writes it: `30d`, `1h30m`, `250ms`, `0`.
    ///
    /// Units are y (365 days), w, d, h, m, s and ms.
    package mutating func duration(_ key: String, in range: ClosedRange<Duration>? = nil) -> Duration? {
        let value = read(
            key, as: "a duration such as 30s or 1h30m", quotable: NumberText.hasUnit, DurationText.parse)
        return inRange(value, range, key: key, show: DurationText.describe)
    }

    /// A number of bytes: `1MB` is 1,000,000, `64KiB` is 65,536, `512` is 512. `""` reads as absent.
    package mutating func byteSize(_ key: String, in range: ClosedRange<Int>? = nil) -> Int? {
        if case .scalar("", isPlain: false)? = node(key)?.content { return nil }
        let value = read(
            key, as: "a size such as 64KiB or 1MB", quotable: NumberText.hasUnit, ByteSizeText.parse)
        return inRange(value, range, key: key, show: { "\($0) bytes" })
    }

    /// A share of a whole, from 0 to 1: `5%` is 0.05, and so is `0.05`.
    package mutating func ratio(_ key: String) -> Double? {
        read(key, as: "a share such as 5% or 0.05", quotable: NumberText.hasUnit, NumberText.ratio)
    }

    /// One of a closed set of words.
    package mutating func choice(_ key: String, of words: [String]) -> String? {
        guard let node = node(key), let text = text(of: node, named: "'\(key)'") else { return nil }
        if words.contains(text) { return text }
        let meant = Suggestion.closest(to: text, among: words).map { "did you mean '\($0)'?" }
        report(
            "'\(key)' cannot be \(DisplayText.quoted(text))", at: node,
            hint: meant ?? "one of: \(words.joined(separator: ", "))")
        return nil
    }

    /// One of the cases of an enum of words.
    package mutating func choice<Word: RawRepresentable & CaseIterable>(
        _ key: String, as type: Word.Type
    ) -> Word? where Word.RawValue == String {
        choice(key, of: type.allCases.map(\.rawValue)).flatMap { Word(rawValue: $0) }
    }

    /// The text of a scalar; another kind is reported.
    mutating func text(of node: YAMLNode, named name: String) -> String? {
        if let text = node.text { return text }
        report(
            "\(name) must be text, not \(node.kindName)", at: node,
            hint: node.isNull ? "write '' for no text" : nil)
        return nil
    }

    /// Reads a scalar through `parse`; `quotable` tells which texts may stand in quotes.
    private mutating func read<Value>(
        _ key: String, as expected: String, quotable: (String) -> Bool,
        _ parse: (String) -> Result<Value, ValueFault>
    ) -> Value? {
        guard let node = node(key) else { return nil }
        guard case .scalar(let text, let isPlain) = node.content else {
            report("'\(key)' must be \(expected), not \(node.kindName)", at: node)
            return nil
        }
        switch parse(text) {
        case .success(let value) where isPlain || quotable(text): return value
        case .success:
            report("'\(key)' must be \(expected), not a quoted string", at: node, hint: "remove the quotes")
        case .failure(let fault):
            report(
                "'\(key)' must be \(expected), not \(DisplayText.quoted(text))", at: node, hint: fault.hint)
        }
        return nil
    }

    private mutating func inRange<Value: Comparable>(
        _ value: Value?, _ range: ClosedRange<Value>?, key: String, show: (Value) -> String
    ) -> Value? {
        guard let value, let range, let node = node(key) else { return value }
        if range.contains(value) { return value }
        let limit =
            value < range.lowerBound
            ? "at least \(show(range.lowerBound))" : "at most \(show(range.upperBound))"
        report("'\(key)' must be \(limit), not \(DisplayText.quoted(node.text ?? ""))", at: node)
        return nil
    }
}
