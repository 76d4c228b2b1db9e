import TestSupport
import Testing

@testable import LogInspection

@Suite("tests of rules")
struct RuleTrialTests {
    private static let shop = """
        rules:
          - name: failures
            pattern: 'payment (?<provider>\\w+) failed'
            counter: shop_failures_total
            labels: {provider: $provider}
            init: {provider: [visa, sepa]}
            examples:
              - line: 'payment visa failed'
                labels: {provider: visa}
              - no_match: 'payment visa went through'
        """

    /// Runs a test file beside `shop.yml`.
    private func trial(_ text: String, path: String = "dir/test.yml", rules: String = shop) -> RuleTrial {
        RuleTrial(files: [(path, Array(text.utf8))]) { path in
            path == "dir/shop.yml"
                ? .success(Array(rules.utf8))
                : .failure(FileFault(message: "cannot read \(path); check the path"))
        }
    }

    @Test("each example of a rule file is a test")
    func examples() {
        let good = trial(Self.shop, path: "shop.yml")
        #expect(good.cases.map(\.title) == ["shop.yml:8 failures (line)", "shop.yml:10 failures (no_match)"])
        #expect(good.failures == 0)
        let wrong = trial(Self.shop.replacing("{provider: visa}", with: "{provider: sepa}"), path: "shop.yml")
        #expect(wrong.cases.map(\.passed) == [false, true])
        #expect(wrong.cases[0].failure.first?.contains("label 'provider' is 'visa', not 'sepa'") == true)
    }

    @Test("a rule that cannot be used is a failure of its own")
    func brokenRule() {
        let broken = trial(
            Self.shop.replacing("shop_failures_total", with: "shop_failures"), path: "shop.yml")
        #expect(broken.failures == 1)
        #expect(broken.cases.last?.failure.first?.contains("must end in '_total'") == true)
    }

    private func test(_ expect: String, more: String = "") -> String {
        """
        tests:
          - name: a bad day
            rules: [shop.yml]
            log_name: shop
            \(more)
            lines: |
              2026-02-07 12:00:00 - shop - ERROR - payment visa failed
              2026-02-07 12:00:01 - shop - ERROR - payment visa failed
              2026-02-07 12:00:02 - shop - INFO - all is well
            expect:
        \(expect.split(separator: "\n").map { "      - '\($0)'" }.joined(separator: "\n"))
        """
    }

    @Test("expected metrics may leave out series at 0, and are compared whatever the order of labels")
    func passes() {
        for expect in [
            #"shop_failures_total{provider="visa"} 2"#,
            "shop_failures_total{provider=\"visa\"} 2\nshop_failures_total{provider=\"sepa\"} 0",
            "shop_failures_total{provider=\"visa\"} 2\n"
                + "orchestrator_log_entries_total{level=\"ERROR\",log=\"shop\"} 2\n"
                + "orchestrator_log_entries_total{log=\"shop\",level=\"INFO\"} 1",
        ] {
            let trial = trial(test(expect))
            #expect(trial.failures == 0, "\(trial.cases.flatMap(\.failure))")
            #expect(trial.cases.map(\.title) == ["dir/test.yml:2 a bad day"])
        }
    }

    @Test("a difference is shown line by line")
    func fails() {
        let trial = trial(test("shop_failures_total{provider=\"visa\"} 3\nshop_other_total 1"))
        #expect(
            trial.cases.first?.failure == [
                "metrics differ (- expected, + counted):",
                #"  - shop_failures_total{provider="visa"} 3"#,
                #"  + shop_failures_total{provider="visa"} 2"#,
                "  - shop_other_total 1",
            ])
    }

    @Test("a series that nobody expected fails the test")
    func unexpected() {
        let trial = trial(test(#"orchestrator_log_lines_total{log="shop"} 3"#))
        #expect(
            trial.cases.first?.failure == [
                "metrics differ (- expected, + counted):",
                #"    orchestrator_log_lines_total{log="shop"} 3"#,
                #"  + shop_failures_total{provider="visa"} 2"#,
            ])
    }

    @Test("a whole log is read from beside the test file")
    func log() throws {
        let directory = try TemporaryDirectory()
        try directory.write("payment visa failed\npayment sepa failed", to: "day.log")
        let path = try directory.write(
            """
            tests:
              - rules: [\(directory.path("shop.yml"))]
                log: day.log
                builtin_rules: false
                expect: |
                  shop_failures_total{provider="visa"} 1
                  shop_failures_total{provider="sepa"} 1
            """, to: "test.yml")
        try directory.write(Self.shop, to: "shop.yml")
        let trial = RuleTrial(files: [(path, try directory.read("test.yml"))]) { path in
            do { return .success(try fileBytes(path)) } catch {
                return .failure(FileFault(message: "\(error)"))
            }
        }
        #expect(trial.cases.count == 1)
        #expect(trial.failures == 0, "\(trial.cases.flatMap(\.failure))")
    }

    @Test(
        "a test that cannot run says what to do",
        arguments: [
            (
                "rules: [gone.yml]\n    lines: x\n    expect: 'a_total 1'",
                "cannot read dir/gone.yml; check the path"
            ),
            ("rules: [shop.yml]\n    expect: 'a_total 1'", "a test has either 'log' or 'lines'"),
            ("rules: [shop.yml]\n    lines: x", "missing key 'expect'"),
            ("rules: [shop.yml]\n    lines: x\n    expect: 'a_total one'", "'expect' is no exposition"),
            ("rules: [shop.yml]\n    log: gone.log\n    expect: 'a_total 1'", "there is no such file"),
            ("rule: [shop.yml]\n    lines: x\n    expect: 'a_total 1'", "unknown key 'rule'"),
        ])
    func cannotRun(body: String, message: String) {
        let trial = trial("tests:\n  - name: t\n    \(body)\n")
        #expect(trial.failures >= 1)
        let lines = trial.cases.reduce(into: []) { $0 += $1.failure }
        #expect(lines.contains { $0.contains(message) }, "\(trial.cases)")
    }
}
