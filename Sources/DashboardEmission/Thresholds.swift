/// Where a value changes its colour, from good to bad.
struct Thresholds: Sendable, Equatable {
    struct Step: Sendable, Equatable {
        let from: Double
        let colour: Colour
    }

    /// The colour below the first step.
    let base: Colour
    /// Ascending.
    let steps: [Step]

    /// Bad from these values on.
    static func above(yellow: Double? = nil, orange: Double? = nil, red: Double? = nil) -> Thresholds {
        let steps = [(yellow, Colour.yellow), (orange, .orange), (red, .red)].compactMap { value, colour in
            value.map { Step(from: $0, colour: colour) }
        }
        return Thresholds(base: .green, steps: steps)
    }

    /// Bad below these values.
    static func below(yellow: Double? = nil, orange: Double? = nil, red: Double? = nil) -> Thresholds {
        let levels = [(red, Colour.red), (orange, .orange), (yellow, .yellow)].compactMap { value, colour in
            value.map { (value: $0, colour: colour) }
        }
        let after = levels.dropFirst().map(\.colour) + [.green]
        return Thresholds(
            base: levels.first?.colour ?? .green,
            steps: zip(levels, after).map { Step(from: $0.value, colour: $1) })
    }

    /// At least one of something that should not be.
    static let anyIsBad = above(orange: 1)
}

/// The levels of one indicator, as the alert rules use them; `nil` where there is no alert of that severity.
package struct AlertLevels: Sendable, Equatable {
    package let info: Double?
    package let warning: Double?
    package let critical: Double?

    package init(info: Double?, warning: Double?, critical: Double?) {
        self.info = info
        self.warning = warning
        self.critical = critical
    }

    var above: Thresholds { .above(yellow: info, orange: warning, red: critical) }
    var below: Thresholds { .below(yellow: info, orange: warning, red: critical) }
}

/// What alerts tell the dashboards: the levels that panels show, and where help is found.
package struct AlertValues: Sendable, Equatable {
    /// By the key of the indicator in the configuration, such as `cpu_ratio`.
    package let levels: [String: AlertLevels]
    /// URLs of the runbooks by the name of the alert, or paths in the repository, which are shown without a link.
    package let runbooks: [String: String]

    package init(levels: [String: AlertLevels], runbooks: [String: String]) {
        self.levels = levels
        self.runbooks = runbooks
    }

    /// Colours of an indicator that is bad when it is high.
    func above(_ indicator: Indicator) -> Thresholds? { levels[indicator.rawValue]?.above }
    /// Colours of an indicator that is bad when it is low.
    func below(_ indicator: Indicator) -> Thresholds? { levels[indicator.rawValue]?.below }
}

/// The operators' indicators that panels show with their levels, by their keys in the configuration.
enum Indicator: String, Sendable, CaseIterable {
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
    case logSilence = "log_silent_seconds"
    case logLag = "log_lag_bytes"
    case logSize = "log_size_bytes"
}
