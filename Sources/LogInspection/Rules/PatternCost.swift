import LogRules
import PatternMatching

/// What a rule costs on the lines of a sample, measured.
package struct PatternCost: Sendable {
    package let lines: Int
    /// Lines that hold the rule's literal; all of them when it has none.
    package let candidates: Int
    /// Time that PCRE2 takes for one candidate line.
    package let perCandidate: Duration

    /// The cost spread over all lines of the sample.
    package var perLine: Duration { perCandidate * candidates / max(lines, 1) }

    /// `nil` without lines to measure on.
    init?(of rule: Rule, on lines: [[UInt8]]) {
        guard !lines.isEmpty else { return nil }
        let literals = rule.filterLiterals
        let candidates = literals.isEmpty ? lines : lines.filter { $0.holdsAny(of: literals) }
        self.lines = lines.count
        self.candidates = candidates.count
        guard !candidates.isEmpty else {
            perCandidate = .zero
            return
        }
        var matcher = PatternMatcher()
        let perRound = Stopwatch.median {
            for line in candidates { _ = matcher.match(rule.pattern, in: line.span) }
        }
        perCandidate = perRound / candidates.count
    }
}

extension [UInt8] {
    func holdsAny(of literals: [[UInt8]]) -> Bool { literals.contains { holds($0) } }

    private func holds(_ literal: [UInt8]) -> Bool {
        guard let first = literal.first else { return true }
        var index = 0
        while index + literal.count <= count {
            if self[index] == first, self[index...].starts(with: literal) { return true }
            index += 1
        }
        return false
    }
}
