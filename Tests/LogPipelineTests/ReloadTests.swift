import MetricModel
import TestSupport
import Testing

@testable import LogPipeline

/// What a reload keeps and what it changes.
@Suite struct ReloadTests {
    private func rules(_ second: String) -> String {
        """
        rules:
          - name: failures
            pattern: 'payment (?<provider>\\w+) failed'
            counter: shop_failures_total
            labels: {provider: $provider}
        \(second)
        """
    }

    private static let refunds = """
          - name: refunds
            pattern: 'refund (?<reason>\\w+)'
            counter: shop_refunds_total
            labels: {reason: $reason}
        """

    @Test("X3: a rule that goes takes its series along, and the others keep their values")
    func ruleRemoved() throws {
        let rig = try PipelineRig(rules: rules(Self.refunds))
        try rig.start()
        try rig.directory.append("payment visa failed\nrefund late\n", to: "app.log")
        #expect(rig.scrape("shop_refunds_total", ["late"], until: 1) == 1)
        rig.rules = rules("")
        try rig.reload()
        #expect(rig.registry.value("shop_failures_total", ["visa"]) == 1)
        #expect(rig.registry.value("shop_refunds_total", ["late"]) == nil)
        try rig.directory.append("payment visa failed\nrefund late\n", to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 4) == 4)
        #expect(rig.scrape("shop_failures_total", ["visa"]) == 2)
        #expect(rig.scrape("orchestrator_log_rule_matches_total", ["refunds"]) == nil)
    }

    @Test("X3: a rule whose labels change starts anew, and the others keep their values")
    func labelsChanged() throws {
        let rig = try PipelineRig(rules: rules(Self.refunds))
        try rig.start()
        try rig.directory.append("payment visa failed\nrefund late\n", to: "app.log")
        #expect(rig.scrape("shop_refunds_total", ["late"], until: 1) == 1)
        rig.rules = rules(Self.refunds.replacing("{reason: $reason}", with: "{why: $reason}"))
        try rig.reload()
        try rig.directory.append("refund late\nrefund late\n", to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 4) == 4)
        #expect(rig.scrape("shop_refunds_total", ["late"]) == 2)
        #expect(rig.scrape("shop_failures_total", ["visa"]) == 1)
    }

    @Test("a reload that cannot be leaves everything as it was")
    func refused() throws {
        let rig = try PipelineRig(rules: rules(""))
        try rig.start()
        _ = try rig.registry.register(
            MetricDescriptor("shop_refunds_total", .counter, help: "Somebody else's.", collector: "teams"))
        try rig.directory.append("payment visa failed\n", to: "app.log")
        #expect(rig.scrape("shop_failures_total", ["visa"], until: 1) == 1)
        rig.rules = rules(Self.refunds)
        #expect(throws: LogReloadError.registry(.differentDescriptor(name: "shop_refunds_total"))) {
            try rig.reload()
        }
        try rig.directory.append("payment visa failed\n", to: "app.log")
        #expect(rig.scrape("shop_failures_total", ["visa"], until: 2) == 2)
    }

    @Test("K3: reloads in a row under load lose nothing and count nothing twice")
    func storm() throws {
        let rig = try PipelineRig(rules: rules(Self.refunds))
        try rig.start()
        for round in 1...30 {
            try rig.directory.append("payment visa failed\nrefund late\n", to: "app.log")
            if round.isMultiple(of: 3) { try rig.directory.rename("app.log", "app-\(round).log") }
            try rig.reload()
        }
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 60) == 60)
        #expect(rig.scrape("shop_failures_total", ["visa"]) == 30)
        #expect(rig.scrape("shop_refunds_total", ["late"]) == 30)
    }

    @Test("after a reload a restart goes on from the new rules' counts")
    func reloadThenRestart() throws {
        let rig = try PipelineRig(rules: rules(""))
        try rig.start()
        try rig.directory.append("payment visa failed\n", to: "app.log")
        #expect(rig.scrape("shop_failures_total", ["visa"], until: 1) == 1)
        rig.rules = rules(Self.refunds)
        try rig.reload()
        try rig.directory.append("payment visa failed\nrefund late\n", to: "app.log")
        #expect(rig.scrape("shop_refunds_total", ["late"], until: 1) == 1)
        rig.kill()
        try rig.start()
        #expect(rig.scrape("shop_failures_total", ["visa"]) == 2)
        #expect(rig.scrape("shop_refunds_total", ["late"]) == 1)
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"]) == 3)
    }

    @Test("a reload that changes a help text never takes the series from a scrape, nor its numbers")
    func helpChanged() throws {
        func described(_ text: String) -> String {
            rules("").replacing("    labels", with: "    help: \(text)\n    labels")
        }
        let rig = try PipelineRig(rules: described("Old."))
        try rig.start()
        try rig.directory.append("payment visa failed\n", to: "app.log")
        #expect(rig.scrape("shop_failures_total", ["visa"], until: 1) == 1)
        let found = rig.registry.update { table in
            table.family(named: "shop_failures_total").flatMap { table.find($0, labels: ["visa"]) }
        }
        let series = try #require(found)
        rig.rules = described("New.")
        try rig.reload()
        let after = rig.registry.update { table in
            (table.value(of: series), table.descriptor(of: table.family(of: series)).help, table.staleWrites)
        }
        #expect(after == (1, "New.", 0))
        try rig.directory.append("payment visa failed\n", to: "app.log")
        #expect(rig.scrape("shop_failures_total", ["visa"], until: 2) == 2)
    }

    @Test("a reload that changes what a series is made of leaves no write to the old one behind")
    func noStaleWrites() throws {
        let rig = try PipelineRig(rules: rules(Self.refunds))
        try rig.start()
        try rig.directory.append("refund late\n", to: "app.log")
        #expect(rig.scrape("shop_refunds_total", ["late"], until: 1) == 1)
        rig.rules = rules(Self.refunds.replacing("{reason: $reason}", with: "{why: $reason}"))
        try rig.reload()
        rig.rules = rules("")
        try rig.reload()
        #expect(rig.registry.update { $0.staleWrites } == 0)
    }

    @Test("what a log that a reload adds holds already is no news")
    func addedLogIsBacklog() throws {
        let rig = try PipelineRig(
            rules: rules("").replacing("    labels", with: "    first_at_zero: true\n    labels"))
        try rig.start()
        try rig.directory.append("payment visa failed\n", to: "app.log")
        #expect(rig.scrape("shop_failures_total", ["visa"], until: 1) == 1)
        try rig.directory.append("payment sepa failed\n", to: "web.log")
        rig.logNames = ["app", "web"]
        try rig.reload()
        var shown: [Double] = []
        let deadline = ContinuousClock.now + .seconds(10)
        while shown.last != 1, ContinuousClock.now < deadline {
            if let value = rig.scrape("shop_failures_total", ["sepa"]) { shown.append(value) }
        }
        #expect(shown == [1])
    }
}
