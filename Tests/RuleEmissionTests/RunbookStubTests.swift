import LogRules
import Testing

@testable import RuleEmission

@Suite("runbooks of alerts beside log rules")
struct RunbookStubTests {
    private static let text = """
        rules:
          - name: payment_failures
            logs: [shop]
            pattern: 'payment (?<provider>\\w+) failed: (?<reason>[a-z_]+)'
            counter: shop_payment_failures_total
            help: Payments that a provider refused.
            labels: {provider: $provider, reason: $reason}
            examples:
              - line: "payment visa failed: declined, said 'no'"
            alert:
              {name: ShopPaymentFailures, threshold: '> 5 per 5m', by: [provider], for: 10m, summary: Payments fail.}
          - name: tank
            pattern: 'tank at (?<level>\\d+)'
            gauge: shop_tank
            value: $level
            examples: [{line: tank at 7}]
            alert: {name: ShopTank, threshold: '< 3', summary: Low., runbook_url: https://example.org/tank}
        """

    private func emitted(_ options: EmissionOptions = EmissionOptions(), base: String = "") throws
        -> EmittedRules
    {
        let rules = try RuleSet.load(files: [("shop.yml", Array(Self.text.utf8))], includeBuiltIn: false)
            .rules
        var settings = AlertSettings()
        settings.runbookBaseURL = base
        return EmittedRules(settings: settings, options: options, logRules: rules)
    }

    @Test("a page tells what the rule tells, and an alert with a runbook of its own has none")
    func page() throws {
        let pages = try emitted().runbooks
        #expect(pages.map(\.path) == ["ShopPaymentFailures.md"])
        let text = try #require(pages.first?.text)
        #expect(
            text.hasPrefix(
                "# ShopPaymentFailures\n\nLevel: warning, after 10m. Beside log rule `payment_failures`.\n"))
        for section in ["What it means", "Confirm", "Do", "Escalate"] {
            #expect(text.contains("\n## \(section)\n"), "\(section)")
        }
        for part in [
            "Payments that a provider refused.", "Payments fail.", "log shop",
            #"payment (?<provider>\w+) failed: (?<reason>[a-z_]+)"#,
            "`shop_payment_failures_total`, split by `provider`, `reason`",
            "sum by (job, instance, provider) (increase(shop_payment_failures_total[5m])) > 5", "logs errors",
            #"rules explain --log shop RULEFILE 'payment visa failed: declined, said '\''no'\'''"#,
            "rules preview --log shop",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test("the alert leads to the page, or to where runbooks are")
    func link() throws {
        func alerts(_ rules: EmittedRules) -> String {
            rules.files.first { $0.path == "alerts/log-rules.yml" }?.text ?? ""
        }
        #expect(alerts(try emitted()).contains("runbook_url: 'docs/runbooks/ShopPaymentFailures.md'"))
        var options = EmissionOptions()
        options.runbookDirectory = "/etc/rules/runbooks"
        #expect(alerts(try emitted(options)).contains("'/etc/rules/runbooks/ShopPaymentFailures.md'"))
        #expect(
            alerts(try emitted(base: "https://wiki.example.org")).contains(
                "'https://wiki.example.org/ShopPaymentFailures.md'"))
    }

    @Test("a page is untouched until anything in it changes, its last line included")
    func ownership() throws {
        let text = try #require(try emitted().runbooks.first?.text)
        #expect(RunbookStub.isUntouched(text))
        let edits = [
            text.replacing("Nobody has written yet what helps.", with: "Call the bank."), text + "More.\n",
            "x" + text, String(text.split(separator: "<!-- generated")[0]), "", "# ShopPaymentFailures\n",
            text.replacing("left alone", with: "mine"),
        ]
        for edit in edits { #expect(!RunbookStub.isUntouched(edit), "\(edit.suffix(120))") }
    }

    @Test("manifests and other groups bring no pages")
    func onlyWithFiles() throws {
        var options = EmissionOptions()
        options.format = .configmap
        #expect(try emitted(options).runbooks.isEmpty)
        options = EmissionOptions()
        options.groups = [.logs]
        #expect(try emitted(options).runbooks.isEmpty)
    }
}
