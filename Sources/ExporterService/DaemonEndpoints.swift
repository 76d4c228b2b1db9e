import StateStore

/// The addresses that the daemon answers at.
extension ExporterDaemon {
    func endpoints(
        _ scraper: Scraper, _ reloader: Reloader, _ readiness: Readiness, _ stores: [StateStore]
    ) -> [Endpoint] {
        let page = LandingPage.html(telemetryPath: options.telemetryPath)
        let stateDirectory = options.stateDirectory
        return [
            scraper.endpoint(path: options.telemetryPath),
            .immediate("/-/healthy") { _ in .text(.ok, "agent-teams-exporter is healthy.") },
            .immediate("/-/ready") { _ in
                .readiness(
                    missing: readiness.missing,
                    state: StateStatus(stores).condition,
                    stateDirectory: stateDirectory
                )
            },
            ReloadEndpoint.endpoint(options.isLifecycleEnabled ? reloader : nil),
            .immediate("/") { _ in .page(page) },
        ]
    }
}
