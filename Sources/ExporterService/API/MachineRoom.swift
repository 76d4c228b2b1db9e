import MetricModel

/// What is left of the machine, as the last scrape found it.
struct MachineRoom: Sendable, Equatable {
    /// Shares from 0 to 1; nil where it is not known.
    private(set) var memoryUsed: Double?
    /// By role.
    private(set) var diskUsed: [String: Double] = [:]
    private(set) var isDashboardUp: Bool?

    init() {}

    init(_ registry: MetricRegistry) {
        let families = [
            Catalogue.hostMemoryTotal, Catalogue.hostMemoryAvailable, Catalogue.filesystemSize,
            Catalogue.filesystemAvailable, Catalogue.dashboardUp,
        ].map(\.name.text)
        let values = registry.update { table in
            families.map { name in
                let series = table.family(named: name).map { table.snapshot(of: $0) } ?? []
                return Dictionary(series.map { ($0.labels.first ?? "", $0.value) }) { first, _ in first }
            }
        }
        memoryUsed = Self.used(values[0][""], values[1][""])
        diskUsed = values[2].reduce(into: [:]) { $0[$1.key] = Self.used($1.value, values[3][$1.key]) }
        isDashboardUp = values[4][""].map { $0 != 0 }
    }

    private static func used(_ total: Double?, _ available: Double?) -> Double? {
        guard let total, let available, total > 0 else { return nil }
        return max(0, 1 - available / total)
    }
}
