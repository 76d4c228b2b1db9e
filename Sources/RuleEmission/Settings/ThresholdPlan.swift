import MetricModel

/// Which thresholds apply to whom: the rules that an alert becomes, and a sample of each set of teams for its tests.
struct ThresholdPlan {
    struct Rule {
        let severity: AlertSeverity
        let threshold: Double
        /// Conditions on team and agent.
        let matchers: [Matcher]
        /// Series that meet all conditions of one of these belong to an earlier override.
        let excluded: [[Matcher]]
    }

    /// Somebody of whom a test speaks, and the thresholds that apply to it.
    struct Sample {
        let team: String
        let agent: String
        let thresholds: [AlertSeverity: Double]
    }

    let rules: [Rule]
    let samples: [Sample]

    /// The same thresholds for all.
    init(fixed levels: [AlertSeverity: Double]) {
        let rules = AlertSeverity.allCases.compactMap { severity in
            levels[severity].map { Rule(severity: severity, threshold: $0, matchers: [], excluded: []) }
        }
        self.init(
            rules: rules, samples: [Sample(team: Self.names[0], agent: Self.names[1], thresholds: levels)])
    }

    private init(rules: [Rule], samples: [Sample]) {
        self.rules = rules
        self.samples = samples
    }

    /// - Parameters:
    ///   - team: the label that overrides by team select on; `nil` when there are none.
    ///   - agent: the same for agents.
    init(_ indicator: Indicator, _ settings: AlertSettings, team: LabelName?, agent: LabelName?) {
        let defaults = settings.levels(of: indicator)
        guard let team, settings.overrides.contains(where: { $0.levels[indicator] != nil }) else {
            self.init(fixed: defaults)
            return
        }
        let cases = settings.overrides.filter {
            $0.levels[indicator] != nil && (agent != nil || $0.agent == "*")
        }
        .map { Case(team: NameGlob(text: $0.team), agent: NameGlob(text: $0.agent), override: $0) }
        let book = Book(indicator: indicator, cases: cases, defaults: defaults)
        let samples = book.samples()
        self.init(
            rules: AlertSeverity.allCases.flatMap {
                book.rules($0, team: team, agent: agent, among: samples)
            },
            samples: samples)
    }

    fileprivate static let names = ["alpha", "dev", "beta", "zeta-9", "q", "some-team", "another"]
}

/// An override that speaks of the indicator.
private struct Case {
    let team: NameGlob
    let agent: NameGlob
    let override: AlertSettings.Override

    func covers(_ team: String, _ agent: String) -> Bool {
        self.team.matches(team) && self.agent.matches(agent)
    }

    func matchers(_ teamLabel: LabelName, _ agentLabel: LabelName?, _ operation: Matcher.Operation)
        -> [Matcher]
    {
        var matchers: [Matcher] = []
        if team.text != "*" { matchers.append(Matcher(teamLabel, operation, team.pattern)) }
        if agent.text != "*", let agentLabel {
            matchers.append(Matcher(agentLabel, operation, agent.pattern))
        }
        return matchers
    }
}

/// All that is said of one indicator.
private struct Book {
    let indicator: Indicator
    let cases: [Case]
    let defaults: [AlertSeverity: Double]

    /// The place among `cases` of the one that decides; `nil` where the defaults do.
    func decider(_ severity: AlertSeverity, _ team: String, _ agent: String) -> Int? {
        cases.firstIndex { $0.covers(team, agent) && $0.override.levels[indicator]?[severity] != nil }
    }

    func threshold(_ severity: AlertSeverity, decidedBy place: Int?) -> Double? {
        place.map { cases[$0].override.levels[indicator]?[severity]?.value } ?? defaults[severity]
    }

    /// One of nobody's override, where there is such a name, and one of each override that decides anything.
    func samples() -> [ThresholdPlan.Sample] {
        var found: [(String, String)] = []
        let free = ThresholdPlan.names.first { name in !cases.contains { $0.covers(name, "dev") } }
        if let free { found.append((free, "dev")) }
        for (place, each) in cases.enumerated() {
            let earlier = cases[..<place]
            let team = each.team.sample(avoiding: earlier.filter { $0.agent.text == "*" }.map(\.team))
            let agent =
                each.agent.text == "*"
                ? ThresholdPlan.names.first { name in !earlier.contains { $0.covers(team ?? "", name) } }
                : each.agent.sample(avoiding: [])
            if let team, let agent { found.append((team, agent)) }
        }
        return found.map { team, agent in
            let levels = AlertSeverity.allCases.compactMap { severity in
                threshold(severity, decidedBy: decider(severity, team, agent)).map { (severity, $0) }
            }
            return ThresholdPlan.Sample(
                team: team, agent: agent, thresholds: Dictionary(levels) { first, _ in first })
        }
    }

    /// Rules that nobody's name could meet are left out.
    func rules(
        _ severity: AlertSeverity, team: LabelName, agent: LabelName?, among samples: [ThresholdPlan.Sample]
    ) -> [ThresholdPlan.Rule] {
        let speaking = cases.indices.filter { cases[$0].override.levels[indicator]?[severity] != nil }
        let places: [Int?] = [nil] + speaking
        return places.compactMap { place in
            guard let threshold = threshold(severity, decidedBy: place),
                samples.contains(where: { decider(severity, $0.team, $0.agent) == place })
            else { return nil }
            let earlier = speaking.filter { place == nil || $0 < (place ?? 0) }.map { cases[$0] }
            var matchers = place.map { cases[$0].matchers(team, agent, .matches) } ?? []
            matchers += Self.exclusion(of: earlier.filter { $0.agent.text == "*" }.map(\.team), team)
            if let agent {
                matchers += Self.exclusion(of: earlier.filter { $0.team.text == "*" }.map(\.agent), agent)
            }
            let pairs = earlier.filter { $0.agent.text != "*" && $0.team.text != "*" }
            return ThresholdPlan.Rule(
                severity: severity, threshold: threshold, matchers: matchers,
                excluded: pairs.map { $0.matchers(team, agent, .matches) })
        }
    }

    private static func exclusion(of globs: [NameGlob], _ label: LabelName) -> [Matcher] {
        let patterns = globs.filter { $0.text != "*" }.map(\.pattern)
        return patterns.isEmpty ? [] : [Matcher(label, .differs, patterns.joined(separator: "|"))]
    }
}
