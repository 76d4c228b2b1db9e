import MetricModel
import StateStore

/// The log-derived series as counted so far, ahead of what is committed and what is shown.
///
/// Counting writes to `registry`, which is the pipeline's own. A commit takes what changed to the store; after it,
/// `publish` copies the same numbers to the registry that is scraped. Used by one thread at a time.
final class Ledger {
    private struct Family {
        let descriptor: MetricDescriptor
        let shape: String
        /// The same family in the published registry.
        let twin: FamilyID
        let isFirstAtZero: Bool
        /// States of now, such as a rule's quarantine, are told anew by each run.
        let isKept: Bool
    }

    /// What is known of a series besides its numbers.
    private struct Entry {
        /// Its twin in the published registry.
        var twin: SeriesID
        var startedMilliseconds: Int64
    }

    let registry: MetricRegistry
    private let published: MetricRegistry
    private let names: LedgerNames
    private var families: [FamilyID: Family] = [:]
    private var entries: [SeriesID: Entry] = [:]
    private var hold = ZeroHold()
    private var uncommitted: Set<SeriesID> = []
    private var unpublished: [SeriesID] = []
    /// Stored series that no rule or log of now has: kept for the day it comes back.
    private var dormant: [StoredSeries] = []

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
    }

    /// Why the families cannot be published when those with these names are gone; nil when they can.
    func conflict(replacing names: Set<String>) -> RegistryError? {
        let declared = registry.read { table in table.allFamilies.map { table.descriptor(of: $0) } }
        return published.read { table in
            for descriptor in declared {
                if let conflict = table.conflict(of: descriptor, ignoring: names) { return conflict }
            }
            return nil
        }
    }

    /// Registers the families in the published registry, in place of those of `predecessor`; series that both have
    /// stay as they are.
    func attach(replacing predecessor: Ledger? = nil) throws(RegistryError) {
        let declared = registry.read { table in
            table.allFamilies.map { ($0, table.descriptor(of: $0)) }
        }
        let byName = Dictionary(declared.map { ($0.1.name.text, $0.1) }) { first, _ in first }
        let former = (predecessor?.families.values).map { $0.map(\.descriptor) } ?? []
        published.update { table in
            for old in former where byName[old.name.text] != old { table.remove(familyNamed: old.name.text) }
        }
        for (family, descriptor) in declared {
            families[family] = Family(
                descriptor: descriptor,
                shape: descriptor.shape,
                twin: try published.register(descriptor),
                isFirstAtZero: names.firstAtZero.contains(descriptor.name.text),
                isKept: descriptor.kind != .gauge || names.isDeclaredByUser(descriptor)
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
    /// - Parameter unwritten: those whose numbers the store does not have yet.
    func restore(_ stored: [StoredSeries], unwritten: Set<StoredSeriesKey>, nowMilliseconds: Int64) {
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
    }

    private func isTaken(_ stored: StoredSeries, by family: FamilyID) -> Bool {
        guard let known = families[family], known.shape == stored.key.schema, known.isKept else {
            return false
        }
        return names.allow(stored.key.labels, of: known.descriptor)
    }
}

// MARK: - Committing and publishing

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
        makeTwins(of: news, showing: Set(started.keys)) { started[$0] ?? nowMilliseconds }
        if !isBacklog { holdNews(news) }
        uncommitted.formUnion(changes)
        unpublished += changes
    }

    /// - Parameter restored: those whose numbers were committed before: they never show at 0 in between.
    private func makeTwins(
        of news: [SeriesID], showing restored: Set<SeriesID>, startedMilliseconds: (SeriesID) -> Int64
    ) {
        guard !news.isEmpty else { return }
        let known = registry.read { [hold] table in
            news.map { id in
                let isShown = restored.contains(id) && !hold.contains(id)
                return (
                    family: table.family(of: id), labels: Array(table.packedLabels(of: id)),
                    values: isShown ? Array(table.storedValues(of: id)) : nil
                )
            }
        }
        let twins = published.update { [families] table in
            known.map { series in
                let family = families[series.family]
                let twin = family.flatMap { table.restoredSeries($0.twin, packedLabels: series.labels) }
                if let twin, let values = series.values { table.assign(twin, values) }
                return twin
            }
        }
        for (id, twin) in zip(news, twins) {
            guard let twin else { continue }
            entries[id] = Entry(twin: twin, startedMilliseconds: startedMilliseconds(id))
        }
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

    func didCommit() { uncommitted.removeAll(keepingCapacity: true) }

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

    /// Shows in the published registry what was committed.
    ///
    /// Held series stay at 0.
    func publish() {
        guard !unpublished.isEmpty else { return }
        let numbers = registry.read { [unpublished, entries, hold] table in
            unpublished.compactMap { id in
                hold.contains(id) ? nil : entries[id].map { ($0.twin, Array(table.storedValues(of: id))) }
            }
        }
        published.update { table in
            for (twin, values) in numbers { table.assign(twin, values) }
        }
        unpublished.removeAll(keepingCapacity: true)
    }

    /// The families whose series are worth keeping in the store.
    var storedFamilies: Set<StoredFamily> {
        Set(families.values.map { StoredFamily(name: $0.descriptor.name.text, schema: $0.shape) })
    }

    /// Takes from the published registry the series that this ledger had and its successor does not have.
    func retire(inFavourOf successor: Ledger) {
        let kept = Set(successor.entries.values.map(\.twin))
        let gone = entries.values.map(\.twin).filter { !kept.contains($0) }
        published.update { table in
            for series in gone { table.remove(series) }
        }
    }
}
