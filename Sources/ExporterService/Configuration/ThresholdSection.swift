import RuleEmission
import YAMLReading

/// Reads `thresholds` and `alerts` of the configuration: what `rules emit` makes alert rules from.
enum ThresholdSection {
    static func settings(_ reader: inout MappingReader) -> AlertSettings {
        var settings = AlertSettings()
        reader.mapping("thresholds") { section in
            settings.defaults = section.mapping("defaults") { levels(&$0, Indicator.allCases, nil, settings) }
            settings.overrides = section.mappings("teams") { override(&$0, settings) } ?? []
        }
        reader.mapping("alerts") { section in
            settings.runbookBaseURL = section.string("runbook_base_url") ?? ""
            settings.dashboardBaseURL = section.string("dashboard_base_url") ?? ""
            if let selector = selector(&section) { settings.selector = selector }
        }
        return settings
    }

    private static func selector(_ reader: inout MappingReader) -> AlertSelector? {
        guard let text = reader.string("selector"), let node = reader.node("selector") else { return nil }
        do {
            return try AlertSelector(text)
        } catch {
            reader.report(error.message, at: node, hint: error.hint)
            return nil
        }
    }

    private static func override(_ reader: inout MappingReader, _ settings: AlertSettings)
        -> AlertSettings.Override
    {
        reader.require("team")
        let team = reader.string("team") ?? "*"
        let agent = reader.string("agent") ?? "*"
        let possible = Indicator.allCases.filter { agent == "*" ? $0.isPerTeam : $0.isPerAgent }
        for indicator in Indicator.allCases where !possible.contains(indicator) {
            guard reader.node(indicator.rawValue) != nil else { continue }
            reader.report(
                "'\(indicator.rawValue)' cannot differ by \(agent == "*" ? "team" : "agent")",
                key: indicator.rawValue,
                hint: "possible here: \(possible.map(\.rawValue).sorted().joined(separator: ", "))")
        }
        return AlertSettings.Override(
            team: team, agent: agent, levels: levels(&reader, possible, team, settings))
    }

    /// - Parameter team: of an override, whose levels stand beside those of the defaults.
    private static func levels(
        _ reader: inout MappingReader, _ indicators: [Indicator], _ team: String?, _ settings: AlertSettings
    ) -> [Indicator: AlertSettings.Levels] {
        var found: [Indicator: AlertSettings.Levels] = [:]
        for indicator in indicators where reader.node(indicator.rawValue) != nil {
            let written = reader.mapping(indicator.rawValue) { levels(&$0, indicator) }
            found[indicator] = written
            var all = settings.levels(of: indicator)
            for (severity, threshold) in written {
                if case .value(let value) = threshold { all[severity] = value } else { all[severity] = nil }
            }
            checkOrder(&reader, indicator, all)
        }
        return found
    }

    private static func levels(_ reader: inout MappingReader, _ indicator: Indicator) -> AlertSettings.Levels
    {
        var levels: AlertSettings.Levels = [:]
        for severity in AlertSeverity.allCases {
            if reader.node(severity.rawValue)?.text == "none" {
                levels[severity] = AlertSettings.Threshold.none
            } else if let value = reader.double(severity.rawValue, in: indicator.range) {
                levels[severity] = .value(value)
            }
        }
        return levels
    }

    /// A worse level must take more to reach, or it would hide the milder one.
    private static func checkOrder(
        _ reader: inout MappingReader, _ indicator: Indicator, _ levels: [AlertSeverity: Double]
    ) {
        let present = AlertSeverity.allCases.compactMap { severity in levels[severity].map { (severity, $0) }
        }
        for (mild, bad) in zip(present, present.dropFirst()) {
            guard indicator.isLowBad ? bad.1 >= mild.1 : bad.1 <= mild.1 else { continue }
            reader.report(
                "'\(indicator.rawValue)' is \(mild.0.rawValue) at \(mild.1) and \(bad.0.rawValue) at \(bad.1)",
                key: indicator.rawValue,
                hint: "the worse level needs the \(indicator.isLowBad ? "smaller" : "larger") number, or none"
            )
        }
    }
}
