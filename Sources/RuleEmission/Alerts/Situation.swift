import MetricModel

/// A series as promtool's tests write it.
struct InputSeries: Sendable {
    let name: String
    let labels: [LabelName: String]
    /// One value a minute, in promtool's notation.
    let values: String

    var text: String {
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\(PrometheusText.quoted($0.value))" }
        return "\(name){\(pairs.joined(separator: ","))}"
    }
}

/// Series that bring an alert's value about.
struct Situation: Sendable {
    var series: [InputSeries]
    /// From this minute on the value is there and stays.
    var settlesAfter = 0
}

/// Whose series a test makes.
struct Subject: Sendable {
    /// Longer than any test.
    static let minutes = 500

    let base: [LabelName: String]
    /// Those of the base labels that the selector fixes to one value.
    var fixed: [LabelName: String] = [:]
    let team: String
    let agent: String

    func series(
        _ family: MetricDescriptor, _ labels: [LabelName: String] = [:], _ values: String, suffix: String = ""
    ) -> InputSeries {
        named("\(family.name)\(suffix)", labels, values)
    }

    func named(_ name: String, _ labels: [LabelName: String] = [:], _ values: String) -> InputSeries {
        InputSeries(name: name, labels: base.merging(labels) { _, own in own }, values: values)
    }

    var teamLabels: [LabelName: String] { ["team_name": team] }
    var agentLabels: [LabelName: String] { ["team_name": team, "agent_name": agent] }

    /// The team lives.
    var livingTeam: InputSeries {
        series(
            Catalogue.teamStatus, teamLabels.merging(["status": "active"]) { $1 }, SeriesValues.constant(1))
    }

    /// Labels of a result that was summed `by (job, instance, ...)`.
    func summed(_ labels: [LabelName: String] = [:]) -> [LabelName: String] {
        base.filter { $0.key == "job" || $0.key == "instance" }.merging(labels) { $1 }
    }

    /// Labels of a result that has all labels of its series.
    func whole(_ labels: [LabelName: String] = [:]) -> [LabelName: String] { base.merging(labels) { $1 } }
}

/// Values over time in promtool's notation, a sample a minute.
enum SeriesValues {
    static func constant(_ value: Double, minutes: Int = Subject.minutes) -> String {
        "\(PrometheusText.number(value))+0x\(minutes)"
    }

    /// Grows by `step` each minute.
    static func rising(from start: Double = 0, by step: Double, minutes: Int = Subject.minutes) -> String {
        let sign = step < 0 ? "-" : "+"
        return "\(PrometheusText.number(start))\(sign)\(PrometheusText.number(step.magnitude))x\(minutes)"
    }

    /// One value up to a minute, another one from the next on.
    static func step(_ first: Double, until minute: Int, then second: Double) -> String {
        "\(constant(first, minutes: minute)) \(constant(second))"
    }

    /// Nothing before `minute`.
    static func absent(until minute: Int, then values: String) -> String { "_x\(minute) \(values)" }

    /// A counter whose `increase` over `window` minutes becomes `value`, and the minute from which on it is that.
    static func increasing(by value: Double, over window: Int) -> (values: String, settlesAfter: Int) {
        (rising(by: value / Double(window)), window)
    }

    /// A counter that counts one event after five quiet minutes; with 0 it counts none.
    static func event(_ count: Double) -> (values: String, settlesAfter: Int) {
        (step(0, until: 5, then: count), 6)
    }
}
