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
    /// Nil where it is not found and some processes cannot be seen.
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
        /// An assumed dashboard was seen.
        var isKnown = false
        /// There is, or was, something to be shown.
        var isShown = false
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
    ///
    /// - Parameter isAssumed: nobody said that there is a dashboard. Then nothing is shown before it was up once, or its
    ///   process was there: a program that many do not run is not down for them.
    package func take(_ sight: DashboardSight, isAssumed: Bool = false) {
        state.withLock { state in
            state.counts[sight.result, default: 0] += 1
            if sight.result == .up || sight.isProcessRunning == true { state.isKnown = true }
            guard state.isKnown || !isAssumed else { return }
            (state.last, state.isShown) = (sight, true)
        }
    }

    /// Somebody said that there is a dashboard: its counts begin at 0, to be seen.
    package func expect() { state.withLock { $0.isShown = true } }

    /// Another one is probed from now on, or none.
    package func forget() { state.withLock { ($0.last, $0.isKnown) = (nil, false) } }

    package func collect(into registry: MetricRegistry) throws {
        let (last, counts, isShown) = state.withLock { ($0.last, $0.counts, $0.isShown) }
        registry.update { table in
            let gauges = [up, duration, statusCode, timestamp, processRunning]
            for family in gauges { table.beginRefresh(family) }
            if let last { publish(last, into: &table) }
            for family in gauges { table.endRefresh(family) }
            for result in isShown ? DashboardSight.Result.allCases : [] {
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
