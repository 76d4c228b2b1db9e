/// A group of alert rules, which is one file of each kind.
package enum AlertGroup: String, Sendable, CaseIterable {
    case agents
    case messages
    case capacity
    case dashboard
    case logs
    /// Objectives for the time that agents are up, and for the delivery of messages.
    case availability
    case delivery
    case exporter
    /// Backups of the teams.
    case upkeep
    /// Alerts that stand beside log rules.
    case logRules = "log-rules"

    /// The name inside the rule file.
    package var ruleGroupName: String { "agent-teams-\(rawValue)" }
}
