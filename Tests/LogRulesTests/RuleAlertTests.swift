import LogRules
import MetricModel
import Testing
import YAMLReading

@Suite("Alerts beside rules")
struct RuleAlertTests {
    private func rules(_ alert: String, kind: String = "counter: shop_failures_total", example: String? = nil)
        throws
        -> RuleSet
    {
        let value = kind.hasPrefix("gauge") ? ", value: 1" : ""
        let text = """
            rules:
              - name: failures
                pattern: 'payment (?<provider>\\w+) failed'
                labels: {provider: $provider, log: $log}
                \(kind.replacing(", ", with: "\n    "))\(value.replacing(", ", with: "\n    "))
                examples: [\(example ?? "{line: payment visa failed}")]
                alert: \(alert)
            """
        return try RuleSet.load(files: [("shop.yml", Array(text.utf8))], includeBuiltIn: false)
    }

    private func fault(_ alert: String, kind: String = "counter: shop_failures_total", example: String? = nil)
        -> String
    {
        do {
            _ = try rules(alert, kind: kind, example: example)
            return "none"
        } catch let faults as RuleFileErrors {
            return faults.diagnostics.map { String($0.oneLine.drop { $0 != " " }.dropFirst()) }.joined(
                separator: " | ")
        } catch {
            return "\(error)"
        }
    }

    @Test("a threshold is read with all that belongs to it")
    func threshold() throws {
        let alert = try rules(
            """
            {name: ShopFailures, threshold: '> 5 per 1h', by: [provider], for: 10m, keep_firing_for: 5m,
                      severity: critical, summary: Payments fail., runbook_url: https://example.org/x}
            """
        ).rules.first?.alert
        #expect(alert?.name == "ShopFailures" && alert?.by == ["provider"])
        #expect(alert?.condition == .threshold(.above, 5, perMinutes: 60))
        #expect(alert?.holdMinutes == 10 && alert?.keepMinutes == 5 && alert?.severity == "critical")
        #expect(alert?.exampleLabels == ["provider": "visa", "log": "app"])
    }

    @Test("a gauge is compared as it is")
    func gauge() throws {
        let alert = try rules("{name: X, threshold: '< 2.5', summary: Low.}", kind: "gauge: shop_level").rules
            .first?.alert
        #expect(alert?.condition == .threshold(.below, 2.5, perMinutes: nil))
        #expect(alert?.severity == "warning")
    }

    @Test("an expression brings its tests")
    func expression() throws {
        let alert = try rules(
            """
            {name: X, summary: Much., expr: 'rate(shop_failures_total[5m]) > 1', tests: [
                      {series: {shop_failures_total: 0+90x20}, at: 15m, fires: [{}]},
                      {series: {shop_failures_total: 0+30x20}, at: 15m}]}
            """
        ).rules.first?.alert
        guard case .expression(let text, let tests) = alert?.condition else {
            Issue.record("no expression: \(String(describing: alert))")
            return
        }
        #expect(text == "rate(shop_failures_total[5m]) > 1")
        #expect(tests.map(\.atMinute) == [15, 15] && tests.map(\.firing.count) == [1, 0])
        #expect(tests.first?.series.first?.values == "0+90x20")
    }

    @Test(
        "what is wrong is told",
        arguments: [
            ("{name: X, summary: s}", "error: the alert has no condition"),
            ("{name: 7x, summary: s, threshold: '> 5 per 5m'}", "error: '7x' is no name for an alert"),
            (
                "{name: AgentTeamsX, summary: s, threshold: '> 5 per 5m'}",
                "error: names that begin with 'AgentTeams'"
            ),
            ("{name: X, summary: s, threshold: '5'}", "error: the threshold cannot be read"),
            ("{name: X, summary: s, threshold: '> 5'}", "error: a threshold of a counter needs a time"),
            (
                "{name: X, summary: s, threshold: '> 5 per 30s'}",
                "error: a threshold of a counter needs a time"
            ),
            ("{name: X, summary: s, threshold: '< 5 per 5m'}", "error: a counter is compared with '>'"),
            (
                "{name: X, summary: s, threshold: '> 5 per 5m', by: [providor]}",
                "error: 'providor' is no label"
            ),
            ("{name: X, summary: s, threshold: '> 5 per 5m', expr: x}", "error: an alert has either"),
            ("{name: X, summary: s, expr: x > 1}", "error: an alert with 'expr' needs 'tests'"),
            ("{name: X, threshold: '> 5 per 5m'}", "error: missing key 'summary'"),
            ("{name: X, summary: '{{ $value }}', threshold: '> 5 per 5m'}", "error: 'summary' is plain text"),
            (
                "{name: X, summary: s, threshold: '> 5 per 5m', for: 90s}",
                "error: 'for' must be whole minutes"
            ),
            ("{name: X, summary: s, threshold: '> 5 per 5m', severty: info}", "error: unknown key 'severty'"),
        ])
    func faults(_ alert: String, _ expected: String) {
        let found = fault(alert)
        #expect(found.contains(expected), "\(found)")
        #expect(!found.contains(" | "), "one fault is told once: \(found)")
    }

    @Test("a threshold needs an example that matches, and names are not given twice")
    func examples() throws {
        let alert = "{name: X, summary: s, threshold: '> 5 per 5m'}"
        #expect(fault(alert, example: "{no_match: fine}").contains("needs an example"))
        let rule = { (name: String) in
            "  - {name: \(name), pattern: a, counter: \(name)_total, examples: [{line: a}], alert: \(alert)}\n"
        }
        #expect {
            try RuleSet.load(
                files: [("a.yml", Array("rules:\n\(rule("one"))\(rule("two"))".utf8))], includeBuiltIn: false)
        } throws: { error in
            (error as? RuleFileErrors)?.diagnostics.map(\.message) == [
                "alert 'X' already stands in a.yml, line 2"
            ]
        }
    }

    @Test("an alert changes nothing of what the rule counts")
    func identity() throws {
        let with = try rules("{name: X, summary: s, threshold: '> 5 per 5m'}").rules.map(\.identity)
        let without = try rules("~").rules.map(\.identity)
        #expect(with == without && !with.isEmpty)
    }
}
