extension Simulation {
    /// A configuration file for the exporter that watches what this simulation writes.
    ///
    /// Paths are relative to the file. The short window lets the quiet team turn stale within minutes.
    var configurationText: String {
        """
        teams:
          roots: ["claude"]
          limit: 10
          active_window: 2m
        logs:
          - name: orchestrator
            paths: ["logs/orchestrator.log"]
            max_line_bytes: 8KiB
          - name: dashboard
            paths: ["logs/dashboard.log"]

        """
    }
}
