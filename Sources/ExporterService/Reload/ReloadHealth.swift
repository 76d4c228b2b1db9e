import MetricModel

/// Publishes how the latest reading of the configuration went; the one at the start counts as a good one.
struct ReloadHealth: Sendable {
    private let registry: MetricRegistry
    private let isSuccessful: SeriesID
    private let succeededAt: SeriesID

    init(registry: MetricRegistry) throws(RegistryError) {
        self.registry = registry
        let successful = try registry.register(Catalogue.configReloadSuccessful)
        let timestamp = try registry.register(Catalogue.configReloadSuccessTimestamp)
        (isSuccessful, succeededAt) = registry.update { ($0.series(successful), $0.series(timestamp)) }
    }

    /// - Parameter nowMs: milliseconds since 1970.
    func succeeded(nowMs: Int64) {
        registry.update { table in
            table.set(isSuccessful, 1)
            table.set(succeededAt, Double(nowMs) / 1000)
        }
    }

    func failed() {
        registry.update { $0.set(isSuccessful, 0) }
    }
}
