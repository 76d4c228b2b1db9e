import LogRules

@testable import DashboardEmission

/// The dashboards that the tests look at: the built-in rules and the standard levels.
enum Boards {
    static let alerts = AlertValues(
        levels: [
            "cpu_ratio": AlertLevels(info: 0.7, warning: 0.9, critical: 0.98),
            "agent_availability_ratio": AlertLevels(info: 0.99, warning: 0.95, critical: 0.5),
        ],
        runbooks: ["AgentDown": "https://runbooks.example/AgentDown"])

    static func all(rules: [Rule]? = nil) throws -> [Dashboard] {
        let rules = try rules ?? RuleSet.load(files: [], includeBuiltIn: true).rules
        return DashboardSet.dashboards(alerts: alerts, rules: rules)
    }
}
