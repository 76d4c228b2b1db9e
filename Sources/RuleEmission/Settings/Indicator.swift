/// What thresholds of the configuration are about: the keys below `thresholds`.
package enum Indicator: String, Sendable, CaseIterable {
    case agentAvailability = "agent_availability_ratio"
    case agentResponse = "agent_response_seconds"
    case messageLatency = "message_latency_seconds"
    case unreadMessage = "unread_message_seconds"
    case inboxSize = "inbox_size_bytes"
    case dashboardResponse = "dashboard_response_seconds"
    case cpu = "cpu_ratio"
    case memory = "memory_ratio"
    case diskUsed = "disk_used_ratio"
    case activeTeams = "active_teams_ratio"
    case errorBurst = "error_burst_entries"
    case logSilence = "log_silent_seconds"
    case logLag = "log_lag_bytes"
    case logSize = "log_size_bytes"

    /// Whether a team can have thresholds of its own.
    package var isPerTeam: Bool {
        switch self {
        case .agentAvailability, .agentResponse, .messageLatency, .unreadMessage, .inboxSize: true
        default: false
        }
    }

    /// Whether an agent can have thresholds of its own.
    package var isPerAgent: Bool { self == .unreadMessage || self == .inboxSize }

    /// Whether small values are bad, so that the critical level is the lowest.
    package var isLowBad: Bool { self == .agentAvailability }

    /// Values that a threshold can have.
    package var range: ClosedRange<Double> { rawValue.hasSuffix("_ratio") ? 0...10 : 0...1e15 }

    /// The levels and thresholds where the configuration says nothing: DESIGN section 10 and our own.
    package var standardLevels: [AlertSeverity: Double] {
        switch self {
        case .agentAvailability: [.info: 0.99, .warning: 0.95, .critical: 0.5]
        case .agentResponse: [.info: 60, .warning: 120, .critical: 600]
        case .messageLatency: [.info: 1, .warning: 3, .critical: 30]
        case .unreadMessage: [.warning: 300, .critical: 1800]
        case .inboxSize: [.warning: 1_000_000]
        case .dashboardResponse: [.info: 5, .warning: 10]
        case .cpu: [.info: 0.7, .warning: 0.9, .critical: 0.98]
        case .memory: [.info: 0.7, .warning: 0.85, .critical: 0.95]
        case .diskUsed: [.info: 0.8, .warning: 0.9, .critical: 0.95]
        case .activeTeams: [.warning: 0.9, .critical: 1]
        case .errorBurst: [.warning: 10, .critical: 100]
        case .logSilence: [.warning: 3600]
        case .logLag: [.warning: 10_000_000, .critical: 100_000_000]
        case .logSize: [.warning: 1_000_000_000, .critical: 10_000_000_000]
        }
    }
}
