import MetricModel
import StateStore

/// Publishes whether the state is kept, and how often some of it was lost.
struct StateMetrics: Sendable {
    private let writable: SeriesID
    private let lastCommit: FamilyID
    private let commitDurations: SeriesID
    private let resets: [StateResetReason: SeriesID]

    init(registry: MetricRegistry) throws(RegistryError) {
        let writable = try registry.register(Catalogue.stateWritable)
        lastCommit = try registry.register(Catalogue.stateLastCommitTimestamp)
        let durations = try registry.register(Catalogue.stateCommitDuration)
        let resets = try registry.register(Catalogue.stateResets)
        (self.writable, commitDurations, self.resets) = registry.update { table in
            let series = StateResetReason.allCases.map { ($0, table.series(resets, $0.rawValue)) }
            return (table.series(writable), table.series(durations), Dictionary(uniqueKeysWithValues: series))
        }
    }

    func publish(_ status: StateStatus, into registry: MetricRegistry) {
        registry.update { table in
            table.set(writable, status.condition == .good ? 1 : 0)
            if let time = status.lastCommitMilliseconds {
                table.set(table.series(lastCommit), Double(time) / 1000)
            }
            let durations = status.commitDurations
            table.assign(commitDurations, durations.counts + [durations.sumSeconds])
            for (reason, series) in resets { table.set(series, Double(status.resets[reason] ?? 0)) }
        }
    }
}
