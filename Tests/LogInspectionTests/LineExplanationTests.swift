import LogRules
import Testing

@testable import LogInspection

@Suite("what rules make of one line")
struct LineExplanationTests {
    private static let rules = """
        rules:
          - name: failures
            pattern: 'payment (?<provider>\\w+) failed(?: after (\\d+))?'
            counter: shop_failures_total
            help: Payments.
            labels: {provider: $provider, kind: pay}
            init: {provider: [visa]}
          - {name: digits, pattern: '\\d+$', counter: shop_digits_total}
          - {name: nginx_only, logs: [nginx], pattern: 'payment', counter: shop_nginx_total}
          - {name: same, pattern: 'failed', counter: shop_failures_total, help: Payments., labels: {provider: none, kind: same}}
          - {name: refunds, pattern: 'refund', counter: shop_refunds_total}
        """

    private func explain(_ line: String, before: [String] = [], log: String = "shop") throws
        -> LineExplanation
    {
        let set = try RuleSet.load(files: [("rules.yml", Array(Self.rules.utf8))], includeBuiltIn: true)
        return LineExplanation(
            of: Array(line.utf8), before: before.map { Array($0.utf8) }, log: log, ruleSet: set)
    }

    @Test("each rule has its outcome, captures and the series it alone would count into")
    func outcomes() throws {
        let found = try explain("2026-02-07 12:00:00 - shop - ERROR - payment visa failed after 30")
        #expect(found.level == LineExplanation.Level(name: "ERROR", format: "python"))
        let own = found.rules.filter { !$0.isBuiltIn }
        #expect(own.map(\.outcome) == [.match, .match, .otherLog, .match, .noLiteral])
        #expect(found.rules.count > own.count, "built-in rules are explained too")
        let first = found.rules[0]
        #expect(first.captures.map(\.name) == ["provider", "2"])
        #expect(first.captures.map(\.value) == ["visa", "30"])
        #expect(first.series == [#"shop_failures_total{kind="pay",provider="visa"} 1"#])
        #expect(found.rules[3].series == [#"shop_failures_total{kind="same",provider="none"} 1"#])
        #expect(own.map { $0.time != nil } == [true, true, false, true, true])
        #expect(found.rules[1].literals.isEmpty)
        #expect(found.rules[4].literals == ["refund"])
    }

    @Test("a group that took no part is not shown")
    func absentGroup() throws {
        #expect(try explain("payment visa failed").rules[0].captures.map(\.name) == ["provider"])
        #expect(try explain("payment visa failed").rules[1].outcome == .noMatch)
    }

    @Test("the lines before decide whether a traceback is an entry of its own")
    func level() throws {
        let head = "Traceback (most recent call last):"
        #expect(try explain(head).level == LineExplanation.Level(name: "ERROR", format: "traceback"))
        #expect(try explain(head, before: ["2026-02-07 12:00:00 - shop - ERROR - it broke"]).level == nil)
    }

    @Test("a rule bound to the log is tried when the log is named")
    func boundRule() throws {
        #expect(try explain("payment", log: "nginx").rules[2].outcome == .match)
    }
}
