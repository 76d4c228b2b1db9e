import MetricModel

/// An objective of 99 %, and what it takes to alert on how fast its error budget is used up.
///
/// Windows and rates are those of the SRE workbook for a budget of 30 days. Its two slow pairs have levels of their own:
/// where 3 times the rate over a day is exceeded, 1 time over three days is exceeded too.
struct BurnObjective: Sendable {
    /// A stretch of time and the share of bad events in it.
    struct Stretch: Sendable {
        let minutes: Int
        let ratio: Double
    }

    struct Window: Sendable {
        let long: String
        let short: String
        let rate: Double
    }

    static let budget = 0.01
    static let pageWindows = [
        Window(long: "1h", short: "5m", rate: 14.4), Window(long: "6h", short: "30m", rate: 6),
    ]
    static let dayWindow = Window(long: "1d", short: "2h", rate: 3)
    static let longWindow = Window(long: "3d", short: "6h", rate: 1)
    /// Between two evaluations in the tests, which play hours. `promtool` evaluates all groups alike, so that what counts
    /// evaluations, as agent-minutes do, needs as many times more events there.
    static let testStepMinutes = 5

    /// Groups in the order in which the tests evaluate them, for each reads what those before it made.
    var groupNames: [String] { recordings.map(\.name) + [group.ruleGroupName] }

    static let windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"]

    let name: String
    let group: AlertGroup
    let dashboard: AlertDashboard
    let summary: String
    let what: String
    /// The label that names the team.
    let teamLabel: LabelName
    /// What the records are called, before the window.
    let record: String
    /// What the ratios are made of.
    var sources: [RecordingGroup] = []
    let ratio: @Sendable (_ dialect: Dialect, _ window: String) -> String
    /// Fewer events than this prove nothing; one for the first hour and one for the slow levels.
    let hourGuard: @Sendable (Dialect) -> String
    let dayGuard: @Sendable (Dialect) -> String
    /// Events of a team: `scale` agents, or messages a minute.
    let series: @Sendable (_ subject: Subject, _ stretches: [Stretch], _ scale: Double) -> [InputSeries]
    let usualScale: Double
    /// The minute from which on `dayGuard` holds with the usual scale.
    let dayGuardSettles: Int
    /// Cases about the guards: how many events, and what fires when all of them are bad.
    let guardCases: [(scale: Double, moments: [(minute: Int, firing: [AlertSeverity])])]

    func recordName(_ window: String) -> String { record + window }

    static let all = [availability, delivery]

    private static let up = "instance_team:orchestrator_agent_up"

    /// Agents of living teams, counted each minute: sums over windows are agent-minutes then, and read few series.
    static let agentTime = RecordingGroup(
        name: "agent-teams-agent-time",
        intervalSeconds: 60,
        rules: ["sum", "count"].map { operation in
            RecordingRule(
                name: "\(up):\(operation)",
                expression: { dialect in
                    let status = dialect.metric(Catalogue.teamStatus, [Matcher("status", .equal, "active")])
                    return
                        "\(operation) by (job, instance, team_name) (\n  \(dialect.metric(Catalogue.agentUp))\n"
                        + "  and on (job, instance, team_name) max_over_time(\(status)[15m]) == 1\n)"
                },
                test: { subject in
                    let other = subject.teamLabels.merging(["agent_name": "other"]) { $1 }
                    return RecordingTest(
                        series: [
                            subject.livingTeam,
                            subject.series(Catalogue.agentUp, subject.agentLabels, SeriesValues.constant(1)),
                            subject.series(Catalogue.agentUp, other, SeriesValues.constant(0)),
                        ], minute: 5, labels: subject.summed(subject.teamLabels),
                        value: operation == "sum" ? 1 : 2)
                })
        })

    private static let availability = BurnObjective(
        name: "AgentTeamsAvailabilityBudgetBurn",
        group: .availability,
        dashboard: .team,
        summary: "Agents are down for more time than the objective of 99 % leaves.",
        what: "agents of team {{ $labels.team_name }} are up 99 % of the time",
        teamLabel: "team_name",
        record: "instance_team:orchestrator_agent_down:ratio_avg",
        sources: [agentTime],
        ratio: { _, window in
            "1 - sum_over_time(\(up):sum[\(window)])\n  / sum_over_time(\(up):count[\(window)])"
        },
        hourGuard: { _ in "and on (job, instance, team_name) sum_over_time(\(up):count[1h]) >= 30" },
        dayGuard: { _ in "and on (job, instance, team_name) sum_over_time(\(up):count[1d]) >= 360" },
        series: { subject, stretches, scale in
            let values = stretches.map { SeriesValues.constant(1 - $0.ratio, minutes: $0.minutes - 1) }
            return (0..<Int(scale)).map { number in
                let labels = subject.teamLabels.merging(["agent_name": "agent\(number)"]) { $1 }
                return subject.series(Catalogue.agentUp, labels, values.joined(separator: " "))
            } + [subject.livingTeam]
        },
        usualScale: 20,
        dayGuardSettles: 85,
        guardCases: [
            (7, [(22, []), (27, [.critical])]),
            (20, [(98, [.critical]), (105, [.info, .warning, .critical])]),
        ])

    private static let delivery = BurnObjective(
        name: "AgentTeamsDeliveryBudgetBurn",
        group: .delivery,
        dashboard: .messages,
        summary: "More messages are delivered late than the objective of 99 % leaves.",
        what: "99 % of the messages to team {{ $labels.to_team }} are read within 3 s",
        teamLabel: "to_team",
        record: "instance_team:orchestrator_message_late:ratio_rate",
        ratio: { dialect, window in
            // Prometheus writes the bound as 3.0 when it scraped OpenMetrics, and as 3 when it scraped text.
            let prompt = dialect.metric(
                Catalogue.messageDelivery, [Matcher("le", .matches, "3|3\\.0")], suffix: "_bucket")
            let all = dialect.metric(Catalogue.messageDelivery, suffix: "_count")
            return "1 - sum by (job, instance, to_team) (rate(\(prompt)[\(window)]))\n"
                + "  / (sum by (job, instance, to_team) (rate(\(all)[\(window)])) > 0)"
        },
        hourGuard: { delivered($0, "1h", 20) },
        dayGuard: { delivered($0, "1d", 100) },
        series: { subject, stretches, scale in
            let labels: [LabelName: String] = ["from_team": "sender", "to_team": subject.team]
            let total = stretches.map(\.minutes).reduce(0, +)
            var (prompt, start): ([String], Double) = ([], 0)
            for stretch in stretches {
                let step = scale * (1 - stretch.ratio)
                prompt.append(SeriesValues.rising(from: start, by: step, minutes: stretch.minutes - 1))
                start += step * Double(stretch.minutes)
            }
            let bucket = labels.merging(["le": "3"]) { $1 }
            return [
                subject.series(
                    Catalogue.messageDelivery, bucket, prompt.joined(separator: " "), suffix: "_bucket"),
                subject.series(
                    Catalogue.messageDelivery, labels, SeriesValues.rising(by: scale, minutes: total),
                    suffix: "_count"),
            ]
        },
        usualScale: 10.5,
        dayGuardSettles: 10,
        guardCases: [
            (19.96 / 60, [(100, [])]), (20.04 / 60, [(100, [.critical])]),
            (1.1, [(22, []), (27, [.critical]), (105, [.critical]), (125, [.info, .warning, .critical])]),
        ])

    private static func delivered(_ dialect: Dialect, _ window: String, _ least: Int) -> String {
        let all = dialect.metric(Catalogue.messageDelivery, suffix: "_count")
        return "and on (job, instance, to_team) "
            + "sum by (job, instance, to_team) (increase(\(all)[\(window)])) >= \(least)"
    }
}
