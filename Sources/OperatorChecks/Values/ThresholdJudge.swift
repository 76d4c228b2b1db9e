package import RuleEmission

/// Judges figures by the thresholds that the alerts go by.
package struct ThresholdJudge: Sendable {
    private let settings: AlertSettings

    package init(_ settings: AlertSettings) { self.settings = settings }

    /// What the alert on this indicator would say of a value, `for` aside. A missed target (`info`) is no warning.
    package func state(of value: Double, _ indicator: Indicator, team: String? = nil) -> CheckState {
        switch settings.severity(of: value, indicator, team: team) {
        case .critical: .critical
        case .warning: .warning
        case .info, nil: .ok
        }
    }

    package func threshold(
        _ indicator: Indicator, team: String? = nil, _ text: (Double) -> String
    ) -> CheckThreshold {
        let levels = settings.levels(of: indicator, team: team)
        let parts = AlertSeverity.allCases.compactMap { severity in
            levels[severity].map {
                let word = severity == .info ? "target missed" : severity.rawValue
                return "\(word) \(indicator.comparisonSign(severity)) \(text($0))"
            }
        }
        return CheckThreshold(
            parts.isEmpty ? "none" : parts.joined(separator: ", "), warning: levels[.warning],
            critical: levels[.critical])
    }
}
