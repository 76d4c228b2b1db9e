/// What a review of the configuration goes by.
package struct ConfigurationFacts: Sendable, Equatable {
    package var activeTeams = 0
    package var limit = 0
    /// Of `config check`; the severity is `warning` or `note`.
    package var remarks: [Remark] = []
    package var hasFile = false
    package var isArchiveEnabled = false
    package var isBackupEnabled = false
    package var usesBuiltInRules = true
    package var hasOwnRules = false
    package var hasPrometheus = false
    package var hasRunbookURL = false
    package var hasDashboardURL = false
    package var hasDashboard = true
    package var isDashboardAssumed = false
    package var expected = 0
    package var changedThresholds = 0
    package var logs = 0

    package struct Remark: Sendable, Equatable {
        package var isWarning: Bool
        package var text: String

        package init(isWarning: Bool, text: String) {
            self.isWarning = isWarning
            self.text = text
        }
    }

    package init() {}
}

/// What is worth a second look in the configuration.
package enum ConfigurationReview {
    package static func result(_ facts: ConfigurationFacts) -> CheckResult {
        let findings = remarks(facts) + switches(facts) + settings(facts)
        let worth = findings.count { $0.state == .warning }
        return CheckResult(
            "configuration", "configuration", findings.map(\.state).max() ?? .ok,
            CheckFigure(
                worth == 0 ? "nothing to change" : "\(worth) worth a look", Double(worth), unit: "findings"),
            threshold: CheckThreshold("warning: what leaves part of the operation undone"),
            next: worth == 0 ? nil : "docs/configuration.md", details: findings)
    }

    private static func remarks(_ facts: ConfigurationFacts) -> [CheckDetail] {
        facts.remarks.map {
            CheckDetail("config check", CheckFigure($0.text), $0.isWarning ? .warning : .ok)
        }
    }

    private static func switches(_ facts: ConfigurationFacts) -> [CheckDetail] {
        var found: [CheckDetail] = []
        func warn(_ name: String, _ text: String) {
            found.append(CheckDetail(name, CheckFigure(text), .warning))
        }
        if !facts.hasFile { warn("--config.file", "none is given: all of this is by default") }
        if !facts.isArchiveEnabled {
            warn("archive.enabled", "false: old logs stay unless 'logs archive' runs")
        }
        if !facts.isBackupEnabled { warn("backup.enabled", "false: teams are backed up by hand only") }
        if !facts.usesBuiltInRules { warn("builtin_log_rules", "false: levels of entries are not counted") }
        if !facts.hasDashboard { warn("dashboard.url", "empty: the dashboard is not watched") }
        if facts.logs == 0 { warn("logs", "empty: no log is read") }
        if facts.limit > 0, Double(facts.activeTeams) >= 0.8 * Double(facts.limit) {
            warn("teams.limit", "\(facts.activeTeams) of \(facts.limit) teams are active: nearly reached")
        }
        if !facts.hasPrometheus { warn("prometheus.url", "not set: the past cannot be reviewed") }
        if !facts.hasRunbookURL { warn("alerts.runbook_base_url", "not set: alerts link to no runbook") }
        if !facts.hasDashboardURL {
            warn("alerts.dashboard_base_url", "not set: alerts link to no dashboard")
        }
        return found
    }

    /// What differs from the defaults, or could; nothing is wrong with it.
    private static func settings(_ facts: ConfigurationFacts) -> [CheckDetail] {
        var found: [CheckDetail] = []
        func tell(_ name: String, _ text: String) { found.append(CheckDetail(name, CheckFigure(text))) }
        if facts.hasOwnRules { tell("log_rules", "rules of your own are in use") }
        if facts.changedThresholds > 0 {
            tell(
                "thresholds",
                "\(FigureText.count(facts.changedThresholds, "indicator differs", "indicators differ")) from the manual"
            )
        }
        if facts.expected == 0 { tell("teams.expected", "empty: no alert when a team never comes") }
        if facts.hasDashboard, facts.isDashboardAssumed {
            tell("dashboard.url", "not set: the dashboard counts only once it was seen")
        }
        return found
    }
}
