package import MetricModel

/// Which families a scrape asks for: the query parameters `collect[]`, `exclude[]` and `name[]`.
package struct FamilyFilter: Sendable, Equatable {
    /// Only families of these collectors; nil for all.
    package var collectors: Set<String>?
    /// No families of these collectors.
    package var excluded: Set<String>
    /// Only families with these names, as text 0.0.4 or OpenMetrics writes them or their samples; nil for all.
    package var names: Set<String>?

    package static let all = FamilyFilter()

    package init(collectors: Set<String>? = nil, excluded: Set<String> = [], names: Set<String>? = nil) {
        self.collectors = collectors
        self.excluded = excluded
        self.names = names
    }

    package func accepts(_ descriptor: MetricDescriptor) -> Bool {
        if let collectors, !collectors.contains(descriptor.collector) { return false }
        if excluded.contains(descriptor.collector) { return false }
        guard let names else { return true }
        return !descriptor.occupiedNames.isDisjoint(with: names)
    }
}
