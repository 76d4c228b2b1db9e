import LogRules
import LogTailing
import MetricModel

/// Where the latest entry of each level from ERROR up stands, for the exemplars of `orchestrator_log_entries_total`.
///
/// The place is told by log, number of the generation, inode and offset, never by a path or a text. It is shown with the commit that counts the
/// entry; a run that has met no error yet shows none.
struct ErrorExemplars {
    private struct Series: Hashable {
        let logIndex: Int
        let level: LogLevel
    }

    private struct Place {
        let fileID: Int
        let offset: UInt64
        let atMs: Int64
    }

    /// The log and where in it, to be shown.
    struct Sighting: Sendable {
        let log: String
        let level: LogLevel
        let exemplar: SeriesExemplar
    }

    private var latest: [Series: Place] = [:]
    private let logNames: [String]

    init(logNames: [String]) { self.logNames = logNames }

    /// Looks at the errors of a block from the last one on, until each level was met.
    mutating func note(_ errors: [ErrorLine], from origin: BlockOrigin, nowMs: Int64) {
        var levels: Set<LogLevel> = []
        for error in errors.reversed() where levels.insert(error.level).inserted {
            let offset = origin.offset + UInt64(error.range.lowerBound)
            latest[Series(logIndex: origin.logIndex, level: error.level)] = Place(
                fileID: origin.fileID, offset: offset, atMs: nowMs)
            if levels.count == 2 { break }
        }
    }

    /// What is new since the last call; an entry whose file was forgotten meanwhile is left out.
    mutating func take(inodeOfFile: (Int) -> UInt64?) -> [Sighting] {
        defer { latest.removeAll(keepingCapacity: true) }
        return latest.compactMap { series, place in
            guard let inode = inodeOfFile(place.fileID) else { return nil }
            let labels = [
                SeriesExemplar.Label("offset", String(place.offset)),
                SeriesExemplar.Label("generation", String(place.fileID)),
                SeriesExemplar.Label("inode", String(inode)),
                SeriesExemplar.Label("log", logNames[series.logIndex]),
            ]
            return Sighting(
                log: logNames[series.logIndex], level: series.level,
                exemplar: SeriesExemplar(labels, milliseconds: place.atMs))
        }
    }

    static func show(_ sightings: [Sighting], in registry: MetricRegistry) {
        guard !sightings.isEmpty else { return }
        registry.update { table in
            guard let family = table.family(named: Catalogue.logEntries.name.text) else { return }
            for sighting in sightings {
                guard let series = table.find(family, labels: [sighting.log, sighting.level.name]) else {
                    continue
                }
                table.setExemplar(sighting.exemplar, of: series)
            }
        }
    }
}
