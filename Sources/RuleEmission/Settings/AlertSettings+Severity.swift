/// The judgement of single values, so that whoever looks once says what the alerts would say.
extension AlertSettings {
    /// The worst level whose alert this value meets, `for` and averages aside; nil when it meets none.
    ///
    /// - Parameters:
    ///   - team: whose value it is; overrides of that team apply.
    ///   - agent: the same for an agent of it.
    package func severity(
        of value: Double, _ indicator: Indicator, team: String? = nil, agent: String? = nil
    ) -> AlertSeverity? {
        levels(of: indicator, team: team, agent: agent).filter { severity, threshold in
            indicator.comparison(severity).holds(value, threshold)
        }.keys.max()
    }

    /// The thresholds that apply to one team, and to one agent of it.
    package func levels(
        of indicator: Indicator, team: String?, agent: String? = nil
    ) -> [AlertSeverity: Double] {
        var levels = levels(of: indicator)
        guard let team else { return levels }
        for severity in AlertSeverity.allCases {
            let decider = overrides.first { override in
                override.levels[indicator]?[severity] != nil && NameGlob(text: override.team).matches(team)
                    && (override.agent == "*"
                        || agent.map { NameGlob(text: override.agent).matches($0) } == true)
            }
            guard let threshold = decider?.levels[indicator]?[severity] else { continue }
            levels[severity] = threshold.value
        }
        return levels
    }
}

extension Indicator {
    /// How the alerts about it compare.
    func comparison(_ severity: AlertSeverity) -> Comparison {
        let definition = AlertCatalogue.definitions.first { $0.indicator == self }
        return definition?.comparison(severity) ?? (isLowBad ? .below : .above)
    }

    /// How the alerts about it compare, as it is written before the threshold: `>`, `>=` or `<`.
    package func comparisonSign(_ severity: AlertSeverity) -> String {
        switch comparison(severity) {
        case .above: ">"
        case .atLeast: ">="
        case .below: "<"
        case .equal, .present: "="
        }
    }
}

/// Limits of alerts that no configuration changes.
package enum UpkeepLimits {
    /// The operators' manual asks for a backup a week; a day more lets a late run pass.
    package static let backupAgeSeconds = 8.0 * 86_400
    /// Entries of the level ERROR or CRITICAL are counted in windows of this length for `error_burst_entries`.
    package static let errorBurstWindowSeconds = 300
}
