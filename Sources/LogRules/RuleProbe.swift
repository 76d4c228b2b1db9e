import MetricModel
import PatternMatching

/// What a rule makes of one text, in full: for examples and explanations, not for the fast path.
package struct RuleProbe: ~Copyable {
    package enum Outcome: Sendable, Equatable {
        case noMatch
        /// The pattern ran out of its budget.
        case gaveUp
        case match(RuleMatch)
    }

    private var matcher = PatternMatcher()

    package init() {}

    /// `text` is a line without its end, or a whole entry.
    package mutating func outcome(of rule: Rule, on text: Span<UInt8>, log: String) -> Outcome {
        switch matcher.match(rule.pattern, in: text) {
        case .noMatch: return .noMatch
        case .limitExceeded, .failed: return .gaveUp
        case .match: break
        }
        let captured = rule.captures.map { bytes(of: $0, in: text) }
        let named = rule.pattern.captureNames.map { name in
            let capture = Rule.Capture(groups: rule.pattern.captureIndices(named: name), map: nil)
            return RuleMatch.Pair(
                name: name, text: String(decoding: bytes(of: capture, in: text), as: UTF8.self))
        }
        let labels = rule.metric.labels.indices.map { index in
            let bytes = rule.labelText(index, captured: captured, log: log)
            return RuleMatch.Pair(
                name: rule.metric.labels[index].text, text: String(decoding: bytes, as: UTF8.self))
        }
        let value = rule.action.value.map { rule.number($0, in: text, matcher: matcher) }
        return .match(
            RuleMatch(
                captures: named, labels: labels, value: value ?? nil,
                isBadValue: value.map { $0 == nil } ?? false))
    }

    private func bytes(of capture: Rule.Capture, in text: Span<UInt8>) -> [UInt8] {
        capture.range(matcher).map { [UInt8](copying: text.extracting($0)) } ?? []
    }
}

/// One match of a rule.
package struct RuleMatch: Sendable, Equatable {
    package struct Pair: Sendable, Equatable {
        package let name: String
        package let text: String
    }

    /// The pattern's named groups as captured, before any map.
    package let captures: [Pair]
    package let labels: [Pair]
    /// In base units; `nil` for a rule that counts, and for a bad value.
    package let value: Double?
    package let isBadValue: Bool
}

extension Rule.Capture {
    /// Where the capture stands in the text of the last match; `nil` when no group took part.
    func range(_ matcher: borrowing PatternMatcher) -> Range<Int>? {
        for group in groups {
            if let range = matcher.capture(group) { return range }
        }
        return nil
    }
}

extension Rule {
    /// The value of a label, from what each of `captures` captured.
    func labelText(_ label: Int, captured: [[UInt8]], log: String) -> [UInt8] {
        var result: [UInt8] = []
        for part in labels[label] {
            switch part {
            case .text(let text): result += Array(text.utf8)
            case .log: result += Array(log.utf8)
            case .capture(let index):
                result += mapped(captured[index], captures[index].map)
            }
        }
        return result
    }

    /// The number that the last match gives, in base units; `nil` when there is none that the metric can take.
    func number(
        _ value: MeasuredValue, in text: Span<UInt8>, matcher: borrowing PatternMatcher
    ) -> Double? {
        guard case .capture(let capture) = value.source else {
            if case .fixed(let number) = value.source { return number }
            return nil
        }
        guard let range = capture.range(matcher) else { return nil }
        let number = read(value.reader, capture.map, text.extracting(range))
        guard let number, number >= 0 || action.allowsNegative else { return nil }
        return number == 0 ? 0 : number
    }
}

private func mapped(_ text: [UInt8], _ map: ValueMap?) -> [UInt8] {
    guard let map, let replacement = map.replacement(for: text.span) else { return text }
    return replacement
}

private func read(_ reader: QuantityReader, _ map: ValueMap?, _ captured: Span<UInt8>) -> Double? {
    guard let map, let replacement = map.replacement(for: captured) else { return reader.read(captured) }
    return reader.read(replacement.span)
}
