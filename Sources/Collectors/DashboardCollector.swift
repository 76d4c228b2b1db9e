package import MetricModel
import Synchronization

/// What one probe of the dashboard found.
package struct DashboardSight: Sendable, Equatable {
    package enum Result: String, Sendable, CaseIterable {
        case up, refused, timeout, broken, status, error, malformed
    }

    package var result: Result
    /// Nil when there was no answer.
    package var statusCode: Int?
    package var duration: Duration
    /// Milliseconds since 1970.
    package var probedAtMs: Int64
    /// Nil where no process can be seen.
    package var isProcessRunning: Bool?

    package init(
        result: Result, statusCode: Int? = nil, duration: Duration, probedAtMs: Int64,
        isProcessRunning: Bool? = nil
    ) {
        self.result = result
        self.statusCode = statusCode
        self.duration = duration
        self.probedAtMs = probedAtMs
        self.isProcessRunning = isProcessRunning
    }
}

/// Publishes what the last probe of the dashboard found. Probes run apart from scrapes: a scrape never waits for one.
package final class DashboardCollector: Collector {
    package let name = "dashboard"
    private let up, duration, statusCode, timestamp, probes, processRunning: FamilyID
    private let state = Mutex(State())

    private struct State {
        var last: DashboardSight?
        var counts: [DashboardSight.Result: Int] = [:]
    }

    package init(registry: MetricRegistry) throws {
        up = try registry.register(Catalogue.dashboardUp)
        duration = try registry.register(Catalogue.dashboardProbeDuration)
        statusCode = try registry.register(Catalogue.dashboardStatusCode)
        timestamp = try registry.register(Catalogue.dashboardProbeTimestamp)
        probes = try registry.register(Catalogue.dashboardProbes)
        processRunning = try registry.register(Catalogue.dashboardProcessRunning)
    }

    /// Takes note of a probe.
    package func take(_ sight: DashboardSight) {
        state.withLock { state in
            state.last = sight
            state.counts[sight.result, default: 0] += 1
        }
    }

    /// There is nothing to be probed any more.
    package func forget() { state.withLock { $0.last = nil } }

    package func collect(into registry: MetricRegistry) throws {
        let (last, counts) = state.withLock { ($0.last, $0.counts) }
        registry.update { table in
            let gauges = [up, duration, statusCode, timestamp, processRunning]
            for family in gauges { table.beginRefresh(family) }
            if let last { publish(last, into: &table) }
            for family in gauges { table.endRefresh(family) }
            for result in DashboardSight.Result.allCases {
                table.set(table.series(probes, result.rawValue), Double(counts[result] ?? 0))
            }
        }
    }

    private func publish(_ sight: DashboardSight, into table: inout MetricTable) {
        table.set(table.series(up), sight.result == .up ? 1 : 0)
        table.set(table.series(duration), sight.duration / .seconds(1))
        table.set(table.series(timestamp), Double(sight.probedAtMs) / 1000)
        if let code = sight.statusCode { table.set(table.series(statusCode), Double(code)) }
        if let isRunning = sight.isProcessRunning {
            table.set(table.series(processRunning), isRunning ? 1 : 0)
        }
    }
}
