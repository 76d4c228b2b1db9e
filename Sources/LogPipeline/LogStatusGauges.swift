import LogTailing
import MetricModel

/// Shows what a tailer knows of its logs now: sizes, lag, files, how they are watched.
struct LogStatusGauges: Sendable {
    /// The series of one log.
    private struct Series: Sendable {
        let size, lag, files, compressedFiles: SeriesID
        let modes: [WatchMode: SeriesID]
        let pollReasons: [PollReason: SeriesID]
    }

    private let series: [Series]

    /// Makes the series of these logs; those of other logs go.
    init(_ initial: TailStatus, teamNames: [String: String], registry: MetricRegistry) throws(RegistryError) {
        let families = try Families(registry)
        series = registry.update { table in
            for family in families.all { table.beginRefresh(family) }
            defer { for family in families.all { table.endRefresh(family) } }
            return initial.logs.map { log in
                let name = log.name
                table.set(table.series(families.info, name, teamNames[name] ?? ""), 1)
                return Series(
                    size: table.series(families.size, name),
                    lag: table.series(families.lag, name),
                    files: table.series(families.files, name),
                    compressedFiles: table.series(families.compressedFiles, name),
                    modes: Dictionary(
                        uniqueKeysWithValues: WatchMode.allCases.map {
                            ($0, table.series(families.mode, name, $0.rawValue))
                        }),
                    pollReasons: Dictionary(
                        uniqueKeysWithValues: PollReason.allCases.map {
                            ($0, table.series(families.pollReason, name, $0.rawValue))
                        })
                )
            }
        }
    }

    func publish(_ status: TailStatus, into registry: MetricRegistry) {
        registry.update { table in
            // A reload may have taken a log away since these series were made.
            for (log, series) in zip(status.logs, series) where table.isLive(series.size) {
                table.set(series.size, Double(log.sizeBytes))
                table.set(series.lag, Double(log.lagBytes))
                table.set(series.files, Double(log.files + log.drainingFiles))
                table.set(series.compressedFiles, Double(log.compressedFiles))
                for (mode, id) in series.modes { table.set(id, log.watchMode == mode ? 1 : 0) }
                for (reason, id) in series.pollReasons { table.set(id, log.pollReason == reason ? 1 : 0) }
            }
        }
    }
}

/// The families of what a tailer tells of now.
private struct Families {
    let info, size, lag, files, compressedFiles, mode, pollReason: FamilyID

    init(_ registry: MetricRegistry) throws(RegistryError) {
        info = try registry.register(Catalogue.logInfo)
        size = try registry.register(Catalogue.logSizeBytes)
        lag = try registry.register(Catalogue.logLagBytes)
        files = try registry.register(Catalogue.logFiles)
        compressedFiles = try registry.register(Catalogue.logCompressedFiles)
        mode = try registry.register(Catalogue.logWatchMode)
        pollReason = try registry.register(Catalogue.logPollReason)
    }

    var all: [FamilyID] { [info, size, lag, files, compressedFiles, mode, pollReason] }
}
