import Testing

@testable import RuleEmission

@Suite("severity of a value")
struct AlertSeverityOfValueTests {
    @Test("each indicator says of each threshold what its alert says", arguments: Indicator.allCases)
    func agrees(indicator: Indicator) {
        let settings = AlertSettings()
        for (severity, threshold) in indicator.standardLevels {
            let (silent, firing) = indicator.comparison(severity).values(around: threshold, isExact: true)
            let told = settings.severity(of: firing, indicator)
            #expect(told.map { $0 >= severity } == true, "\(severity) at \(firing)")
            let quiet = settings.severity(of: silent, indicator)
            #expect(quiet.map { $0 < severity } ?? true, "\(severity) at \(silent)")
        }
    }

    @Test("the first override of a team decides, of an agent only for this one")
    func overrides() {
        var settings = AlertSettings()
        settings.overrides = [
            .init(team: "a", agent: "bot", levels: [.unreadMessage: [.warning: .none]]),
            .init(team: "a*", levels: [.unreadMessage: [.warning: .value(10)]]),
            .init(team: "*", levels: [.unreadMessage: [.warning: .value(20)]]),
        ]
        #expect(settings.severity(of: 15, .unreadMessage, team: "a") == .warning)
        #expect(settings.severity(of: 15, .unreadMessage, team: "a", agent: "bot") == nil)
        #expect(settings.severity(of: 15, .unreadMessage, team: "b") == nil)
        #expect(settings.severity(of: 25, .unreadMessage, team: "b") == .warning)
        #expect(settings.severity(of: 25, .unreadMessage) == nil)
    }
}
