/// What every dashboard must have; the names are those that findings show.
package enum LintRule: String, Sendable, CaseIterable {
    case json
    case schema
    case uid
    case noIdentifier = "no-id"
    case noInputs = "no-inputs"
    case editable
    case tooltip
    case tags
    case links
    case annotations = "alert-annotations"
    case dataSourceVariable = "datasource-variable"
    case jobVariable = "job-variable"
    case instanceVariable = "instance-variable"
    case variableRefresh = "variable-refresh"
    case variableQuery = "variable-query"
    case dataSource = "datasource"
    case panelTitle = "panel-title"
    case panelDescription = "panel-description"
    case panelUnit = "panel-unit"
    case panelTargets = "panel-targets"
    case panelPlace = "panel-place"
    case panelIdentifier = "panel-id"
    case promQL = "promql"
    case targetJob = "target-job"
    case targetInstance = "target-instance"
    case rateInterval = "rate-interval"
    case counter
    case metric
    case label
}

/// One thing that is wrong with a dashboard.
package struct LintFinding: Sendable, Equatable {
    /// Its title, or the name of its file where it has none.
    package let dashboard: String
    /// `nil` for what concerns the dashboard as a whole.
    package let panel: String?
    package let rule: LintRule
    /// What is wrong and what to do.
    package let message: String

    package var line: String {
        let place = panel.map { "\(dashboard): panel '\($0)'" } ?? dashboard
        return "\(place): \(rule.rawValue): \(message)"
    }
}
