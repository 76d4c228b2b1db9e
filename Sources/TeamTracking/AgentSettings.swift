/// What decides whether an agent counts as up.
package enum AgentUpRule: String, CaseIterable, Sendable {
    /// What it does: down when its process is gone, or when it owes something and does nothing.
    case state
    /// Nothing but the time since its last activity, as orchestrator-cc has it.
    case elapsed
}

/// A team, or one agent of it, that must exist.
package struct ExpectedAgent: Sendable, Equatable {
    package let team: String
    /// Nil: the team as such.
    package let agent: String?

    /// - Parameter text: `team` or `team/agent`; the first `/` splits. Nil when one of them is empty.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty }), let team = parts.first else { return nil }
        self.team = String(team)
        agent = parts.count > 1 ? String(parts[1]) : nil
    }
}

/// What the operator says of agents.
package struct AgentSettings: Sendable, Equatable {
    /// A threshold for the agents whose names fit.
    package struct Rule: Sendable, Equatable {
        let team: NamePattern
        let agent: NamePattern
        let timeoutMs: Int64

        package init(team: NamePattern, agent: NamePattern, timeout: Duration) {
            self.team = team
            self.agent = agent
            timeoutMs = timeout.wholeMilliseconds
        }
    }

    /// After so long without activity an agent counts as quiet, unless a rule says otherwise.
    package var timeout = Duration.seconds(300)
    /// The first that fits decides.
    package var rules: [Rule] = []
    package var upRule = AgentUpRule.state
    package var expected: [ExpectedAgent] = []

    package init() {}

    func timeoutMs(team: String, agent: String) -> Int64 {
        rules.first { $0.team.matches(team) && $0.agent.matches(agent) }?.timeoutMs
            ?? timeout.wholeMilliseconds
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
