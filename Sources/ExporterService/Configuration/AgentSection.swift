import TeamTracking
import YAMLReading

/// Reads what the configuration's `teams` says of agents.
enum AgentSection {
    /// Agents act in seconds at best, and nobody waits for one for a month.
    private static let timeouts = Duration.seconds(1) ... .seconds(86_400 * 30)

    static func settings(_ reader: inout MappingReader) -> AgentSettings {
        var settings = AgentSettings()
        if let timeout = reader.duration("agent_timeout", in: timeouts) { settings.timeout = timeout }
        settings.rules = (reader.mappings("agent_timeouts") { rule(&$0) } ?? []).compactMap { $0 }
        if let rule = reader.choice("up", as: AgentUpRule.self) { settings.upRule = rule }
        settings.expected = expected(&reader)
        return settings
    }

    /// `nil` when there is no timeout; the reader has the fault then.
    private static func rule(_ reader: inout MappingReader) -> AgentSettings.Rule? {
        reader.require("timeout")
        let team = reader.string("team") ?? "*"
        let agent = reader.string("agent") ?? "*"
        return reader.duration("timeout", in: timeouts).map {
            AgentSettings.Rule(team: NamePattern(team), agent: NamePattern(agent), timeout: $0)
        }
    }

    private static func expected(_ reader: inout MappingReader) -> [ExpectedAgent] {
        guard reader.strings("expected") != nil, let node = reader.node("expected") else { return [] }
        let items = if case .sequence(let items) = node.content { items } else { [node] }
        return items.compactMap { item in
            guard let text = item.text else { return nil }
            if let expected = ExpectedAgent(text) { return expected }
            reader.report(
                "an item of 'expected' must be a team or team/agent, not '\(text)'", at: item,
                hint: "write 'team' or 'team/agent'")
            return nil
        }
    }
}
