/// Adding up what several registries counted apart.
extension MetricTable {
    /// Takes over the families and series of another table.
    ///
    /// Counters and histograms add up; a gauge takes the other's value unless that is 0; an info or state series
    /// appears. Label sets beyond the limit of a family go to its overflow series.
    /// - Returns: by counter, what went to the overflow series although the other table had a series for it.
    package mutating func merge(_ other: borrowing MetricTable) throws(RegistryError) -> [String: Double] {
        var folded: [String: Double] = [:]
        for store in other.families {
            let family = try register(store.descriptor, maxSeries: store.maxSeries)
            // Sorted, so that which sets find room does not depend on how the other table came to be.
            var store = store
            store.sort()
            for slot in store.order.map(Int.init) {
                let series = series(family, labels: store.labelValues(slot))
                add(store, slot, to: series)
                if store.descriptor.kind == .counter, isOverflow(series), store.overflowSlot != slot {
                    folded[store.descriptor.name.text, default: 0] += store.total(slot)
                }
            }
        }
        return folded
    }

    private mutating func add(_ store: FamilyStore, _ slot: Int, to series: SeriesID) {
        switch store.descriptor.kind {
        case .counter: add(series, store.total(slot))
        case .gauge, .stateSet:
            if store.total(slot) != 0 { set(series, store.total(slot)) }
        case .info: break
        case .histogram:
            let width = store.valuesPerSeries
            let (source, target) = (slot * width, Int(series.slot) * width)
            for place in 0..<width {
                families[Int(series.family)].values[target + place] += store.values[source + place]
            }
        }
    }
}
