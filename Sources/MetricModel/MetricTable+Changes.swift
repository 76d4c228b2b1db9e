/// Following what changes, and taking values over from a store or another table.
extension MetricTable {
    /// From now on `takeChanges` tells which series were created or written; all that exist count as changed.
    package mutating func trackChanges() {
        tracksChanges = true
        for index in families.indices { families[index].trackChanges() }
    }

    /// The living series that were created or written since the last call, each once.
    package mutating func takeChanges() -> [SeriesID] {
        var changes: [SeriesID] = []
        for family in families.indices {
            for slot in families[family].takeChangedSlots() { changes.append(identifier(family, slot)) }
        }
        return changes
    }

    /// All living series of a family, in no order.
    package func allSeries(of family: FamilyID) -> [SeriesID] {
        families[family.index].records.indices
            .filter { families[family.index].records[$0].isLive }
            .map { identifier(family.index, $0) }
    }

    /// All families but those taken out, in the order of registration.
    package var allFamilies: [FamilyID] {
        families.indices.filter { family(named: families[$0].descriptor.name.text)?.index == $0 }
            .map { FamilyID(index: $0) }
    }

    package func family(of series: SeriesID) -> FamilyID { FamilyID(index: Int(series.family)) }

    /// All numbers of a series as the family stores them: one, or for a histogram the counts by bucket (not
    /// cumulative), the count beyond the last bound, and the sum. Empty once the series is removed.
    package func storedValues(of series: SeriesID) -> ArraySlice<Double> {
        let store = families[Int(series.family)]
        let slot = Int(series.slot)
        guard store.records[slot].generation == series.generation else { return [] }
        return store.values[slot * store.valuesPerSeries..<(slot + 1) * store.valuesPerSeries]
    }

    /// The label values of a series as `LabelBytes` packs them; empty once it is removed.
    package func packedLabels(of series: SeriesID) -> ArraySlice<UInt8> {
        let store = families[Int(series.family)]
        guard store.records[Int(series.slot)].generation == series.generation else { return [] }
        return store.packedLabels(Int(series.slot))
    }

    /// Finds or creates the series with these packed labels, whatever the family's limit; nil when they are damaged.
    package mutating func restoredSeries(
        _ family: FamilyID, packedLabels: some Collection<UInt8>
    ) -> SeriesID? {
        let count = families[family.index].descriptor.labels.count
        guard let labels = LabelBytes(packed: packedLabels, count: count) else { return nil }
        return identifier(family.index, families[family.index].restore(labels))
    }

    /// Gives a series the numbers that `storedValues` told of it elsewhere.
    ///
    /// Numbers that the kind forbids, or that would make a counter or a histogram fall, are refused and counted.
    package mutating func assign(_ series: SeriesID, _ values: some Collection<Double>) {
        guard let slot = liveSlot(series) else { return }
        let family = Int(series.family)
        let width = families[family].valuesPerSeries
        let start = slot * width
        let isMonotonic = [.counter, .histogram].contains(families[family].descriptor.kind)
        guard values.count == width else { return refuseWrite() }
        var place = start
        for value in values {
            guard !isMonotonic || value.isFinite && value >= families[family].values[place] else {
                return refuseWrite()
            }
            place += 1
        }
        for (offset, value) in values.enumerated() { families[family].values[start + offset] = value }
        families[family].noteChange(slot)
    }

    private mutating func refuseWrite() { refusedWrites += 1 }
}

extension MetricDescriptor {
    /// Kind, labels and bounds in one line: stored values fit a family whose shape is the same.
    package var shape: String {
        let parts = [kind.rawValue, labels.map(\.text).joined(separator: ",")]
        return (parts + buckets.map { "\($0)" }).joined(separator: " ")
    }
}
