import DashboardEmission
import RuleEmission
import Testing

@testable import ExporterCommand

@Suite struct DashboardAlertsTests {
    private let dashboards = DashboardSet.dashboards(
        alerts: DashboardAlerts.values(AlertSettings()), rules: [])

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
        let values = DashboardAlerts.values(settings)
        #expect(values.levels["cpu_ratio"] == AlertLevels(info: 0.7, warning: 0.5, critical: nil))
        #expect(values.levels["memory_ratio"] == AlertLevels(info: 0.7, warning: 0.85, critical: 0.95))
        #expect(
            values.runbooks["AgentTeamsAgentDead"] == "https://runbooks.example/teams/AgentTeamsAgentDead.md")
        #expect(
            DashboardAlerts.values(AlertSettings()).runbooks["AgentTeamsAgentDead"]
                == "docs/runbooks/AgentTeamsAgentDead.md")
    }
}
