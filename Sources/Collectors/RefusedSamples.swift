package import MetricModel

/// Publishes how many values the registry did not take; belongs to every scrape, whatever collectors it asks for.
package struct RefusedSamples: Sendable {
    private let family: FamilyID

    package init(registry: MetricRegistry) throws(RegistryError) {
        family = try registry.register(Catalogue.refusedSamples)
    }

    package func publish(into registry: MetricRegistry) {
        registry.update { table in
            let (refused, stale) = (table.refusedWrites, table.staleWrites)
            table.set(table.series(family, "refused"), Double(refused))
            table.set(table.series(family, "stale"), Double(stale))
        }
    }
}
