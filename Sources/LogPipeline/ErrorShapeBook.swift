import ErrorShapes
import LogRules
import LogTailing
import MetricModel
import StateStore

/// The shapes of the error entries of all logs, and the counters of those never seen before.
///
/// What existed when a log was first read is learned without counting it as new: until the first turn at whose end all
/// of it was read. That this is done is stored too, so that a kill before it goes on learning. Used by one thread at a time.
struct ErrorShapeBook {
    private struct Log {
        let name: String
        let entryTime: EntryTime?
        var table = ShapeTable()
        var isLearned = false
        /// Since the last flush.
        var newShapes = 0
        var forgottenShapes = 0
        let series: (new: SeriesID, forgotten: SeriesID)?
    }

    private var logs: [Log] = []
    private var masker = ShapeMasker()
    private var tally = ShapeTally()
    private var matcher = TimeMatcher()
    /// Documents that changed since the last commit.
    private var changed: Set<ErrorShapeKey> = []
    private var forgotten: Set<ErrorShapeKey> = []
    /// Documents of logs that are not configured now, and of others than us.
    private var dormant: [StoredDocument] = []
    /// Whether anything changed since the last picture.
    private var isPictured = false

    /// Makes the series of these logs, at 0, where entries are counted by level.
    init(_ configuration: LogPipelineConfiguration, registry: MetricRegistry) throws(RegistryError) {
        let new = try registry.register(Catalogue.logNewErrorShapes)
        let forgotten = try registry.register(Catalogue.logForgottenErrorShapes)
        let countsLevels = configuration.ruleSet.levelFormats != nil
        logs = registry.update { table in
            configuration.sources.map { source in
                Log(
                    name: source.name, entryTime: configuration.entryTimes[source.name],
                    series: countsLevels
                        ? (table.series(new, source.name), table.series(forgotten, source.name)) : nil)
            }
        }
    }
}

// MARK: - Counting

extension ErrorShapeBook {
    /// Counts entries at ERROR or above by their shape.
    ///
    /// All of one block are seen at the time of its first: a block holds what was written since the last look, or 256 KiB
    /// of an old file.
    /// - Parameter first: the first line of each entry, in the block.
    mutating func note(
        _ first: [ErrorLine], in block: Span<UInt8>, ofLog index: Int, nowMs: Int64
    ) {
        guard let earliest = first.first else { return }
        let time = logs[index].entryTime.flatMap {
            matcher.read($0, block.extracting(earliest.range), nowMs)
        }
        for line in first {
            masker.mask(block.extracting(line.range))
            tally.note(masker.shape, level: line.level.rawValue)
        }
        for entry in tally.entries { note(entry, time ?? nowMs, ofLog: index) }
        tally.removeAll()
    }

    private mutating func note(_ entry: ShapeTally.Entry, _ atMs: Int64, ofLog index: Int) {
        let noted = logs[index].table.note(
            entry.shape, atMs: atMs, level: entry.level, count: entry.count)
        let log = logs[index].name
        mark(ErrorShapeKey(log: log, shape: entry.shape), isThere: true)
        for gone in noted.forgotten { mark(ErrorShapeKey(log: log, shape: gone), isThere: false) }
        if noted.isNew, logs[index].isLearned { logs[index].newShapes += 1 }
        logs[index].forgottenShapes += noted.forgotten.count
    }

    private mutating func mark(_ key: ErrorShapeKey, isThere: Bool) {
        if isThere {
            changed.insert(key)
            if !forgotten.isEmpty { forgotten.remove(key) }
        } else {
            changed.remove(key)
            forgotten.insert(key)
        }
        isPictured = false
    }

    /// Adds what was counted since the last call to the registry.
    mutating func flush(into registry: MetricRegistry) {
        guard logs.contains(where: { $0.newShapes > 0 || $0.forgottenShapes > 0 }) else { return }
        registry.update { table in
            for index in logs.indices {
                guard let series = logs[index].series else { continue }
                if logs[index].newShapes > 0 { table.add(series.new, Double(logs[index].newShapes)) }
                if logs[index].forgottenShapes > 0 {
                    table.add(series.forgotten, Double(logs[index].forgottenShapes))
                }
                logs[index].newShapes = 0
                logs[index].forgottenShapes = 0
            }
        }
    }

    /// All that was there was read: from now on a shape that is not known is new.
    ///
    /// - Returns: whether that is news for the store.
    mutating func endLearning() -> Bool {
        var isNews = false
        for index in logs.indices where !logs[index].isLearned {
            logs[index].isLearned = true
            mark(ErrorShapeKey(log: logs[index].name, shape: nil), isThere: true)
            isNews = true
        }
        return isNews
    }
}

// MARK: - Store

extension ErrorShapeBook {
    /// Takes up what was stored.
    ///
    /// - Parameter pending: what the recorder before this one could not write.
    mutating func restore(_ documents: [StoredDocument], pending: StateChanges) {
        let indices = Dictionary(logs.enumerated().map { ($1.name, $0) }) { first, _ in first }
        var known: [(index: Int, shape: Shape, record: ShapeRecord)] = []
        for document in documents {
            guard let key = ErrorShapeKey(document: document.name), let index = indices[key.log] else {
                dormant.append(document)
                continue
            }
            if let shape = key.shape {
                // A record of another release says nothing to us; the shape is known all the same.
                let record = ShapeRecord(stored: document.content) ?? .unknown
                known.append((index, shape, record))
            } else {
                logs[index].isLearned = true
            }
        }
        for (index, shape, record) in known.sorted(by: { $0.record.lastMs < $1.record.lastMs }) {
            logs[index].table.restore(shape, record)
        }
        changed = Set(pending.documents.compactMap { ErrorShapeKey(document: $0.name) })
        forgotten = Set(pending.forgottenDocuments.compactMap { ErrorShapeKey(document: $0) })
        isPictured = false
    }

    /// Puts into `changes` what is not committed, or all there is.
    func fill(_ changes: inout StateChanges, everything: Bool) {
        if everything {
            changes.documents = dormant
            for log in logs {
                changes.documents += log.table.shapes.map { shape, record in
                    StoredDocument(
                        name: ErrorShapeKey(log: log.name, shape: shape).document, content: record.stored)
                }
                guard log.isLearned else { continue }
                changes.documents.append(Self.learned(log.name))
            }
        } else {
            changes.documents = changed.compactMap(document)
        }
        changes.forgottenDocuments = forgotten.map(\.document)
    }

    private func document(_ key: ErrorShapeKey) -> StoredDocument? {
        guard let shape = key.shape else { return Self.learned(key.log) }
        guard let log = logs.first(where: { $0.name == key.log }) else {
            return dormant.first { $0.name == key.document }
        }
        guard let record = log.table[shape] else { return nil }
        return StoredDocument(name: key.document, content: record.stored)
    }

    private static func learned(_ log: String) -> StoredDocument {
        StoredDocument(name: ErrorShapeKey(log: log, shape: nil).document, content: [])
    }

    mutating func didCommit() {
        changed.removeAll(keepingCapacity: true)
        forgotten.removeAll(keepingCapacity: true)
    }

    /// Drops what is known of logs that are not configured.
    mutating func forget(logs gone: Set<String>) {
        dormant.removeAll { document in
            guard let key = ErrorShapeKey(document: document.name), gone.contains(key.log) else {
                return false
            }
            forgotten.insert(key)
            return true
        }
    }

    /// What is to be shown to others; nil where nothing changed since the last call.
    mutating func takePicture() -> [(log: String, table: ShapeTable)]? {
        guard !isPictured else { return nil }
        isPictured = true
        return logs.map { ($0.name, $0.table) }
    }
}
