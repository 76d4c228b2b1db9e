import LogRules
import RuleEmission
import Testing

@testable import DashboardEmission

@Suite("what alerts tell the dashboards")
struct AlertValuesTests {
    private let dashboards = DashboardSet.dashboards(alerts: AlertValues(), rules: [])

    private static func rules() throws -> [Rule] {
        let text = """
            rules:
              - name: fraud
                pattern: fraud
                counter: shop_frauds_total
                examples: [{line: fraud}]
                alert: {name: ShopFraud, threshold: '> 0 per 1h', summary: Somebody cheats.}
              - name: level
                pattern: 'level (?<level>\\d+)'
                gauge: shop_level
                value: $level
                examples: [{line: level 7}]
                alert:
                  {name: ShopTankLow, threshold: '< 10', summary: Low., runbook_url: https://example.org/tank}
            """
        return try RuleSet.load(files: [("shop.yml", Array(text.utf8))], includeBuiltIn: false).rules
    }

    @Test("each alert is named by a panel of the dashboard that it points to")
    func pointsBothWays() throws {
        for alert in AlertCatalogue.entries {
            let board = try #require(dashboards.first { $0.uid == alert.dashboard.uid }, "\(alert.name)")
            #expect(board.alertNames.contains(alert.name), "\(board.title): \(alert.name)")
        }
    }

    @Test("panels name only alerts that there are")
    func namesExist() {
        let alerts = Set(AlertCatalogue.entries.map(\.name))
        for board in dashboards {
            #expect(board.alertNames.isSubset(of: alerts), "\(board.title)")
        }
    }

    @Test("levels and the place of runbooks come from the configuration")
    func followsSettings() {
        var settings = AlertSettings()
        settings.defaults = [.cpu: [.warning: .value(0.5), .critical: .none]]
        settings.runbookBaseURL = "https://runbooks.example/teams"
        let values = AlertValues(settings)
        #expect(values.levels[.cpu] == [.info: 0.7, .warning: 0.5])
        #expect(values.levels[.memory] == [.info: 0.7, .warning: 0.85, .critical: 0.95])
        #expect(
            values.runbooks["AgentTeamsAgentDead"] == "https://runbooks.example/teams/AgentTeamsAgentDead.md")
        #expect(AlertValues().runbooks["AgentTeamsAgentDead"] == "docs/runbooks/AgentTeamsAgentDead.md")
    }

    @Test("alerts beside log rules are among the firing ones and the marks of every dashboard")
    func declaredAlertsFire() throws {
        let alerts = AlertValues(rules: try Self.rules())
        let pattern = #"alertname=~".*(AgentTeams.+|ShopFraud|ShopTankLow)""#
        let boards = DashboardSet.dashboards(alerts: alerts, rules: try Self.rules())
        for board in boards {
            let marks =
                try JSONText.decode(Array(board.text(alerts: alerts).utf8))["annotations"]?["list"]?
                .elements ?? []
            #expect(marks.contains { $0["expr"]?.text?.contains(pattern) ?? false }, "\(board.title)")
        }
        let counted = boards[0].panels.first { $0.title == "Firing alerts" }?.targets.first?.query.text
        #expect(counted?.contains(pattern) == true, "\(counted ?? "no panel")")
        #expect(AlertSeries.firing(AlertValues()).text.contains(#"alertname=~".*AgentTeams.+""#))
    }

    @Test("the panel of a log rule names its alert and the runbook of it")
    func panelsNameDeclaredAlerts() throws {
        let rules = try Self.rules()
        let alerts = AlertValues(rules: rules)
        let board = try #require(
            DashboardSet.dashboards(alerts: alerts, rules: rules).first { $0.subject == .logs })
        let text = board.text(alerts: alerts)
        #expect(text.contains("Alert ShopFraud: docs/runbooks/ShopFraud.md"))
        #expect(text.contains("Alert ShopTankLow: https://example.org/tank"))
        #expect(board.alertNames.isSuperset(of: ["ShopFraud", "ShopTankLow"]))
    }
}
