import MetricModel

/// The rules of an objective and the situations that prove them.
extension BurnObjective {
    /// Ratios over all windows; the longest are worth less work.
    var recordings: [RecordingGroup] {
        let short = Self.windows.filter { !$0.hasSuffix("d") }
        let long = Self.windows.filter { $0.hasSuffix("d") }
        let base = record.split(separator: ":")[1]
        return sources + [
            RecordingGroup(name: "agent-teams-\(base)", rules: short.map(recording)),
            RecordingGroup(
                name: "agent-teams-\(base)-days", intervalSeconds: 300, rules: long.map(recording)),
        ]
    }

    private func recording(_ window: String) -> RecordingRule {
        RecordingRule(
            name: recordName(window),
            expression: { ratio($0, window) },
            test: { subject in
                RecordingTest(
                    series: series(subject, [Stretch(minutes: 90, ratio: 0.25)], usualScale), minute: 80,
                    labels: subject.summed([teamLabel: subject.team]), value: 0.25)
            })
    }

    /// Expression by level, without the labels and annotations.
    func expression(_ severity: AlertSeverity, _ dialect: Dialect) -> String {
        switch severity {
        case .critical:
            let pairs = Self.pageWindows.map { "  (\(burning($0)))" }.joined(separator: "\n  or\n")
            return "(\n\(pairs)\n)\n\(hourGuard(dialect))"
        case .warning: return "(\(burning(Self.dayWindow)))\n\(dayGuard(dialect))"
        case .info: return "(\(burning(Self.longWindow)))\n\(dayGuard(dialect))"
        }
    }

    /// Both windows must agree, so that it ends soon after the trouble does.
    private func burning(_ window: Window) -> String {
        let limit = PrometheusText.number(Self.limit(window))
        return "\(recordName(window.long)) > \(limit) and \(recordName(window.short)) > \(limit)"
    }

    /// The product as a person would write it: 0.144 and not 0.14400000000000002.
    static func limit(_ window: Window) -> Double { (window.rate * budget * 1000).rounded() / 1000 }

    func description(_ severity: AlertSeverity) -> String {
        let rate =
            switch severity {
            case .critical: "at least 6 times"
            case .warning: "more than 3 times"
            case .info: "faster than"
            }
        let than = severity == .info ? "" : " as fast as"
        return "The objective that \(what) uses up its error budget \(rate)\(than) it may."
    }

    static func holdMinutes(_ severity: AlertSeverity) -> Int { severity == .critical ? 2 : 15 }

    struct Proof {
        let title: String
        let stretches: [Stretch]
        let scale: Double
        let moments: [(minute: Int, firing: [AlertSeverity])]
    }

    /// Each threshold just passed and just kept, each short window over, each guard on both of its sides.
    var proofs: [Proof] {
        thresholdProofs + pairProofs + recoveryProofs
            + guardCases.enumerated().map { number, each in
                let minutes = (each.moments.last?.minute ?? 0) + 5
                return proof(
                    "few events, case \(number + 1)", [Stretch(minutes: minutes, ratio: 1)], each.moments,
                    scale: each.scale)
            }
    }

    private var thresholdProofs: [Proof] {
        let hour = Self.limit(Self.pageWindows[0])
        let (sixHours, day, days) = (
            Self.limit(Self.pageWindows[1]), Self.limit(Self.dayWindow), Self.limit(Self.longWindow)
        )
        func burst(_ factor: Double) -> [Stretch] {
            [Stretch(minutes: 121, ratio: 0), Stretch(minutes: 85, ratio: hour * factor)]
        }
        func steady(_ ratio: Double) -> [Stretch] { [Stretch(minutes: 130, ratio: ratio)] }
        let pending = dayGuardSettles + Self.holdMinutes(.warning) - 1
        return [
            proof(
                "an hour just past 14.4 times", burst(1.002),
                [(184, [.info, .warning]), (200, [.info, .warning, .critical])]),
            proof("an hour just below 14.4 times", burst(0.998), [(200, [.info, .warning])]),
            proof(
                "six hours just past 6 times", steady(sixHours * 1.002),
                [(120, [.info, .warning, .critical])]),
            proof("six hours just below 6 times", steady(sixHours * 0.998), [(120, [.info, .warning])]),
            proof(
                "a day just past 3 times", steady(day * 1.002), [(pending, []), (120, [.info, .warning])]),
            proof("a day just below 3 times", steady(day * 0.998), [(120, [.info])]),
            proof("three days just past the budget", steady(days * 1.002), [(pending, []), (120, [.info])]),
            proof("three days just within the budget", steady(days * 0.998), [(120, [])]),
        ]
    }

    /// One window of a pair passed and the other one just not: both of them count.
    private var pairProofs: [Proof] {
        let (below, near, above) = (0.88, 0.95, 1.05)
        let (hour, sixHours) = (Self.limit(Self.pageWindows[0]), Self.limit(Self.pageWindows[1]))
        let (day, days) = (Self.limit(Self.dayWindow), Self.limit(Self.longWindow))
        func pair(_ title: String, _ stretches: [(Int, Double)], _ firing: [AlertSeverity]) -> Proof {
            let end = stretches.map(\.0).reduce(0, +)
            return proof(
                title,
                stretches.map { Stretch(minutes: $0.0, ratio: $0.1) } + [Stretch(minutes: 5, ratio: 0)],
                [(end - 1, firing)])
        }
        let milder: [AlertSeverity] = [.info, .warning]
        return [
            pair(
                "5 minutes above, the hour below", [(200, 0), (60, hour * below), (31, hour * above)], milder),
            pair("the hour above, 5 minutes below", [(260, 0), (40, 0.3), (21, hour * near)], milder),
            pair(
                "30 minutes above, 6 hours below", [(90, sixHours * below), (56, sixHours * above)], milder),
            pair("6 hours above, 30 minutes below", [(40, sixHours * 2), (71, sixHours * near)], milder),
            pair("2 hours above, the day below", [(90, day * below), (91, day * 1.1)], [.info]),
            pair("the day above, 2 hours below", [(60, day * 1.8), (136, day * near)], [.info]),
            pair("6 hours above, three days below", [(60, days * 0.4), (366, days * above)], []),
            pair("three days above, 6 hours below", [(40, days * 2.5), (366, days * near)], []),
        ]
    }

    private var recoveryProofs: [Proof] {
        [
            proof(
                "over for 5 minutes",
                [
                    Stretch(minutes: 161, ratio: 0), Stretch(minutes: 25, ratio: 0.4),
                    Stretch(minutes: 20, ratio: 0),
                ], [(197, [.info, .warning])]),
            proof("over for 30 minutes", burst(70, 45), [(110, [.info, .warning])]),
            proof("over for 2 hours", burst(40, 130), [(163, [.info])]),
            proof("over for 6 hours", burst(10, 380), [(375, [])]),
        ]
    }

    /// Half of all events are bad, then none.
    private func burst(_ bad: Int, _ good: Int) -> [Stretch] {
        [Stretch(minutes: bad, ratio: 0.5), Stretch(minutes: good, ratio: 0)]
    }

    private func proof(
        _ title: String, _ stretches: [Stretch], _ moments: [(Int, [AlertSeverity])], scale: Double? = nil
    ) -> Proof {
        Proof(title: title, stretches: stretches, scale: scale ?? usualScale, moments: moments)
    }
}
