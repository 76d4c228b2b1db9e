package import LogRules
package import RuleEmission

/// What alerts tell the dashboards: the levels that panels show, where help is found, and which alerts there are.
package struct AlertValues: Sendable, Equatable {
    package let levels: [Indicator: [AlertSeverity: Double]]
    /// URLs of the runbooks by the name of the alert, or paths in the repository, which are shown without a link.
    package let runbooks: [String: String]
    /// Names of the alerts that stand beside log rules.
    package let declaredNames: [String]

    /// - Parameter rules: those whose alerts are shown with the program's own.
    package init(_ settings: AlertSettings = AlertSettings(), rules: [Rule] = []) {
        levels = Dictionary(uniqueKeysWithValues: Indicator.allCases.map { ($0, settings.levels(of: $0)) })
        let own = AlertCatalogue.entries.map { ($0.name, settings.runbookPlace(of: $0.name)) }
        let declared = rules.compactMap(\.alert).map {
            ($0.name, $0.runbookURL ?? settings.runbookPlace(of: $0.name))
        }
        runbooks = Dictionary(own + declared) { first, _ in first }
        declaredNames = declared.map(\.0)
    }

    /// Colours of an indicator that is bad when it is high.
    func above(_ indicator: Indicator) -> Thresholds? { levels[indicator].map(Thresholds.above) }
    /// Colours of an indicator that is bad when it is low.
    func below(_ indicator: Indicator) -> Thresholds? { levels[indicator].map(Thresholds.below) }
}
