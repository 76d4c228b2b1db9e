import LogTailing
import MetricModel

/// Adds what befell the files of the logs, rotations, faults and losses, to the counters of them.
///
/// These count events, so they go through the same commits as the counts of lines.
struct LogStatusCounters {
    private struct Series {
        let rotations, truncations: SeriesID
        let errors: [TailErrorReason: SeriesID]
        let lostBytes, lossEvents: [LossReason: SeriesID]
    }

    private let series: [Series]
    /// What the counters were brought up to.
    private var counted: [LogStatus]

    /// Makes the series of all logs, at 0.
    /// - Parameter initial: the status of a tailer that has not begun.
    init(_ initial: TailStatus, registry: MetricRegistry) throws(RegistryError) {
        let rotations = try registry.register(Catalogue.logRotations)
        let truncations = try registry.register(Catalogue.logTruncations)
        let errors = try registry.register(Catalogue.logFileErrors)
        let lost = try registry.register(Catalogue.logLostBytes)
        let events = try registry.register(Catalogue.logLossEvents)
        counted = initial.logs
        series = registry.update { table in
            initial.logs.map { log in
                Series(
                    rotations: table.series(rotations, log.name),
                    truncations: table.series(truncations, log.name),
                    errors: Self.map(TailErrorReason.allCases) {
                        table.series(errors, log.name, $0.rawValue)
                    },
                    lostBytes: Self.map(LossReason.allCases) { table.series(lost, log.name, $0.rawValue) },
                    lossEvents: Self.map(LossReason.allCases) { table.series(events, log.name, $0.rawValue) }
                )
            }
        }
    }

    /// Adds what came since the last time.
    mutating func add(_ status: TailStatus, to registry: MetricRegistry) {
        guard status.logs != counted else { return }
        registry.update { table in
            for (index, log) in status.logs.enumerated() {
                add(log, since: counted[index], to: series[index], &table)
            }
        }
        counted = status.logs
    }

    private func add(
        _ log: LogStatus, since old: LogStatus, to series: Series, _ table: inout MetricTable
    ) {
        table.add(series.rotations, Double(log.rotations - old.rotations))
        table.add(series.truncations, Double(log.truncations - old.truncations))
        for (reason, id) in series.errors {
            table.add(id, Double((log.errors[reason] ?? 0) - (old.errors[reason] ?? 0)))
        }
        for (reason, id) in series.lostBytes {
            table.add(id, Double((log.lostBytes[reason] ?? 0) - (old.lostBytes[reason] ?? 0)))
        }
        for (reason, id) in series.lossEvents {
            table.add(id, Double((log.lossEvents[reason] ?? 0) - (old.lossEvents[reason] ?? 0)))
        }
    }

    private static func map<Key: Hashable>(_ keys: [Key], _ body: (Key) -> SeriesID) -> [Key: SeriesID] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0, body($0)) })
    }
}
