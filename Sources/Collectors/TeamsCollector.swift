import Glibc
package import MetricModel
import Synchronization
package import TeamCensus
import TeamState

/// Publishes which teams there are and which of them live.
package final class TeamsCollector: Collector {
    package let name = "teams"
    private let census: SharedCensus
    private let families: TeamFamilies
    private let limit: Mutex<Int>

    /// - Parameters:
    ///   - census: shared with the other collectors that show teams or their processes.
    ///   - limit: active teams that the operator allows.
    package convenience init(census: SharedCensus, limit: Int, registry: MetricRegistry) throws {
        try self.init(census: census, limit: limit, registry: registry, maxTeams: TeamFamilies.maxTeams)
    }

    /// - Parameter maxTeams: see `TeamFamilies.maxTeams`.
    init(census: SharedCensus, limit: Int, registry: MetricRegistry, maxTeams: Int) throws {
        self.census = census
        self.limit = Mutex(limit)
        families = try TeamFamilies(registry: registry, maxTeams: maxTeams)
    }

    /// Allows another number of teams from the next look on.
    package func reconfigure(limit: Int) { self.limit.withLock { $0 = limit } }

    package func collect(into registry: MetricRegistry) throws {
        let limit = limit.withLock { $0 }
        let report = census.report(for: name)
        registry.update { table in families.publish(report, limit: limit, into: &table) }
    }

    package static func systemNowMs() -> Int64 {
        var time = timespec()
        // `time` is a live local; CLOCK_REALTIME exists everywhere, so the call cannot fail.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
