import NIOCore
import NIOHTTP1
import StateStore
import WebAccess

/// The addresses that the daemon answers at.
extension ExporterDaemon {
    func endpoints(
        _ scraper: Scraper, _ reloader: Reloader, _ readiness: Readiness, _ stores: [StateStore]
    ) -> [Endpoint] {
        let stateDirectory = options.stateDirectory
        return [
            scraper.endpoint(
                path: options.telemetryPath, limit: ScrapeLimit(most: options.mostScrapes)),
            .immediate("/-/healthy") { _ in .text(.ok, "agent-teams-exporter is healthy.") },
            .immediate("/-/ready") { _ in
                .readiness(
                    missing: readiness.missing,
                    state: StateStatus(stores).condition,
                    stateDirectory: stateDirectory
                )
            },
            ReloadEndpoint.endpoint(options.isLifecycleEnabled ? reloader : nil),
        ]
    }

    /// The pages and the API for people.
    func pages(_ watch: StatusWatch, _ door: Door?, _ eventLoop: any EventLoop) -> [Endpoint] {
        let page = StatusPage(telemetryPath: options.telemetryPath)
        let hub = EventHub(watch, eventLoop: eventLoop) {
            // Pages that stay open leave room for the scraper and for other readers.
            let connections = door?.watch.loaded.configuration.limits.connections
            return min(EventHub.mostViewers, (connections ?? OpenConnections.reasonableLimit) / 2)
        }
        return [.immediate("/") { _ in page.response }] + APIEndpoints(watch, hub).all
    }
}
