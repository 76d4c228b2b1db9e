import LogRules
import TestSupport
import Testing

@testable import RuleEmission

@Suite("alerts beside log rules")
struct LogRuleAlertTests {
    private static let text = """
        rules:
          - name: payment_failures
            pattern: 'payment (?<provider>\\w+) failed: (?<reason>[a-z_]+)'
            counter: shop_payment_failures_total
            labels: {provider: $provider, reason: $reason}
            examples:
              - line: 'payment visa failed: declined'
            alert:
              {name: ShopPaymentFailures, threshold: '> 5 per 5m', by: [provider], for: 10m, summary: Payments fail.}
          - name: fraud
            pattern: 'fraud'
            counter: shop_frauds_total
            examples: [{line: fraud}]
            alert: {name: ShopFraud, threshold: '> 0 per 1h', severity: critical, summary: Somebody cheats.}
          - name: slow
            pattern: 'took (?<time>\\S+)'
            histogram: shop_request_seconds
            value: $time
            buckets: [1]
            examples: [{line: took 2s}]
            alert: {name: ShopBusy, threshold: '>= 1000 per 1h', severity: info, summary: Many requests.}
          - name: level
            pattern: 'level (?<level>\\d+) of (?<tank>\\w+)'
            gauge: shop_level
            value: $level
            labels: {tank: $tank}
            examples: [{line: level 7 of north}]
            alert:
              {name: ShopTankLow, threshold: '< 10', by: [tank], for: 2m, keep_firing_for: 3m, summary: A tank is low.,
               description: Fill it., runbook_url: https://example.org/tank}
          - name: refunds
            pattern: refund
            counter: shop_refunds_total
            alert:
              name: ShopRefundsDoubled
              expr: sum(rate(shop_refunds_total[10m])) > 2 * sum(rate(shop_refunds_total[10m] offset 1h))
              summary: Refunds are twice as many as an hour ago.
              tests:
                - {series: {shop_refunds_total: '0+1x60 63+3x30'}, at: 85m, fires: [{}]}
                - {series: {shop_refunds_total: '0+1x90'}, at: 85m}
        """

    private func files(_ text: String = LogRuleAlertTests.text) throws -> [EmittedFile] {
        let rules = try RuleSet.load(files: [("shop.yml", Array(text.utf8))], includeBuiltIn: true).rules
        var options = EmissionOptions()
        options.groups = [.logRules]
        return EmittedRules(options: options, logRules: rules).files
    }

    @Test(
        "come out with a test made from the rule's example, and promtool passes all of it",
        .enabled(if: Promtool.isThere))
    func passesPromtool() throws {
        let files = try files()
        #expect(files.map(\.path) == ["alerts/log-rules.yml", "tests/log-rules.yml"])
        let place = try TemporaryDirectory("log-rules")
        try Promtool.write(files.map { ($0.path, $0.text) }, in: place)
        let checked = try Promtool.run(["check", "rules", "alerts/log-rules.yml"], in: place)
        #expect(checked.status == 0 && checked.output.contains("5 rules found"), "\(checked.output)")
        let failures = try Promtool.failures(of: ["tests/log-rules.yml"], in: place)
        #expect(failures.isEmpty, "\(failures)")
    }

    @Test("the test of a threshold notices another threshold", .enabled(if: Promtool.isThere))
    func testsHoldTheThreshold() throws {
        let (before, after) = (try files(), try files(Self.text.replacing("'> 5 per", with: "'> 4.5 per")))
        let place = try TemporaryDirectory("log-rules")
        try Promtool.write([(after[0].path, after[0].text), (before[1].path, before[1].text)], in: place)
        #expect(try Promtool.failures(of: ["tests/log-rules.yml"], in: place).count == 1)
    }

    @Test("the expression sums over all series but those that 'by' tells apart")
    func expressions() throws {
        let text = try files()[0].text
        #expect(
            text.contains(
                "sum by (job, instance, provider) (increase(shop_payment_failures_total[5m])) > 5\n"))
        #expect(text.contains("sum by (job, instance) (increase(shop_request_seconds_count[1h])) >= 1000\n"))
        #expect(text.contains("min by (job, instance, tank) (shop_level) < 10\n"))
        #expect(text.contains("runbook_url: 'https://example.org/tank'"))
    }
}
