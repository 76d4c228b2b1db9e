import PatternMatching
import TestSupport
import Testing
import YAMLReading

@testable import LogRules

@Suite("Order of rules")
struct FirstMatchTests {
    @Test("with order: first a line is counted by the first rule of its file that matches it")
    func first() throws {
        let rules = """
            - {name: timeout, pattern: 'payment .* timeout', counter: timeout_total}
            - {name: digits, pattern: '\\d', counter: digits_total}
            - {name: any, pattern: 'payment', counter: any_total}
            """
        let text = "payment visa timeout\npayment visa timeout 3\npayment 4\npayment\n5\n"
        let first = try Bench(rules: rules, head: "order: first\n")
        try first.count(text)
        #expect(first.value("timeout_total") == 2)
        #expect(first.value("digits_total") == 2)
        #expect(first.value("any_total") == 1)
        let all = try Bench(rules: rules, head: "order: all\n")
        try all.count(text)
        #expect(all.value("timeout_total") == 2)
        #expect(all.value("digits_total") == 3)
        #expect(all.value("any_total") == 4)
    }

    @Test("the rules of other files are not held back")
    func otherFiles() throws {
        let rules = try RuleSet.load(
            files: [
                ("a.yml", Array("order: first\nrules:\n- {name: a, pattern: xyzw, counter: a_total}".utf8)),
                ("b.yml", Array("rules:\n- {name: b, pattern: xyzw, counter: b_total}".utf8)),
                ("c.yml", Array("order: first\nrules:\n- {name: c, pattern: xyzw, counter: c_total}".utf8)),
            ], includeBuiltIn: false)
        #expect(rules.rules.map { $0.firstMatchGroup != nil } == [true, false, true])
        let bench = try Bench(ruleSet: rules)
        try bench.count("xyzw\n")
        #expect(["a_total", "b_total", "c_total"].map { bench.value($0) } == [1, 1, 1])
    }

    @Test("a pattern that gives up leaves the line to the rules behind it")
    func givesUp() throws {
        let bench = try Bench(
            rules: "- {name: evil, pattern: '(a+)+$', counter: evil_total}\n"
                + "- {name: good, pattern: 'b', counter: good_total}", head: "order: first\n")
        try bench.count(String(repeating: "a", count: 40) + "b\nab\naaa\n")
        #expect(bench.value("good_total") == 2)
        #expect(bench.value("evil_total") == 1)
    }

    @Test("an example that an earlier rule takes away is a fault")
    func example() {
        let text = """
            order: first
            rules:
              - {name: a, pattern: 'pay', counter: a_total}
              - name: b
                pattern: 'payment'
                counter: b_total
                examples: [{line: payment}]
            """
        let error = #expect(throws: RuleFileErrors.self) {
            try RuleSet.load(files: [("r.yml", Array(text.utf8))], includeBuiltIn: false)
        }
        #expect(
            error?.diagnostics.map { $0.oneLine } == [
                "r.yml:7:23: error: rule 'a' matches this first and counts it alone; "
                    + "move the more special rule up, or write order: all"
            ])
    }

    /// Each rule on each line, one after another, as the definition says.
    private func reference(_ rules: RuleSet, _ lines: [String], isFirst: Bool) throws -> [UInt64] {
        var matcher = PatternMatcher()
        var counts = [UInt64](repeating: 0, count: rules.rules.count)
        for line in lines {
            let text = Array(line.utf8).filter { $0 != 0x0A && $0 != 0x0D }
            for (index, rule) in rules.rules.enumerated()
            where matcher.match(rule.pattern, in: text.span) == .match {
                counts[index] += 1
                if isFirst { break }
            }
        }
        return counts
    }

    @Test("the counts are those of trying every rule on every line in order", arguments: 0..<40)
    func agreesWithReference(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 9_000)
        let lines = RandomLog.lines(count: 300, using: &random)
        let rules = RandomLog.randomRules(using: &random)
        let isFirst = seed % 4 != 0
        let bench = try Bench(rules: rules, head: isFirst ? "order: first\n" : "", includeBuiltIn: false)
        var start = 0
        while start < lines.count {
            let end = min(lines.count, start + Int.random(in: 1...90, using: &random))
            try bench.count(lines[start..<end].joined())
            start = end
        }
        let counted = bench.ruleSet.rules.map {
            UInt64(bench.value("orchestrator_log_rule_matches_total", $0.name) ?? 0)
        }
        #expect(try counted == reference(bench.ruleSet, lines, isFirst: isFirst), "seed \(seed)\n\(rules)")
    }
}
