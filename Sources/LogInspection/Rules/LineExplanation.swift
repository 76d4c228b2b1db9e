package import LogRules
import MetricModel
import PatternMatching

/// What every rule makes of one line.
package struct LineExplanation: Sendable {
    package enum Outcome: Sendable, Equatable {
        /// The rule is bound to other logs.
        case otherLog
        /// The line holds none of the literals that each match needs.
        case noLiteral
        case noMatch
        case match
        /// The pattern exceeded its budget.
        case gaveUp
    }

    package struct RuleResult: Sendable {
        package let name: String
        package let isBuiltIn: Bool
        package let outcome: Outcome
        package let literals: [String]
        /// Groups that took part in the match, by name or number.
        package let captures: [(name: String, value: String)]
        /// Exposition lines of what the line alone would add.
        package let series: [String]
        /// What the pattern takes for this line; `nil` for a rule that is bound to other logs.
        package let time: Duration?
    }

    package struct Level: Sendable, Equatable {
        package let name: String
        /// The format that decided.
        package let format: String
    }

    /// `nil` when the line is no entry of its own, has no level, or levels are not counted.
    package let level: Level?
    package let countsLevels: Bool
    package let levelTime: Duration
    package let rules: [RuleResult]

    /// - Parameters:
    ///   - entry: all lines of the entry that the line belongs to, for rules that see whole entries.
    ///   - before: lines that precede it in its file: they tell whether it continues an entry.
    package init(
        of line: [UInt8], entry: [[UInt8]]? = nil, before: [[UInt8]] = [], log: String, ruleSet: RuleSet
    ) {
        var matcher = PatternMatcher()
        var state = EntryState()
        countsLevels = ruleSet.levelFormats != nil
        if let formats = ruleSet.levelFormats {
            for line in before { _ = formats.decision(for: line.span, state: &state, matcher: &matcher) }
            var own = state
            level = formats.decision(for: line.span, state: &own, matcher: &matcher).map {
                Level(name: $0.level.name, format: $0.format)
            }
            levelTime = Stopwatch.median {
                var own = state
                _ = formats.decision(for: line.span, state: &own, matcher: &matcher)
            }
        } else {
            level = nil
            levelTime = .zero
        }
        let lines = (entry ?? [line]).map(Self.withoutCarriageReturn)
        let whole = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
        var results: [RuleResult] = []
        for rule in ruleSet.rules {
            let text = rule.subject == .entry ? whole : Self.withoutCarriageReturn(line)
            results.append(Self.result(of: rule, text, log, ruleSet, matcher: &matcher))
        }
        rules = results
    }

    private static func withoutCarriageReturn(_ line: [UInt8]) -> [UInt8] {
        line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }

    private static func result(
        of rule: Rule, _ line: [UInt8], _ log: String, _ ruleSet: RuleSet, matcher: inout PatternMatcher
    ) -> RuleResult {
        let literals = rule.filterLiterals
        let names = literals.map { String(decoding: $0, as: UTF8.self) }
        guard rule.applies(toLog: log) else {
            return RuleResult(
                name: rule.name, isBuiltIn: rule.isBuiltIn, outcome: .otherLog, literals: names, captures: [],
                series: [], time: nil)
        }
        let holdsLiteral = literals.isEmpty || line.holdsAny(of: literals)
        let outcome: Outcome =
            switch matcher.match(rule.pattern, in: line.span) {
            case .match: .match
            case .noMatch: holdsLiteral ? .noMatch : .noLiteral
            case .limitExceeded, .failed: .gaveUp
            }
        let captures = outcome == .match ? captures(of: rule.pattern, in: line, matcher: matcher) : []
        let time = Stopwatch.median { _ = matcher.match(rule.pattern, in: line.span) }
        return RuleResult(
            name: rule.name, isBuiltIn: rule.isBuiltIn, outcome: outcome, literals: names, captures: captures,
            series: outcome == .match ? series(of: rule, line, log, ruleSet) : [], time: time)
    }

    private static func captures(
        of pattern: Pattern, in line: [UInt8], matcher: borrowing PatternMatcher
    ) -> [(name: String, value: String)] {
        var names: [Int: String] = [:]
        for name in pattern.captureNames {
            for group in pattern.captureIndices(named: name) { names[group] = name }
        }
        guard pattern.captureCount > 0 else { return [] }
        return (1...pattern.captureCount).compactMap { group in
            guard let range = matcher.capture(group) else { return nil }
            return (names[group] ?? String(group), String(decoding: line[range], as: UTF8.self))
        }
    }

    /// Asks the engine itself, with the one rule and the one text, so that the answer is what would be counted.
    private static func series(of rule: Rule, _ text: [UInt8], _ log: String, _ ruleSet: RuleSet) -> [String]
    {
        let registry = MetricRegistry()
        do {
            let counter = FileCounter(
                try LineCounter(ruleSet: ruleSet.restricted(to: rule), log: log, registry: registry),
                registry: registry)
            let before = MetricSamples(of: registry)
            for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
                counter.count(Array(line))
            }
            _ = counter.finish()
            let after = MetricSamples(of: registry)
            return after.series(ofFamilies: after.families(of: [rule.metric.name.text]))
                .filter { before.values[$0] != after.values[$0] }
                .map(after.line)
        } catch {
            preconditionFailure("a rule alone clashes with itself: \(error.message)")
        }
    }
}
