import MetricModel
import NIOHTTP1

/// Counts answered requests by endpoint and status code.
struct TrafficMetrics: Sendable {
    private let registry: MetricRegistry
    private let requests: FamilyID
    private let inFlight: SeriesID

    /// - Parameter handlers: paths whose series exist at 0 from the start, so that the first failure is visible to
    ///   `increase()`.
    init(registry: MetricRegistry, handlers: some Collection<String>) throws {
        self.registry = registry
        requests = try registry.register(Catalogue.httpRequests)
        let gauge = try registry.register(Catalogue.httpRequestsInFlight)
        inFlight = registry.update { $0.series(gauge) }
        registry.update { table in
            for handler in handlers {
                for code in ["200", "500", "503"] { _ = table.series(requests, handler, code) }
            }
        }
    }

    /// Counts a request as begun; call the result once with the answer's status.
    func began(handler: String) -> @Sendable (HTTPResponseStatus) -> Void {
        registry.update { $0.add(inFlight, 1) }
        return { status in
            registry.update { table in
                table.add(inFlight, -1)
                table.add(table.series(requests, handler, String(status.code)), 1)
            }
        }
    }
}
