/// Writing and reading values.
extension MetricTable {
    /// Sets a gauge; a state set to 1 unless the value is 0; an info series stays 1.
    ///
    /// Raises a counter that mirrors a total kept elsewhere: a lower value is refused and counted, because a
    /// counter that was scraped must not fall. A histogram is refused.
    package mutating func set(_ series: SeriesID, _ value: Double) {
        guard let slot = liveSlot(series) else { return }
        let family = Int(series.family)
        switch families[family].descriptor.kind {
        case .gauge: families[family].values[slot] = value
        case .stateSet: families[family].values[slot] = value == 0 ? 0 : 1
        case .info: break
        case .counter:
            guard value.isFinite, value >= families[family].values[slot] else { return refuse() }
            families[family].values[slot] = value
        case .histogram: refuse()
        }
        families[family].noteChange(slot)
    }

    /// Adds to a counter or a gauge; what would make a counter fall, or not a number, is refused and counted.
    package mutating func add(_ series: SeriesID, _ increment: Double) {
        guard let slot = liveSlot(series) else { return }
        let family = Int(series.family)
        if increment != 0 { families[family].noteChange(slot) }
        switch families[family].descriptor.kind {
        case .gauge: families[family].values[slot] += increment
        case .counter:
            guard increment.isFinite, increment >= 0 else { return refuse() }
            families[family].values[slot] += increment
        case .histogram, .info, .stateSet: refuse()
        }
    }

    /// Counts `times` observations of one value in a histogram; a negative or infinite one is refused.
    package mutating func observe(_ series: SeriesID, _ value: Double, times: Double = 1) {
        guard let slot = liveSlot(series) else { return }
        let family = Int(series.family)
        let buckets = families[family].descriptor.buckets
        guard !buckets.isEmpty, value.isFinite, value >= 0, times.isFinite, times >= 0 else {
            return refuse()
        }
        let first = slot * families[family].valuesPerSeries
        let bucket = Self.bucket(of: value, in: buckets)
        families[family].values[first + bucket] += times
        families[family].values[first + buckets.count + 1] += value * times
        families[family].noteChange(slot)
    }

    /// The value, or a histogram's number of observations; NaN once the series is removed.
    package func value(of series: SeriesID) -> Double {
        let store = families[Int(series.family)]
        let slot = Int(series.slot)
        guard store.records[slot].generation == series.generation else { return .nan }
        return store.total(slot)
    }

    /// The sum of a histogram's observations; NaN for other kinds and for a removed series.
    package func sum(of series: SeriesID) -> Double {
        let store = families[Int(series.family)]
        let slot = Int(series.slot)
        guard store.descriptor.kind == .histogram, store.records[slot].generation == series.generation else {
            return .nan
        }
        return store.values[(slot + 1) * store.valuesPerSeries - 1]
    }

    /// Index of the first bound that is not below `value`; the number of bounds when all are.
    private static func bucket(of value: Double, in bounds: [Double]) -> Int {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func refuse() { refusedWrites += 1 }
}
