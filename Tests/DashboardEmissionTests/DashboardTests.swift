import Testing

@testable import DashboardEmission

@Suite struct DashboardTests {
    @Test("the same values give the same text")
    func isDeterministic() throws {
        for dashboard in try Boards.all() {
            #expect(dashboard.text(alerts: Boards.alerts) == dashboard.text(alerts: Boards.alerts))
        }
    }
}
