/// What the configuration says of alerts, proven valid.
package struct AlertSettings: Sendable, Equatable {
    /// A threshold that is written, or a level that is not wanted.
    package enum Threshold: Sendable, Equatable {
        case value(Double)
        case none

        var value: Double? {
            switch self {
            case .value(let number): number
            case .none: nil
            }
        }
    }

    package typealias Levels = [AlertSeverity: Threshold]

    /// Thresholds of the teams, and of the agents in them, that the globs name.
    package struct Override: Sendable, Equatable {
        package let team: String
        /// `*` for all agents.
        package let agent: String
        package let levels: [Indicator: Levels]

        package init(team: String, agent: String = "*", levels: [Indicator: Levels]) {
            self.team = team
            self.agent = agent
            self.levels = levels
        }
    }

    package var defaults: [Indicator: Levels] = [:]
    /// The first that names a team, an indicator and a level decides.
    package var overrides: [Override] = []
    package var selector = AlertSelector()
    /// Before the name of a runbook; empty for its path in the repository.
    package var runbookBaseURL = ""
    /// Where Grafana is; empty for no links.
    package var dashboardBaseURL = ""

    package init() {}

    /// The page of an alert: a URL where the configuration says where runbooks are, else its path in the repository.
    package func runbookPlace(of alert: String) -> String {
        (runbookBaseURL.isEmpty ? "docs/runbooks/" : Self.directory(runbookBaseURL)) + "\(alert).md"
    }

    static func directory(_ base: String) -> String { base.hasSuffix("/") ? base : base + "/" }

    /// The thresholds of an indicator where no override applies.
    package func levels(of indicator: Indicator) -> [AlertSeverity: Double] {
        var levels = indicator.standardLevels
        for (severity, threshold) in defaults[indicator] ?? [:] { levels[severity] = threshold.value }
        return levels
    }
}
