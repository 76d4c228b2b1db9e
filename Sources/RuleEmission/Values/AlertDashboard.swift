/// The dashboards that alerts point to, by the identifiers that never change.
package enum AlertDashboard: String, Sendable, CaseIterable {
    case overview
    case team
    case agent
    case messages
    case logs
    case processes
    case exporter

    package var uid: String { "agent-teams-\(rawValue)" }
}
