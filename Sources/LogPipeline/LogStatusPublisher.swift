import LogTailing
import MetricModel

/// Writes what a tailer knows of its logs into the registry: sizes, lag, files, faults, losses.
struct LogStatusPublisher: Sendable {
    /// The series of one log, all of them there from the start.
    private struct Series: Sendable {
        let size, lag, files, compressedFiles, rotations, truncations: SeriesID
        let errors: [TailErrorReason: SeriesID]
        let lostBytes: [LossReason: SeriesID]
        let modes: [WatchMode: SeriesID]
    }

    private let series: [Series]
    /// What the counters were brought up to.
    private var published: [LogStatus]

    init(_ initial: TailStatus, teamNames: [String: String], registry: MetricRegistry) throws(RegistryError) {
        let families = try Families(registry)
        published = initial.logs
        series = registry.update { table in
            initial.logs.map { log in
                let name = log.name
                table.set(table.series(families.info, name, teamNames[name] ?? ""), 1)
                return Series(
                    size: table.series(families.size, name),
                    lag: table.series(families.lag, name),
                    files: table.series(families.files, name),
                    compressedFiles: table.series(families.compressedFiles, name),
                    rotations: table.series(families.rotations, name),
                    truncations: table.series(families.truncations, name),
                    errors: Self.map(TailErrorReason.allCases) {
                        table.series(families.errors, name, $0.rawValue)
                    },
                    lostBytes: Self.map(LossReason.allCases) {
                        table.series(families.lost, name, $0.rawValue)
                    },
                    modes: Self.map(WatchMode.allCases) { table.series(families.mode, name, $0.rawValue) }
                )
            }
        }
    }

    /// Sets the gauges, and adds to the counters what came since the last time.
    mutating func publish(_ status: TailStatus, into table: inout MetricTable) {
        for (index, log) in status.logs.enumerated() {
            let series = series[index]
            let old = published[index]
            table.set(series.size, Double(log.sizeBytes))
            table.set(series.lag, Double(log.lagBytes))
            table.set(series.files, Double(log.files + log.drainingFiles))
            table.set(series.compressedFiles, Double(log.compressedFiles))
            table.add(series.rotations, Double(log.rotations - old.rotations))
            table.add(series.truncations, Double(log.truncations - old.truncations))
            for (reason, id) in series.errors {
                table.add(id, Double((log.errors[reason] ?? 0) - (old.errors[reason] ?? 0)))
            }
            for (reason, id) in series.lostBytes {
                table.add(id, Double((log.lostBytes[reason] ?? 0) - (old.lostBytes[reason] ?? 0)))
            }
            for (mode, id) in series.modes { table.set(id, log.watchMode == mode ? 1 : 0) }
        }
        published = status.logs
    }

    private static func map<Key: Hashable>(_ keys: [Key], _ body: (Key) -> SeriesID) -> [Key: SeriesID] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0, body($0)) })
    }
}

/// The families of what a tailer tells.
private struct Families {
    let info, size, lag, files, compressedFiles, rotations, truncations, errors, lost, mode: FamilyID

    init(_ registry: MetricRegistry) throws(RegistryError) {
        info = try registry.register(Catalogue.logInfo)
        size = try registry.register(Catalogue.logSizeBytes)
        lag = try registry.register(Catalogue.logLagBytes)
        files = try registry.register(Catalogue.logFiles)
        compressedFiles = try registry.register(Catalogue.logCompressedFiles)
        rotations = try registry.register(Catalogue.logRotations)
        truncations = try registry.register(Catalogue.logTruncations)
        errors = try registry.register(Catalogue.logFileErrors)
        lost = try registry.register(Catalogue.logLostBytes)
        mode = try registry.register(Catalogue.logWatchMode)
    }
}
