import MetricModel
import StateStore

/// The log-derived series as counted so far, ahead of what is committed and what is shown.
///
/// Counting writes to `registry`, which is the pipeline's own. A commit takes what changed to the store; after it,
/// `publish` copies the same numbers to the registry that is scraped. Used by one thread at a time.
final class Ledger {
    struct Family {
        let descriptor: MetricDescriptor
        let shape: String
        let isFirstAtZero: Bool
        /// States of now, such as a rule's quarantine, are told anew by each run.
        let isKept: Bool
        /// The same family in the published registry; nil until this ledger is the one that is shown.
        var twin: FamilyID?
    }

    /// What is known of a series besides its numbers.
    struct Entry {
        /// Its twin in the published registry; nil until it is shown.
        var twin: SeriesID?
        let startedMilliseconds: Int64
    }

    let registry: MetricRegistry
    let published: MetricRegistry
    let names: LedgerNames
    var families: [FamilyID: Family] = [:]
    var entries: [SeriesID: Entry] = [:]
    var hold = ZeroHold()
    private var uncommitted: Set<SeriesID> = []
    var unpublished: [SeriesID] = []
    /// Stored series that no rule or log of now has: kept for the day it comes back.
    private var dormant: [StoredSeries] = []
    /// Series that the store is to drop with the next commit.
    private(set) var forgottenSeries: [StoredSeriesKey] = []

    /// Takes over the registry that all counters of the pipeline were made with.
    ///
    /// - Parameters:
    ///   - published: the registry that is scraped.
    ///   - names: the logs and rules that there are.
    init(_ registry: MetricRegistry, published: MetricRegistry, names: LedgerNames) {
        self.registry = registry
        self.published = published
        self.names = names
        registry.update { $0.trackChanges() }
        let declared = registry.read { table in
            table.allFamilies.map { ($0, table.descriptor(of: $0)) }
        }
        for (family, descriptor) in declared {
            families[family] = Family(
                descriptor: descriptor,
                shape: descriptor.shape,
                isFirstAtZero: names.firstAtZero.contains(descriptor.name.text),
                isKept: descriptor.kind != .gauge || names.isDeclaredByUser(descriptor)
                    || descriptor.name == Catalogue.logLastEntryTimestamp.name
            )
        }
    }

    var familyNames: Set<String> { Set(families.values.map(\.descriptor.name.text)) }
}

// MARK: - Taking up what was stored

extension Ledger {
    /// Takes stored numbers up again, and makes the series of now known.
    ///
    /// Series of logs and rules that do not exist now stay dormant.
    ///
    /// - Parameters:
    ///   - unwritten: those whose numbers the store does not have yet.
    ///   - forgotten: those that the store was to drop and has not dropped yet.
    func restore(
        _ stored: [StoredSeries], unwritten: Set<StoredSeriesKey>, forgotten: [StoredSeriesKey],
        nowMilliseconds: Int64
    ) {
        let byName = Dictionary(
            uniqueKeysWithValues: families.map { ($0.value.descriptor.name.text, $0.key) })
        var started: [SeriesID: Int64] = [:]
        var written: Set<SeriesID> = []
        registry.update { table in
            for series in stored {
                let family = byName[series.key.family]
                guard let family, isTaken(series, by: family),
                    let id = table.restoredSeries(family, packedLabels: series.key.labels)
                else {
                    dormant.append(series)
                    continue
                }
                table.assign(id, series.values)
                if series.isHeldAtZero { hold.begin(id) }
                started[id] = series.startedMilliseconds
                if !unwritten.contains(series.key) { written.insert(id) }
            }
        }
        takeChanges(isBacklog: true, nowMilliseconds: nowMilliseconds, started: started)
        uncommitted.subtract(written)
        forgottenSeries = forgotten
    }

    private func isTaken(_ stored: StoredSeries, by family: FamilyID) -> Bool {
        guard let known = families[family], known.shape == stored.key.schema, known.isKept else {
            return false
        }
        return names.allow(stored.key.labels, of: known.descriptor)
    }

    /// The logs and rules that dormant series belong to.
    var dormantOwners: Set<StoredOwner> { Set(dormant.flatMap { names.owners(of: $0.key) }) }

    /// Drops dormant series that belong to one of these.
    func forget(_ owners: Set<StoredOwner>) {
        let gone = dormant.filter { !owners.isDisjoint(with: names.owners(of: $0.key)) }.map(\.key)
        forgottenSeries += gone
        let keys = Set(gone)
        dormant.removeAll { keys.contains($0.key) }
    }

    /// The store has dropped these families.
    func forget(_ families: Set<StoredFamily>) {
        dormant.removeAll {
            families.contains(StoredFamily(name: $0.key.family, schema: $0.key.schema))
        }
    }
}

// MARK: - Committing

extension Ledger {
    /// Notes what was counted since the last call as uncommitted and unpublished.
    ///
    /// - Parameters:
    ///   - isBacklog: the lines were there before they could be watched: their first events are no news.
    ///   - started: when series began that are older than this run.
    func takeChanges(isBacklog: Bool, nowMilliseconds: Int64, started: [SeriesID: Int64] = [:]) {
        let changes = registry.update { $0.takeChanges() }
        guard !changes.isEmpty else { return }
        let news = changes.filter { entries[$0] == nil }
        for id in news { entries[id] = Entry(startedMilliseconds: started[id] ?? nowMilliseconds) }
        if !isBacklog { holdNews(news) }
        uncommitted.formUnion(changes)
        unpublished += changes
    }

    private func holdNews(_ news: [SeriesID]) {
        let candidates = registry.read { [families] table in
            news.filter { families[table.family(of: $0)]?.isFirstAtZero ?? false }
        }
        for id in candidates { hold.begin(id) }
    }

    /// The series to be written to the store: all that changed since it last took any.
    func uncommittedSeries() -> [StoredSeries] { stored(Array(uncommitted)) }

    /// Every series, dormant ones included: for a store that has lost what it had, and for a pipeline that takes over.
    func everySeries() -> [StoredSeries] { stored(Array(entries.keys)) + dormant }

    func didCommit() {
        uncommitted.removeAll(keepingCapacity: true)
        forgottenSeries.removeAll()
    }

    private func stored(_ ids: [SeriesID]) -> [StoredSeries] {
        registry.read { [families, entries, hold] table in
            ids.compactMap { id in
                guard let family = families[table.family(of: id)], family.isKept, let entry = entries[id]
                else { return nil }
                return StoredSeries(
                    key: StoredSeriesKey(
                        family: family.descriptor.name.text,
                        schema: family.shape,
                        labels: Array(table.packedLabels(of: id))
                    ),
                    values: Array(table.storedValues(of: id)),
                    startedMilliseconds: entry.startedMilliseconds,
                    isHeldAtZero: hold.contains(id)
                )
            }
        }
    }

    /// Before the commit that a scrape waits for: it will see held series at 0, the next one sees their numbers.
    func passScrape() {
        let released = hold.passScrape()
        uncommitted.formUnion(released)
        unpublished += released
    }

    /// The families whose series are worth keeping in the store.
    var storedFamilies: Set<StoredFamily> {
        Set(families.values.map { StoredFamily(name: $0.descriptor.name.text, schema: $0.shape) })
    }
}
