import MetricModel

/// Metric names that rules may not use, because the program itself writes them.
enum OwnedNames {
    private static let prefixes = ["orchestrator_", "agent_teams_exporter_", "process_", "scrape_"]
    private static let catalogued = Catalogue.families.reduce(into: Set<String>()) {
        $0.formUnion($1.occupiedNames)
    }

    /// Why the name is taken; `nil` when it is free.
    static func owner(of name: String) -> String? {
        if let prefix = prefixes.first(where: { name.hasPrefix($0) }) {
            return "names that start with '\(prefix)' do"
        }
        if name == "up_total" || name == "up" { return "Prometheus writes it with each scrape" }
        return catalogued.contains(name) ? "it is in its catalogue" : nil
    }
}
