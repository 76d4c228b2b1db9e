import MetricModel
import StateStore

/// Showing what was committed in the registry that is scraped.
extension Ledger {
    /// A series as it is to be shown.
    private struct Picture {
        let id: SeriesID
        let family: FamilyID
        let twin: SeriesID?
        /// Only of a series that has no twin yet.
        let labels: [UInt8]
        /// Nil while it is held at 0.
        let values: [Double]?
    }

    /// Why the families cannot be published when those with these names are gone; nil when they can.
    func conflict(replacing names: Set<String>) -> RegistryError? {
        published.read { [families] table in Self.conflict(of: families, replacing: names, in: table) }
    }

    /// Becomes the ledger that is shown, in place of `predecessor`.
    ///
    /// One step under the registry's lock: a scrape sees what the one or the other shows, and series that both have
    /// stay as they are, also where the family's help text is another one. After an error nothing has changed.
    func takePlace(of predecessor: Ledger?) throws(RegistryError) {
        let pictures = takeUnpublished()
        let error: RegistryError? = published.update { table in
            do throws(RegistryError) {
                try replaceFamilies(of: predecessor, in: &table)
            } catch {
                return error
            }
            show(pictures, in: &table)
            removeSeries(of: predecessor, from: &table)
            return nil
        }
        if let error {
            unpublished = pictures.map(\.id)
            throw error
        }
    }

    /// Shows in the published registry what was committed; held series stay at 0.
    func publish() {
        guard !unpublished.isEmpty else { return }
        let pictures = takeUnpublished()
        published.update { table in show(pictures, in: &table) }
    }

    private static func conflict(
        of families: [FamilyID: Family], replacing names: Set<String>, in table: borrowing MetricTable
    ) -> RegistryError? {
        for family in families.values.sorted(by: { $0.descriptor.name < $1.descriptor.name }) {
            if let conflict = table.conflict(of: family.descriptor, ignoring: names) { return conflict }
        }
        return nil
    }

    private func replaceFamilies(
        of predecessor: Ledger?, in table: inout MetricTable
    ) throws(RegistryError) {
        let former = predecessor?.familyNames ?? []
        if let conflict = Self.conflict(of: families, replacing: former, in: table) { throw conflict }
        // Those of another shape too go before any is registered: their names may be taken by a third one.
        let kept = storedFamilies
        for old in predecessor?.storedFamilies ?? [] where !kept.contains(old) {
            table.remove(familyNamed: old.name)
        }
        for (id, family) in families {
            families[id]?.twin = try table.replaceFamily(with: family.descriptor)
        }
    }

    /// Takes from the published registry the series that the predecessor had and this ledger does not have.
    private func removeSeries(of predecessor: Ledger?, from table: inout MetricTable) {
        guard let predecessor else { return }
        let kept = Set(entries.values.compactMap(\.twin))
        for twin in predecessor.entries.values.compactMap(\.twin)
        where !kept.contains(twin) && table.isLive(twin) {
            table.remove(twin)
        }
    }

    private func takeUnpublished() -> [Picture] {
        defer { unpublished.removeAll(keepingCapacity: true) }
        return registry.read { [unpublished, entries, hold] table in
            unpublished.map { id in
                let twin = entries[id]?.twin
                return Picture(
                    id: id, family: table.family(of: id), twin: twin,
                    labels: twin == nil ? Array(table.packedLabels(of: id)) : [],
                    values: hold.contains(id) ? nil : Array(table.storedValues(of: id)))
            }
        }
    }

    private func show(_ pictures: [Picture], in table: inout MetricTable) {
        for picture in pictures {
            guard let twin = twin(of: picture, in: &table) else { continue }
            if let values = picture.values { table.assign(twin, values) }
        }
    }

    /// Makes it where there is none.
    private func twin(of picture: Picture, in table: inout MetricTable) -> SeriesID? {
        if let known = picture.twin { return known }
        guard let family = families[picture.family]?.twin else { return nil }
        let twin = table.restoredSeries(family, packedLabels: picture.labels)
        entries[picture.id]?.twin = twin
        return twin
    }
}
