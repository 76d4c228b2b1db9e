import MetricModel

/// Which new series are shown at 0 until one scrape has seen them so: then `increase()` sees their first event.
struct ZeroHold {
    /// By series: whether a scrape has shown it at 0.
    private var series: [SeriesID: Bool] = [:]

    var isEmpty: Bool { series.isEmpty }

    func contains(_ id: SeriesID) -> Bool { series[id] != nil }

    mutating func begin(_ id: SeriesID) { series[id] = false }

    /// A scrape is about to be answered: series that an earlier one has shown are let go, all others it will show.
    mutating func passScrape() -> [SeriesID] {
        guard !series.isEmpty else { return [] }
        let released = series.filter(\.value).map(\.key)
        for id in released { series[id] = nil }
        for id in series.keys { series[id] = true }
        return released
    }
}
