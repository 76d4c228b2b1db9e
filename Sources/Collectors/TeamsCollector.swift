import Glibc
package import MetricModel
import Synchronization
package import TeamCensus
import TeamState

/// Publishes which teams there are and which of them live.
package final class TeamsCollector: Collector {
    package let name = "teams"
    private let census: Mutex<TeamCensus>
    private let families: TeamFamilies
    private let limit: Int
    private let nowMs: @Sendable () -> Int64

    /// - Parameters:
    ///   - limit: active teams that the operator allows.
    ///   - nowMs: milliseconds since 1970.
    package convenience init(
        census: sending TeamCensus, limit: Int, registry: MetricRegistry,
        nowMs: @escaping @Sendable () -> Int64 = TeamsCollector.systemNowMs
    ) throws {
        try self.init(
            census: census, limit: limit, registry: registry, maxTeams: TeamFamilies.maxTeams, nowMs: nowMs)
    }

    /// - Parameter maxTeams: see `TeamFamilies.maxTeams`.
    init(
        census: sending TeamCensus, limit: Int, registry: MetricRegistry, maxTeams: Int,
        nowMs: @escaping @Sendable () -> Int64
    ) throws {
        self.census = Mutex(census)
        self.limit = limit
        self.nowMs = nowMs
        families = try TeamFamilies(registry: registry, maxTeams: maxTeams)
    }

    /// The census keeps what it read, so one look runs at a time; the registry is locked only to publish.
    package func collect(into registry: MetricRegistry) throws {
        let report = takeCensus()
        registry.update { table in families.publish(report, limit: limit, into: &table) }
    }

    package static func systemNowMs() -> Int64 {
        var time = timespec()
        // `time` is a live local; CLOCK_REALTIME exists everywhere, so the call cannot fail.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private func takeCensus() -> CensusReport {
        let nowMs = nowMs()
        return census.withLock { $0.take(nowMs: nowMs) }
    }
}
