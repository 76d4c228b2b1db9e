/// What applies to one team or agent now, for those who judge values themselves.
extension AlertSettings {
    /// How bad a value is: the severest level that it reaches, and the threshold of that level.
    package struct Judgement: Sendable, Equatable {
        package let severity: AlertSeverity
        package let threshold: Double
    }

    /// As the alert rules judge, without the time that they wait; nil when all is well.
    package func judgement(
        of value: Double, _ indicator: Indicator, team: String = "", agent: String = ""
    ) -> Judgement? {
        for severity in AlertSeverity.allCases.reversed() {
            guard let threshold = threshold(indicator, severity, team: team, agent: agent) else { continue }
            if Self.isReached(threshold, by: value, indicator, severity) {
                return Judgement(severity: severity, threshold: threshold)
            }
        }
        return nil
    }

    private func threshold(
        _ indicator: Indicator, _ severity: AlertSeverity, team: String, agent: String
    ) -> Double? {
        let decider = overrides.first { override in
            override.levels[indicator]?[severity] != nil && NameGlob(text: override.team).matches(team)
                && (override.agent == "*" || NameGlob(text: override.agent).matches(agent))
        }
        if let decided = decider?.levels[indicator]?[severity] { return decided.value }
        return levels(of: indicator)[severity]
    }

    private static func isReached(
        _ threshold: Double, by value: Double, _ indicator: Indicator, _ severity: AlertSeverity
    ) -> Bool {
        if indicator == .activeTeams, severity == .warning { return value >= threshold }
        return indicator.isLowBad ? value < threshold : value > threshold
    }
}
