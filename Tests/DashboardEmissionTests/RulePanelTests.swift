import LogRules
import Testing

@testable import DashboardEmission

@Suite struct RulePanelTests {
    private static let rules = """
        rules:
          - name: payment_failures
            pattern: 'payment (?<provider>\\w+) failed'
            counter: shop_payment_failures_total
            help: Payments that a provider refused.
            labels: {provider: $provider, log: $log}
          - name: sent
            logs: [shop, till]
            pattern: 'sent (?<n>\\d+) bytes'
            counter: shop_sent_bytes_total
            help: Bytes sent, in bytes.
            value: $n
          - name: queue
            pattern: 'queue (?<n>\\d+)'
            gauge: shop_queue_orders
            help: Orders that wait.
            value: $n
          - name: took
            pattern: 'took (?<t>\\d+)s'
            histogram: shop_order_seconds
            help: Time of an order, in seconds.
            value: $t
            buckets: [1, 5, 10]
        """

    private func panels() throws -> [String: Panel] {
        let (board, rules) = try Boards.logs(rules: Self.rules)
        let panels = board.rows.first { $0.title == "Rules" }?.panels ?? []
        #expect(panels.map(\.title) == rules.map(\.name), "a panel for each rule, in their order")
        return Dictionary(panels.map { ($0.title, $0) }) { first, _ in first }
    }

    @Test("a counter is shown by its own labels, of the chosen logs")
    func counter() throws {
        let panel = try #require(try panels()["payment_failures"])
        #expect(panel.unit == .perMinute)
        #expect(
            panel.targets.map(\.query.text) == [
                #"60 * sum by (log, provider) (rate(shop_payment_failures_total{job=~"$job",instance=~"$instance",log=~"$log"}[$__rate_interval]))"#
            ])
        #expect(panel.targets.map(\.legend) == ["{{log}} {{provider}}"])
        #expect(panel.description.hasPrefix("Payments that a provider refused. Rule payment_failures"))
    }

    @Test("a counter of bytes is shown as bytes a second, and its logs are named")
    func bytes() throws {
        let panel = try #require(try panels()["sent"])
        #expect(panel.unit == .bytesPerSecond)
        #expect(panel.targets.map(\.legend) == ["shop_sent_bytes_total"])
        #expect(panel.description.contains("in shop, till"))
    }

    @Test("a gauge is shown as it is")
    func gauge() throws {
        let panel = try #require(try panels()["queue"])
        #expect(
            panel.targets.map(\.query.text) == [
                #"max (shop_queue_orders{job=~"$job",instance=~"$instance"})"#
            ])
    }

    @Test("a histogram is shown by three quantiles")
    func histogram() throws {
        let panel = try #require(try panels()["took"])
        #expect(panel.unit == .seconds)
        #expect(panel.targets.count == 3)
        for target in panel.targets { #expect(target.query.text.contains("shop_order_seconds_bucket{")) }
    }

    @Test("panels of rules pass the linter")
    func passesLint() throws {
        let (board, rules) = try Boards.logs(rules: Self.rules)
        let findings = try Boards.lint(rules: rules).findings(
            in: Array(board.text(alerts: Boards.alerts).utf8), file: "logs.json")
        #expect(findings.map(\.line) == [])
    }
}
