import DashboardEmission
import RuleEmission

/// What the dashboards show of alerts, from the settings that `rules emit` works with.
enum DashboardAlerts {
    static func values(_ settings: AlertSettings) -> AlertValues {
        let levels = RuleEmission.Indicator.allCases.map { indicator in
            let values = settings.levels(of: indicator)
            return (
                indicator.rawValue,
                AlertLevels(info: values[.info], warning: values[.warning], critical: values[.critical])
            )
        }
        let runbooks = AlertCatalogue.entries.map { ($0.name, runbook($0, settings)) }
        return AlertValues(
            levels: Dictionary(uniqueKeysWithValues: levels),
            runbooks: Dictionary(uniqueKeysWithValues: runbooks))
    }

    /// A URL where the configuration says where runbooks are; else the path in the repository.
    private static func runbook(_ alert: AlertCatalogue.Entry, _ settings: AlertSettings) -> String {
        let base = settings.runbookBaseURL
        guard !base.isEmpty else { return alert.runbookPath }
        return "\(base.hasSuffix("/") ? base : base + "/")\(alert.name).md"
    }
}
