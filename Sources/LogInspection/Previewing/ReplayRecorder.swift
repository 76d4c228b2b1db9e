import LogRules
import MetricModel

/// Hands the series of each alert's metric on, step by step.
struct ReplayRecorder: StepRecorder {
    let registry: MetricRegistry
    private(set) var replays: [AlertReplay]
    private(set) var firstSeconds: Int64?
    private(set) var lastSeconds: Int64?
    /// The samples as they were last, one list for each replay.
    private var current: [[(labels: [String], value: Double)]] = []

    init(registry: MetricRegistry, replays: [AlertReplay]) {
        self.registry = registry
        self.replays = replays
    }

    mutating func note(at seconds: Int64) {
        let names = replays.map(\.rule.metric.name.text)
        current = registry.update { table in
            names.map { name in table.family(named: name).map { table.snapshot(of: $0) } ?? [] }
        }
        take(at: seconds)
    }

    /// Where all windows are empty and all waiting is over, the rest of the quiet time goes by at once.
    mutating func noteQuiet(_ steps: StrideThrough<Int64>) {
        let settling = replays.map(\.settlingSteps).max() ?? 0
        for seconds in steps.prefix(settling) { take(at: seconds) }
        if let last = steps.suffix(1).last, last != lastSeconds { take(at: last) }
    }

    private mutating func take(at seconds: Int64) {
        firstSeconds = firstSeconds ?? seconds
        lastSeconds = seconds
        for index in replays.indices { replays[index].take(current[index], at: seconds) }
    }
}
