import Testing

@testable import RuleEmission

@Suite("judging a value")
struct AlertSettingsSubjectTests {
    private func settings() -> AlertSettings {
        var settings = AlertSettings()
        settings.overrides = [
            .init(team: "slow-*", agent: "lead", levels: [.unreadMessage: [.warning: .value(10)]]),
            .init(
                team: "slow-*",
                levels: [.unreadMessage: [.warning: .value(4000), .critical: AlertSettings.Threshold.none]]),
        ]
        return settings
    }

    @Test(
        "the severest level that is reached counts, and what is said of a team comes before the defaults",
        arguments: [
            ("any", "dev", 300.0, nil), ("any", "dev", 301, AlertSeverity.warning),
            ("any", "dev", 1801, .critical), ("slow-1", "dev", 3999, nil), ("slow-1", "dev", 1e9, .warning),
            ("slow-1", "lead", 11, .warning), ("slow-1", "lead", 10, nil), ("slow", "lead", 11, nil),
        ] as [(String, String, Double, AlertSeverity?)])
    func overrides(team: String, agent: String, value: Double, expected: AlertSeverity?) {
        let judged = settings().judgement(of: value, .unreadMessage, team: team, agent: agent)
        #expect(judged?.severity == expected)
    }

    @Test("teams warn at their limit's nine tenths, and low values are bad where they are")
    func comparisons() {
        let settings = AlertSettings()
        #expect(settings.judgement(of: 0.9, .activeTeams)?.severity == .warning)
        #expect(settings.judgement(of: 0.89, .activeTeams) == nil)
        #expect(settings.judgement(of: 1, .activeTeams)?.severity == .warning)
        #expect(settings.judgement(of: 1.1, .activeTeams)?.severity == .critical)
        #expect(settings.judgement(of: 0.4, .agentAvailability)?.threshold == 0.5)
        #expect(settings.judgement(of: 1, .agentAvailability) == nil)
    }
}
