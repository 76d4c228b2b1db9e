/// Adding up what several registries counted apart.
extension MetricTable {
    /// Takes over the families and series of another table.
    ///
    /// Counters and histograms add up, and so do the gauges named in `sums`; another gauge takes the other's value if
    /// that is in `changed`. Label sets beyond the limit of a family go to its overflow series.
    /// - Parameters:
    ///   - changed: series of `other` that were written, not only made.
    ///   - sums: names of gauges that are only ever raised and lowered.
    /// - Returns: by counter, what went to the overflow series although the other table had a series for it.
    package mutating func merge(
        _ other: borrowing MetricTable, changed: Set<SeriesID>, sums: Set<String> = []
    ) throws(RegistryError) -> [String: Double] {
        var folded: [String: Double] = [:]
        for index in other.families.indices {
            // Sorted, so that which sets find room does not depend on how the other table came to be.
            var store = other.families[index]
            store.sort()
            let family = try register(store.descriptor, maxSeries: store.maxSeries)
            for slot in store.order.map(Int.init) {
                let source = other.identifier(index, slot)
                let target = series(family, labels: store.labelValues(slot))
                if sums.contains(store.descriptor.name.text) {
                    add(target, store.total(slot))
                } else {
                    add(store, slot, to: target, isChanged: changed.contains(source))
                }
                if store.descriptor.kind == .counter, isOverflow(target), store.overflowSlot != slot {
                    folded[store.descriptor.name.text, default: 0] += store.total(slot)
                }
            }
        }
        return folded
    }

    private mutating func add(_ store: FamilyStore, _ slot: Int, to series: SeriesID, isChanged: Bool) {
        switch store.descriptor.kind {
        case .counter: add(series, store.total(slot))
        case .gauge, .stateSet: if isChanged { set(series, store.total(slot)) }
        case .info: break
        case .histogram:
            let width = store.valuesPerSeries
            let sum = zip(storedValues(of: series), store.values[(slot * width)...]).map { $0 + $1 }
            assign(series, sum)
        }
    }
}
